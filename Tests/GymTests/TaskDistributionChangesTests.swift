import Gym
import Numerics
import Testing

struct TaskDistributionChangesTests {
  static let texts: [(text: String, values: ParameterValues)] = [
    ("limit=5...15", .uniform(5...15)),
    ("limit=1...5,15...20", .intervals([1...5, 15...20])),
    ("limit=5...8,1...5", .intervals([5...8, 1...5])),
    ("limit=3", .fixed(3)),
    ("limit=3,1,2.5", .choices([3, 1, 2.5])),
    ("limit= 1 ... 2 , 3 ... 4 ", .intervals([1...2, 3...4])),
    ("limit=1e1...2e1", .uniform(10...20)),
    ("limit=.5....75", .uniform(0.5...0.75)),
    ("side=-1,1", .choices([-1, 1])),
    ("side=-1", .fixed(-1)),
  ]

  @Test(arguments: 0..<texts.count)
  func `values are read`(number: Int) throws {
    let (text, values) = Self.texts[number]
    var distribution = Drift.distribution()
    try distribution.vary(text)
    let index = text.hasPrefix("limit") ? 0 : 2
    for split in Split.allCases {
      guard let region = distribution.region(of: split) else { continue }
      #expect(region.values[index] == values, "\(split)")
    }
  }

  @Test(arguments: 0..<texts.count)
  func `values are written as they are read`(number: Int) throws {
    let (text, values) = Self.texts[number]
    var distribution = Drift.distribution()
    try distribution.vary(text.prefix { $0 != "=" } + "=" + values.description)
    #expect(distribution.region(of: .train)?.values.contains(values) == true)
  }

  static let mistakes: [(text: String, error: TaskDistributionError)] = [
    ("limit", .malformedAssignment(text: "limit")),
    ("", .malformedAssignment(text: "")),
    ("=5", .malformedAssignment(text: "=5")),
    ("limt=5", .noSuchParameter(name: "limt", environment: "drift", known: known)),
    ("limit=", .malformedValues(parameter: "limit", text: "")),
    ("limit=5..15", .malformedValues(parameter: "limit", text: "5..15")),
    ("limit=5…15", .malformedValues(parameter: "limit", text: "5…15")),
    ("limit=...5", .malformedValues(parameter: "limit", text: "...5")),
    ("limit=1...2...3", .malformedValues(parameter: "limit", text: "1...2...3")),
    ("limit=1...2,", .malformedValues(parameter: "limit", text: "1...2,")),
    ("limit=ten", .malformedValues(parameter: "limit", text: "ten")),
    ("limit=1=2", .malformedValues(parameter: "limit", text: "1=2")),
    ("limit=1...2,5", .mixedValues(parameter: "limit", text: "1...2,5")),
    ("limit=nan", .notFinite(parameter: "limit", text: "nan")),
    ("limit=1...inf", .notFinite(parameter: "limit", text: "1...inf")),
    ("limit=1e40", .notFinite(parameter: "limit", text: "1e40")),
    ("limit=9...4", .reversedRange(parameter: "limit", lower: 9, upper: 4)),
    ("limit=4...4", .emptyRange(parameter: "limit", value: 4)),
    ("limit=1...5,3...8", .overlappingRanges(parameter: "limit", text: "1...5,3...8")),
    ("limit=1,2,1", .repeatedValue(parameter: "limit", value: 1)),
    ("limit=-1...5", .illegalValue(parameter: "limit", value: -1, legal: 0...100)),
    ("limit=101", .illegalValue(parameter: "limit", value: 101, legal: 0...100)),
    ("side=0.5", .notAChoice(parameter: "side", text: "0.5", legal: [-1, 1])),
    ("side=-1...1", .notAChoice(parameter: "side", text: "-1...1", legal: [-1, 1])),
  ]
  static let known = ["limit", "scale", "side"]

  @Test(arguments: 0..<mistakes.count)
  func `mistakes are refused and change nothing`(number: Int) {
    let (text, error) = Self.mistakes[number]
    var distribution = Drift.distribution()
    #expect(throws: error) { try distribution.vary(text) }
    #expect(distribution.regions == Drift.distribution().regions)
    // A fixed parameter has exactly one number.
    var fixing = error
    if case .malformedValues(let parameter, let text) = error {
      fixing = .notOneValue(parameter: parameter, text: text)
    }
    #expect(throws: fixing) { try distribution.fix(text) }
    #expect(distribution.regions == Drift.distribution().regions)
  }

  @Test(arguments: ["limit=1...2", "limit=1,2"])
  func `a parameter is fixed to one value only`(text: String) {
    var distribution = Drift.distribution()
    let values = String(text.dropFirst(6))
    #expect(throws: TaskDistributionError.notOneValue(parameter: "limit", text: values)) {
      try distribution.fix(text)
    }
  }

  @Test func `a changed parameter no longer has to lie outside, the others do`() throws {
    var distribution = Drift.distribution()
    try distribution.vary("limit=1...7")
    let shifted = try #require(distribution.region(of: .shifted))
    for index in 0..<200 {
      let task = try distribution.task(.shifted, index: index, key: RandomKey(seed: 1))
      #expect(shifted.contains(task))
      #expect(!(0.5 < task[1] && task[1] < 1))
    }
  }

  @Test func `a shift of which nothing is left is gone`() throws {
    var distribution = Drift.distribution()
    try distribution.fix("scale=1")
    #expect(distribution.region(of: .shifted) != nil)
    try distribution.vary("limit=1...7")
    #expect(distribution.region(of: .shifted) == nil)
    #expect(distribution.region(of: .test) != nil)
  }

  @Test func `a task is made from assignments`() throws {
    let distribution = Drift.distribution()
    #expect(try distribution.parameters(fromAssignments: []) == [5, 1, 1])
    #expect(try distribution.parameters(fromAssignments: ["scale=2"]) == [5, 2, 1])
    #expect(
      try distribution.parameters(fromAssignments: ["side=-1", "limit=0"]) == [0, 1, -1])
  }

  @Test func `a task has the only value of a fixed parameter`() throws {
    var distribution = Drift.distribution()
    try distribution.fix("scale=3")
    #expect(try distribution.parameters(fromAssignments: []) == [5, 3, 1])
    #expect(try distribution.parameters(fromAssignments: ["scale=2"]) == [5, 2, 1])
  }

  @Test func `a task's mistakes are refused`() {
    let distribution = Drift.distribution()
    #expect(throws: TaskDistributionError.repeatedParameter(name: "limit")) {
      try distribution.parameters(fromAssignments: ["limit=1", "limit=1"])
    }
    #expect(throws: TaskDistributionError.notOneValue(parameter: "limit", text: "1...2")) {
      try distribution.parameters(fromAssignments: ["limit=1...2"])
    }
    #expect(
      throws: TaskDistributionError.illegalValue(parameter: "scale", value: 11, legal: 0...10)
    ) {
      try distribution.parameters(fromAssignments: ["scale=11"])
    }
  }
}
