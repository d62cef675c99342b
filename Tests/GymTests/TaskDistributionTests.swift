import Gym
import Numerics
import Testing

struct TaskDistributionTests {
  static let distribution = Drift.distribution()
  static let key = RandomKey(seed: 21)

  static func tasks(
    _ split: Split, of distribution: TaskDistribution = distribution, count: Int = 300
  ) throws -> [[Float]] {
    try (0..<count).map { try distribution.task(split, index: $0, key: key) }
  }

  @Test(arguments: Split.allCases)
  func `tasks lie in the region of their split`(split: Split) throws {
    let region = try #require(Self.distribution.region(of: split))
    for task in try Self.tasks(split) { #expect(region.contains(task)) }
  }

  @Test func `shifted tasks lie outside the ranges of training`() throws {
    let train = try #require(Self.distribution.region(of: .train))
    for task in try Self.tasks(.shifted) { #expect(!train.contains(task)) }
  }

  @Test func `splits draw from streams of their own`() throws {
    let train = Set(try Self.tasks(.train))
    let test = Set(try Self.tasks(.test))
    #expect(train.count == 300 && test.count == 300)
    #expect(train.isDisjoint(with: test))
  }

  @Test func `a task is named by key, split and index`() throws {
    #expect(try Self.tasks(.test) == Self.tasks(.test))
    let other = try Self.distribution.task(.test, index: 0, key: RandomKey(seed: 22))
    #expect(try Self.tasks(.test, count: 1)[0] != other)
  }

  @Test func `a union of intervals is filled in proportion to length`() throws {
    var distribution = Self.distribution
    try distribution.vary("limit=0...1,5...8")
    let values = try Self.tasks(.train, of: distribution, count: 4_000).map { $0[0] }
    #expect(values.allSatisfy { (0...1).contains($0) || (5...8).contains($0) })
    let share = Double(values.count { $0 <= 1 }) / 4_000
    #expect(abs(share - 0.25) < 4 * (0.25 * 0.75 / 4_000).squareRoot())
  }

  @Test func `choices are equally likely`() throws {
    var distribution = Self.distribution
    try distribution.vary("limit=1,2,7")
    let values = try Self.tasks(.train, of: distribution, count: 3_000).map { $0[0] }
    for choice in [1, 2, 7] as [Float] {
      #expect(abs(values.count { $0 == choice } - 1_000) < 4 * 26)
    }
  }

  @Test func `an empty region is an error, not a hang`() {
    var distribution = Self.distribution
    distribution.regions[.shifted] = TaskRegion(
      [.uniform(3...4), .uniform(0.6...0.7), .fixed(1)],
      outside: [2...6, 0.5...1, 0...2])
    #expect(
      throws: TaskDistributionError.emptyRegion(distribution: "drift/limits", split: .shifted)
    ) {
      try distribution.task(.shifted, index: 0, key: Self.key)
    }
  }

  @Test func `a split that does not exist is an error`() {
    var distribution = Self.distribution
    distribution.regions[.shifted] = nil
    #expect(
      throws: TaskDistributionError.noSuchSplit(distribution: "drift/limits", split: .shifted)
    ) {
      try distribution.task(.shifted, index: 0, key: Self.key)
    }
  }
}
