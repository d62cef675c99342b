import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct PointRobotTests {
  static func batch(goal: [Float]) throws -> any EnvironmentBatch {
    var batch = try Catalog.distribution(named: "point-robot/goals").makeBatch(goal, 1)
    batch.reset(key: RandomKey(seed: 1))
    return batch
  }

  @Test func `the robot starts at the origin`() throws {
    #expect(try Self.batch(goal: [0.3, 0.4]).observations == [0, 0])
  }

  @Test(
    arguments: [
      ([1, -1], [0.1, -0.1]), ([0.5, 0.25], [0.05, 0.025]), ([3, -7], [0.1, -0.1]),
      ([0, 0], [0, 0]), ([-.infinity, .infinity], [-0.1, 0.1]),
    ] as [([Float], [Double])])
  func `an action is clipped and scaled to a tenth`(action: [Float], position: [Double]) throws {
    var batch = try Self.batch(goal: [0.3, 0.4])
    batch.step(actions: action)
    expectClose(batch.observations, position, within: .absolute(1e-8))
  }

  @Test func `the reward is minus the distance from the new position`() throws {
    var batch = try Self.batch(goal: [0.3, 0.4])
    batch.step(actions: [0, 0])
    expectClose(batch.rewards, [-0.5], within: .absolute(1e-7))
    batch.step(actions: [1, 0])
    expectClose(batch.rewards, [-(0.2 * 0.2 + 0.4 * 0.4).squareRoot()], within: .absolute(1e-7))
  }

  @Test(
    arguments: [
      ([0.05, 0], true), ([0.0595, 0.0095], true), ([0.0605, 0], false), ([0.05, 0.0105], false),
      ([0.0405, -0.0095], true), ([0.0395, 0], false),
    ] as [([Float], Bool)])
  func `an episode ends inside a box around the goal`(goal: [Float], ends: Bool) throws {
    var batch = try Self.batch(goal: goal)
    batch.step(actions: [0.5, 0])
    #expect(batch.isTerminated == [ends])
  }

  @Test func `an episode is cut after a hundred steps`() throws {
    var batch = try Self.batch(goal: [0.3, 0.4])
    for _ in 0..<99 { batch.step(actions: [0, 0]) }
    #expect(batch.isTruncated == [false])
    batch.step(actions: [0, 0])
    #expect(batch.isTruncated == [true])
    #expect(batch.isTerminated == [false])
  }

  @Test(arguments: 0..<2)
  func `trajectories are those of the textbook equations`(number: Int) throws {
    let golden = try GoldenNumbers.load().pointRobot[number]
    var batch = try Self.batch(goal: golden.parameters)
    for (step, action) in golden.actions.enumerated() {
      #expect(batch.isTerminated == [false])
      batch.step(actions: action)
      expectClose(
        batch.observations, golden.positions[step], within: .absolute(1e-6), "step \(step)")
      expectClose(batch.rewards, [golden.rewards[step]], within: .absolute(1e-6), "step \(step)")
    }
    #expect(batch.isTerminated == [true])
  }

  @Test func `shifted goals fill the frame around the square of training`() throws {
    let distribution = try Catalog.distribution(named: "point-robot/goals")
    let norms = try (0..<2_000).map { index in
      let goal = try distribution.task(.shifted, index: index, key: RandomKey(seed: 1))
      return max(abs(goal[0]), abs(goal[1]))
    }
    #expect(norms.filter { !(0.5...0.8).contains($0) }.isEmpty)
    // The inner half of the frame's width holds (0.65² - 0.5²) / (0.8² - 0.5²) of its area.
    let share = Double(norms.count { $0 < 0.65 }) / 2_000
    expectClose(
      share, 0.1725 / 0.39, within: .standardErrors(4, of: (0.44 * 0.56 / 2_000).squareRoot()))
  }

  @Test func `a shifted goal keeps outside along the coordinate that was not changed`() throws {
    var distribution = try Catalog.distribution(named: "point-robot/goals")
    try distribution.vary("goalX=-0.7...0.7")
    for index in 0..<300 {
      let goal = try distribution.task(.shifted, index: index, key: RandomKey(seed: 1))
      #expect(abs(goal[0]) <= 0.7)
      #expect((0.5...0.8).contains(abs(goal[1])))
    }
    try distribution.fix("goalY=0.2")
    #expect(distribution.region(of: .shifted) == nil)
  }
}
