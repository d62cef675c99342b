import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct PointRobotCornersTests {
  static let name = "point-robot/corners"
  static let corners: [[Float]] = [[-2, -2], [-2, 2], [2, -2], [2, 2]]

  /// What a robot earns that goes from point to point, given its way from the start to the first.
  static func rewards(
    corner: [Float], along points: [[Float]], reward: String = "sparse"
  ) throws -> [Float] {
    var batch = try Catalog.distribution(named: name, options: ["reward": reward])
      .makeBatch(corner, 1)
    batch.reset(key: RandomKey(seed: 1))
    return points.map { point in
      batch.step(actions: zip(point, batch.observations).map { ($0 - $1) / 0.02 })
      expectClose(batch.observations, point.map { Double($0) }, within: .absolute(1e-6))
      return batch.rewards[0]
    }
  }

  @Test(arguments: 0..<3)
  func `trajectories are those of the textbook equations`(number: Int) throws {
    try PointRobotGolden.load().corners[number].expectTrajectory(of: Self.name)
  }

  @Test func `moving into the goal's quarter is paid for, moving out costs nothing`() throws {
    let way: [[Float]] = [
      [0, 0], [0.2, 0.2], [0.2, 0.4], [0, 0.4], [-0.1, 0.5], [0.1, 0.6], [-0.1, 0.6],
    ]
    func distance(_ x: Double, _ y: Double) -> Double {
      ((2 - x) * (2 - x) + (2 - y) * (2 - y)).squareRoot()
    }
    let rewards = try Self.rewards(corner: [2, 2], along: way)
    // The middle, |x| + |y| < 0.5, pays nothing; neither do other quarters.
    expectClose(
      rewards,
      [
        0, 0, distance(0.2, 0.2) - distance(0.2, 0.4), 0, 0,
        distance(-0.1, 0.5) - distance(0.1, 0.6), 0,
      ], within: .absolute(1e-6))
    expectClose(
      try Self.rewards(corner: [2, -2], along: way), Array(repeating: 0, count: 7),
      within: .absolute(1e-9), "of another corner")
  }

  @Test func `moving away from the goal within its quarter is charged for`() throws {
    let rewards = try Self.rewards(
      corner: [-2, 2], along: [[0, 0], [-0.2, 0.2], [-0.4, 0.4], [-0.3, 0.3]])
    expectClose(
      rewards, [0, 0, 0.2 * 2.0.squareRoot(), -0.1 * 2.0.squareRoot()],
      within: .absolute(1e-6))
  }

  @Test(arguments: corners)
  func `the dense reward is minus the distance`(corner: [Float]) throws {
    let rewards = try Self.rewards(
      corner: corner, along: [[0, 0], [0.1, -0.2]], reward: "dense")
    let (dx, dy) = (Double(corner[0]) - 0.1, Double(corner[1]) + 0.2)
    expectClose(
      rewards, [-8.0.squareRoot(), -(dx * dx + dy * dy).squareRoot()], within: .absolute(1e-6))
  }

  @Test(
    arguments: [
      ([1, -1], [0.02, -0.02]), ([10, -10], [0.2, -0.2]), ([50, -11], [0.2, -0.2]),
    ] as [([Float], [Double])])
  func `an action is clipped to 10 and moves a fiftieth of it`(
    action: [Float], move: [Double]
  ) throws {
    var batch = try Catalog.distribution(named: Self.name).makeBatch([2, 2], 1)
    batch.reset(key: RandomKey(seed: 1))
    let start = batch.observations
    batch.step(actions: action)
    expectClose(
      zip(batch.observations, start).map { $0 - $1 }, move, within: .absolute(1e-7))
  }

  @Test func `episodes start anywhere in a square of side 0.4 and never end by themselves`() throws
  {
    var batch = try Catalog.distribution(named: Self.name).makeBatch([2, 2], 1_000)
    batch.reset(key: RandomKey(seed: 2))
    let starts = SampleMean(batch.observations.map { Double($0) })
    #expect(batch.observations.allSatisfy { abs($0) <= 0.2 })
    expectClose(starts.mean, 0, within: .standardErrors(4, of: starts.standardError))
    expectClose(starts.variance, 0.4 * 0.4 / 12, within: .relative(0.08), "variance")
    for _ in 0..<100 {
      #expect(!batch.isTerminated.contains(true) && !batch.isTruncated.contains(true))
      batch.step(actions: Array(repeating: 10, count: 2_000))
    }
    #expect(!batch.isTerminated.contains(true) && !batch.isTruncated.contains(false))
  }

  @Test func `there are four tasks, the same in training and in tests, and none besides`() throws {
    let distribution = try Catalog.distribution(named: Self.name)
    #expect(distribution.sharesTasks)
    #expect(distribution.region(of: .shifted) == nil)
    for split in [Split.train, .test] {
      let tasks = try (0..<400).map {
        try distribution.task(split, index: $0, key: RandomKey(seed: 1))
      }
      for corner in Self.corners {
        #expect(abs(tasks.count { $0 == corner } - 100) < 4 * 9)
      }
      #expect(Set(tasks).count == 4)
    }
  }
}
