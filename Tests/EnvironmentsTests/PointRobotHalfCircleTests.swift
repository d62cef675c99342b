import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct PointRobotHalfCircleTests {
  static let name = "point-robot/half-circle"

  static func batch(angle: Float, reward: String = "sparse") throws -> any EnvironmentBatch {
    var batch = try Catalog.distribution(named: name, options: ["reward": reward])
      .makeBatch([angle], 1)
    batch.reset(key: RandomKey(seed: 1))
    return batch
  }

  @Test(arguments: 0..<3)
  func `trajectories are those of the textbook equations`(number: Int) throws {
    try PointRobotGolden.load().halfCircle[number].expectTrajectory(of: Self.name)
  }

  /// The goal is at (1, 0), and every step goes right.
  @Test func `the reward begins 0.2 from the goal and is largest at it`() throws {
    var batch = try Self.batch(angle: 0)
    var rewards: [Float] = []
    for _ in 0..<13 {
      batch.step(actions: [0.97, 0])
      rewards += batch.rewards
    }
    // 0.097 k is at most 0.2 from 1 for k from 9 to 12.
    expectClose(
      rewards, [0, 0, 0, 0, 0, 0, 0, 0, 0.873, 0.97, 0.933, 0.836, 0], within: .absolute(1e-6))
  }

  @Test(arguments: [0, 0.5, 1, 2.3, 3.1] as [Float])
  func `the dense reward is minus the distance, and agrees with the sparse one near the goal`(
    angle: Float
  ) throws {
    var sparse = try Self.batch(angle: angle)
    var dense = try Self.batch(angle: angle, reward: "dense")
    let oracle = try Catalog.distribution(named: Self.name).referenceAgents
    var player = oracle.makeOracle([angle])
    var actions: [Float] = [0, 0]
    for step in 0..<20 {
      player.act(
        on: View(step: step, copies: [0], observations: sparse.observations),
        actions: &actions)
      sparse.step(actions: actions)
      dense.step(actions: actions)
      #expect(sparse.observations == dense.observations)
      let isNear = dense.rewards[0] >= -0.2
      #expect(sparse.rewards == [isNear ? 1 + dense.rewards[0] : 0])
    }
    expectClose(dense.rewards, [0], within: .absolute(1e-6), "at the goal")
  }

  @Test func `an episode is cut after sixty steps, even at the goal`() throws {
    var batch = try Self.batch(angle: 0)
    for step in 1...60 {
      #expect(batch.isTruncated == [false])
      batch.step(actions: step <= 10 ? [1, 0] : [0, 0])
      #expect(batch.isTerminated == [false])
    }
    #expect(batch.isTruncated == [true])
  }

  @Test func `goals of training lie on the upper half and shifted ones on the lower`() throws {
    let distribution = try Catalog.distribution(named: Self.name)
    let key = RandomKey(seed: 1)
    let upper = SampleMean(
      try (0..<2_000).map {
        Double(try distribution.task(.test, index: $0, key: key)[0])
      })
    expectClose(upper.mean, .pi / 2, within: .standardErrors(4, of: upper.standardError))
    expectClose(upper.variance, .pi * .pi / 12, within: .relative(0.08), "variance")
    for index in 0..<300 {
      let angle = try distribution.task(.shifted, index: index, key: key)[0]
      #expect((Float.pi...2 * .pi).contains(angle))
    }
  }
}
