import Foundation
import Gym
import Numerics
import Testing

struct TaskDistributionRecordTests {
  static func json(_ record: TaskDistributionRecord) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return String(decoding: try encoder.encode(record), as: UTF8.self)
  }

  @Test func `a record is readable`() throws {
    var distribution = Drift.distribution()
    try distribution.fix("scale=0.5")
    let expected = """
      {
        "distribution" : "limits",
        "environment" : "drift",
        "options" : {

        },
        "regions" : {
          "shifted" : {
            "outside" : {
              "limit" : [
                2,
                6
              ]
            },
            "parameters" : {
              "limit" : {
                "uniform" : [
                  [
                    0,
                    8
                  ]
                ]
              },
              "scale" : {
                "choices" : [
                  0.5
                ]
              },
              "side" : {
                "choices" : [
                  1
                ]
              }
            }
          },
          "train" : {
            "parameters" : {
              "limit" : {
                "uniform" : [
                  [
                    2,
                    6
                  ]
                ]
              },
              "scale" : {
                "choices" : [
                  0.5
                ]
              },
              "side" : {
                "choices" : [
                  1
                ]
              }
            }
          }
        },
        "version" : 1
      }
      """
    #expect(try Self.json(distribution.record) == expected)
  }

  @Test func `a record keeps every bit of a number`() throws {
    let key = RandomKey(seed: 6).child(.measurement)
    for index in 0..<2_000 {
      let bits = key.bits(UInt32(index))
      // Any number the parameter may have, of any size.
      let value = Float(bitPattern: bits[0] & 0x3FFF_FFFF)
      var distribution = Drift.distribution()
      distribution.regions[.train]?.values[0] = .fixed(value)
      let data = try JSONEncoder().encode(distribution.record)
      let record = try JSONDecoder().decode(TaskDistributionRecord.self, from: data)
      var rebuilt = Drift.distribution()
      try rebuilt.restoreRegions(from: record)
      #expect(rebuilt.region(of: .train)?.values[0] == .fixed(value))
    }
  }

  @Test(arguments: [
    [], ["limit=1...5,15...20"], ["scale=1,2,3"], ["limit=3", "scale=0.1...0.7"],
  ])
  func `a changed distribution is rebuilt`(changes: [String]) throws {
    var distribution = Drift.distribution()
    for change in changes { try distribution.vary(change) }
    let data = try JSONEncoder().encode(distribution.record)
    let record = try JSONDecoder().decode(TaskDistributionRecord.self, from: data)
    #expect(record == distribution.record)
    var rebuilt = Drift.distribution()
    try rebuilt.restoreRegions(from: record)
    #expect(rebuilt.regions == distribution.regions)
    for split in Split.allCases where distribution.region(of: split) != nil {
      let key = RandomKey(seed: 8)
      #expect(
        try rebuilt.task(split, index: 5, key: key) == distribution.task(split, index: 5, key: key))
    }
  }

  typealias Change = @Sendable (inout TaskDistributionRecord) -> Void

  static let hostile: [(change: Change, error: TaskDistributionError)] = [
    (
      { $0.version = 2 },
      .unsupportedVersion(distribution: "drift/limits", found: 2, readable: 1)
    ),
    (
      { $0.regions["train"] = nil },
      .incompleteRecord(distribution: "drift/limits", missing: "the split 'train'")
    ),
    ({ $0.regions["test"] = $0.regions["train"] }, .unknownSplit(name: "test")),
    ({ $0.regions["moon"] = $0.regions["train"] }, .unknownSplit(name: "moon")),
    (
      { $0.regions["train"]?.parameters["scale"] = nil },
      .incompleteRecord(distribution: "drift/limits", missing: "the parameter 'scale'")
    ),
    (
      { $0.regions["train"]?.parameters["scal"] = .init(choices: [1]) },
      .noSuchParameter(
        name: "scal", environment: "drift", known: ["limit", "scale", "side"])
    ),
    (values(.init(choices: [.nan])), .notFinite(parameter: "limit", text: "nan")),
    (
      values(.init(uniform: [[0, .infinity]])),
      .notFinite(parameter: "limit", text: "0...inf")
    ),
    (
      values(.init(uniform: [[5, 2]])),
      .reversedRange(parameter: "limit", lower: 5, upper: 2)
    ),
    (values(.init(uniform: [[5, 5]])), .emptyRange(parameter: "limit", value: 5)),
    (values(.init(uniform: [[5]])), .malformedValues(parameter: "limit", text: "5")),
    (values(.init(uniform: [])), .malformedValues(parameter: "limit", text: "")),
    (values(.init(choices: [])), .malformedValues(parameter: "limit", text: "")),
    (values(.init()), .malformedValues(parameter: "limit", text: "")),
    (
      values(.init(uniform: [[0, 1]], choices: [2])),
      .mixedValues(parameter: "limit", text: "uniform and choices")
    ),
    (
      values(.init(choices: [-5])),
      .illegalValue(parameter: "limit", value: -5, legal: 0...100)
    ),
    (
      { $0.regions["shifted"]?.outside = ["limit": [-1, 9], "scale": [-1, 9]] },
      .emptyRegion(distribution: "drift/limits", split: .shifted)
    ),
    (
      { $0.regions["shifted"]?.outside = ["limit": [1, .nan]] },
      .notFinite(parameter: "limit", text: "1...nan")
    ),
    (
      { $0.regions["shifted"]?.outside = ["depth": [1, 2]] },
      .noSuchParameter(
        name: "depth", environment: "drift", known: ["limit", "scale", "side"])
    ),
  ]

  static func values(_ values: TaskDistributionRecord.Values) -> Change {
    { $0.regions["train"]?.parameters["limit"] = values }
  }

  @Test(arguments: 0..<hostile.count)
  func `a foreign or damaged record is refused`(number: Int) {
    let (change, error) = Self.hostile[number]
    var record = Drift.distribution().record
    change(&record)
    var distribution = Drift.distribution()
    #expect(throws: error) { try distribution.restoreRegions(from: record) }
    #expect(distribution.regions == Drift.distribution().regions)
  }
}
