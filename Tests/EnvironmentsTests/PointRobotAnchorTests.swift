import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// Known levels of half-circle, winds and corners, by simulation.
struct PointRobotAnchorTests {
  static func distribution(
    _ name: String, reward: String? = nil
  ) throws -> TaskDistribution {
    try Catalog.distribution(
      named: "point-robot/\(name)", options: reward.map { ["reward": $0] } ?? [:])
  }

  static func blind(
    _ distribution: TaskDistribution, _ split: Split = .test, tasks: Int
  ) throws -> SampleMean {
    try AnchorTests.returns(distribution, split, tasks: tasks) { _ in
      distribution.referenceAgents.makeBlind()
    }
  }

  static func oracle(
    _ distribution: TaskDistribution, _ split: Split = .test, tasks: Int
  ) throws -> SampleMean {
    try AnchorTests.returns(
      distribution, split, tasks: tasks, by: distribution.referenceAgents.makeOracle)
  }

  /// Compares two simulations: a mean with another and its standard error.
  static func expectLevel(_ mean: SampleMean, _ level: [Double], _ what: String = "") {
    let error = (mean.standardError * mean.standardError + level[1] * level[1]).squareRoot()
    expectClose(mean.mean, level[0], within: .standardErrors(4, of: error), what)
  }

  // MARK: Half circle

  @Test(arguments: ["sparse", "dense"])
  func `a random robot hardly ever comes near the goal`(reward: String) throws {
    let levels = try PointRobotGolden.load().halfCircleLevels
    let robot = try Self.distribution("half-circle", reward: reward)
    let mean = try AnchorTests.returns(robot, tasks: 4_000) { _ in AnchorTests.random(robot) }
    Self.expectLevel(mean, reward == "sparse" ? levels.sparseRandom : levels.denseRandom)
  }

  @Test(arguments: ["sparse", "dense"])
  func `the levels of the half circle are those of integrals over its goals`(
    reward: String
  ) throws {
    let levels = try PointRobotGolden.load().halfCircleLevels
    let robot = try Self.distribution("half-circle", reward: reward)
    let isSparse = reward == "sparse"
    let blind = try Self.blind(robot, tasks: 10_000)
    expectClose(
      blind.mean, isSparse ? levels.sparseBlind : levels.denseBlind,
      within: .standardErrors(4, of: blind.standardError), "blind")
    let oracle = try Self.oracle(robot, tasks: 10_000)
    expectClose(
      oracle.mean, isSparse ? levels.sparseOracle : levels.denseOracle,
      within: .standardErrors(4, of: oracle.standardError), "oracle")
  }

  @Test func `the fastest path to the half circle returns the published 53.39 and -3.84`() throws {
    let sparse = try Self.oracle(try Self.distribution("half-circle"), tasks: 10_000)
    expectClose(sparse.mean, 53.39, within: .absolute(4 * sparse.standardError + 0.005))
    expectClose(sparse.variance.squareRoot(), 0.78, within: .absolute(0.02), "spread")
    let dense = try Self.oracle(
      try Self.distribution("half-circle", reward: "dense"), tasks: 10_000)
    expectClose(dense.mean, -3.84, within: .absolute(4 * dense.standardError + 0.005))
  }

  @Test(arguments: ["sparse", "dense"])
  func `no place nearby is better for a robot that does not know the goal`(reward: String) throws {
    let levels = try PointRobotGolden.load().halfCircleLevels
    let robot = try Self.distribution("half-circle", reward: reward)
    var blind = robot.referenceAgents.makeBlind()
    let end = robot.rollouts(1, of: [1], by: &blind, key: AnchorTests.key).finalObservations
    expectClose(
      end,
      reward == "sparse"
        ? Array(repeating: levels.bestRadius / 2.0.squareRoot(), count: 2)
        : [0, levels.medianHeight], within: .absolute(1e-5))
  }

  @Test func `on the shifted half circle the blind robot earns nothing`() throws {
    let mean = try Self.blind(try Self.distribution("half-circle"), .shifted, tasks: 1_000)
    #expect(mean.mean == 0)
  }

  // MARK: Winds

  @Test func `standing still in the wind is hardly better than moving at random`() throws {
    let levels = try #require(try PointRobotGolden.load().windsLevels["test"])
    let robot = try Self.distribution("winds")
    let standing = try AnchorTests.returns(robot, tasks: 4_000) { _ in Standing() }
    Self.expectLevel(standing, levels.standing, "standing")
    let random = try AnchorTests.returns(robot, tasks: 4_000) { _ in AnchorTests.random(robot) }
    Self.expectLevel(random, levels.random, "random")
  }

  @Test(arguments: [Split.test, .shifted])
  func `turning with the distance keeps near the goal, and knowing the task leads to it`(
    split: Split
  ) throws {
    let levels = try #require(try PointRobotGolden.load().windsLevels[split.rawValue])
    let robot = try Self.distribution("winds")
    Self.expectLevel(try Self.blind(robot, split, tasks: 4_000), levels.blind, "blind")
    Self.expectLevel(try Self.oracle(robot, split, tasks: 4_000), levels.oracle, "oracle")
  }

  /// Without wind and rotation the best path is that of goals; it can be turned with everything else.
  @Test(arguments: [0, 1, 2, -1] as [Float])
  func `a calm turned plane is the plane of goals`(quarterTurns: Float) throws {
    let robot = try Self.distribution("winds")
    let task: [Float] = [0, 0, quarterTurns * Float.pi / 2, 0.4, 0.4]
    var player = robot.referenceAgents.makeOracle(task)
    let rollouts = robot.rollouts(1, of: task, by: &player, key: AnchorTests.key)
    #expect(rollouts.stepCount == 4)
    expectClose(
      rollouts.episodeReturns, [-0.6 * 2.0.squareRoot()], within: .absolute(1e-5))
  }

  // MARK: Corners

  @Test func `corners' players come close to the best there can be`() throws {
    let levels = try PointRobotGolden.load().cornersLevels
    let robot = try Self.distribution("corners")
    let oracle = try Self.oracle(robot, tasks: 2_000)
    expectClose(oracle.mean, 15.235, within: .absolute(4 * oracle.standardError + 0.003))
    #expect(levels.sparseOracle - oracle.mean < 0.1)
    // A task's corner decides much, and there are only four of them: every one gets the same weight.
    let blind = PointRobotCornersTests.corners.map { corner in
      var player = robot.referenceAgents.makeBlind()
      return robot.rollouts(1_000, of: corner, by: &player, key: AnchorTests.key).meanReturn
    }
    expectClose(blind.reduce(0, +) / 4, 5.073, within: .absolute(0.02))
    #expect(levels.sparseBlind - blind.reduce(0, +) / 4 < 0.06)
  }

  @Test func `with the dense reward one waits in the middle or goes to the corner`() throws {
    let robot = try Self.distribution("corners", reward: "dense")
    let blind = try Self.blind(robot, tasks: 200)
    expectClose(blind.mean, -100 * 8.0.squareRoot(), within: .absolute(1e-3))
    let oracle = try Self.oracle(robot, tasks: 4_000)
    expectClose(oracle.mean, -12.87, within: .absolute(4 * oracle.standardError + 0.04))
  }
}

/// Chooses no move.
private struct Standing: Agent {
  mutating func act(on view: View, actions: inout [Float]) {
    for index in actions.indices { actions[index] = 0 }
  }
}
