import Gym
import Numerics
import Testing

/// No task is in two splits, unless there are finitely many.
struct SplitTests {
  static let key = RandomKey(seed: 5)

  static func tasks(
    _ distribution: TaskDistribution, _ split: Split, count: Int, key: RandomKey = key
  ) throws -> Set<[Float]> {
    Set(try (0..<count).map { try distribution.task(split, index: $0, key: key) })
  }

  /// One parameter with so few values that two streams of numbers would meet many times.
  static func narrow() throws -> TaskDistribution {
    var distribution = Drift.distribution()
    try distribution.fix("scale=1")
    // 2¹⁴ numbers lie in this interval, and 2¹⁴ in the next.
    try distribution.vary("limit=4...4.0078125,4.0078125...4.015625")
    return distribution
  }

  @Test func `training never meets a test task, of whatever seed`() throws {
    let distribution = try Self.narrow()
    let train = try Self.tasks(distribution, .train, count: 20_000)
    let test = try Self.tasks(distribution, .test, count: 20_000, key: RandomKey(seed: 6))
    // Nearly all there are of each: two independent streams would share thousands.
    #expect(train.count > 10_000)
    #expect(test.count > 2_000)
    #expect(train.isDisjoint(with: test))
  }

  @Test func `a corner of the ranges of training has tasks of its own`() throws {
    var distribution = try Self.narrow()
    var corner = try #require(distribution.region(of: .train))
    corner.values[0] = .uniform(4...4.0078125)
    distribution.regions[.shifted] = corner
    let shifted = try Self.tasks(distribution, .shifted, count: 20_000)
    #expect(shifted.count > 1_000)
    #expect(shifted.isDisjoint(with: try Self.tasks(distribution, .train, count: 20_000)))
    #expect(shifted.isDisjoint(with: try Self.tasks(distribution, .test, count: 20_000)))
  }

  @Test func `a few shifted tasks inside the ranges of training are left to the shifted split`()
    throws
  {
    var distribution = try Self.narrow()
    var corner = try #require(distribution.region(of: .train))
    // Ends of the interval: what training draws often, since so few numbers lie between.
    corner.values[0] = .choices([4, 4.0078125])
    distribution.regions[.shifted] = corner
    let shifted = try Self.tasks(distribution, .shifted, count: 100)
    #expect(shifted == [[4, 1, 1], [4.0078125, 1, 1]])
    #expect(shifted.isDisjoint(with: try Self.tasks(distribution, .train, count: 20_000)))
    #expect(shifted.isDisjoint(with: try Self.tasks(distribution, .test, count: 20_000)))
  }

  @Test func `finitely many tasks are shared, and none of them is shifted`() throws {
    var distribution = Drift.distribution()
    #expect(!distribution.sharesTasks)
    try distribution.vary("limit=3,4")
    try distribution.fix("scale=1")
    var region = try #require(distribution.region(of: .train))
    region.values[0] = .choices([4, 5])
    distribution.regions[.shifted] = region
    #expect(distribution.sharesTasks)
    #expect(try Self.tasks(distribution, .train, count: 50) == [[3, 1, 1], [4, 1, 1]])
    #expect(try Self.tasks(distribution, .test, count: 50) == [[3, 1, 1], [4, 1, 1]])
    #expect(try Self.tasks(distribution, .shifted, count: 50) == [[5, 1, 1]])
  }

  @Test func `the same task belongs to the same split with either zero`() {
    #expect(Split(ofTask: [0, 1]) == Split(ofTask: [-0.0, 1]))
    #expect(Split(ofTask: [1, 0]) == Split(ofTask: [1, -0.0]))
  }

  @Test func `an eighth of all tasks is for testing and three quarters for training`() {
    let splits = (0..<80_000).map { Split(ofTask: [Float($0) / 7, 0.5]) }
    #expect(abs(splits.count { $0 == .test } - 10_000) < 4 * 94)
    #expect(abs(splits.count { $0 == .shifted } - 10_000) < 4 * 94)
    #expect(abs(splits.count { $0 == .train } - 60_000) < 4 * 123)
  }
}
