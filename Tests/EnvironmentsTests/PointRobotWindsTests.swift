import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct PointRobotWindsTests {
  static let name = "point-robot/winds"

  static func batch(
    windX: Float = 0, windY: Float = 0, rotation: Float = 0, goal: [Float] = [0.4, 0.4]
  ) throws -> any EnvironmentBatch {
    var batch = try Catalog.distribution(named: name)
      .makeBatch([windX, windY, rotation] + goal, 1)
    batch.reset(key: RandomKey(seed: 1))
    return batch
  }

  @Test(arguments: 0..<2)
  func `trajectories are those of the textbook equations`(number: Int) throws {
    try PointRobotGolden.load().winds[number].expectTrajectory(of: Self.name)
  }

  @Test func `the wind carries a robot that stands still`() throws {
    var batch = try Self.batch(windX: 0.03, windY: -0.02, rotation: 1)
    for _ in 0..<10 { batch.step(actions: [0, 0]) }
    expectClose(batch.observations, [0.3, -0.2], within: .absolute(1e-6))
  }

  @Test(
    arguments: [
      (0, [0.1, 0.05]), (Float.pi / 2, [-0.05, 0.1]), (-Float.pi / 2, [0.05, -0.1]),
      (Float.pi, [-0.1, -0.05]), (-Float.pi, [-0.1, -0.05]),
    ] as [(Float, [Double])])
  func `a move is clipped, then turned anticlockwise`(rotation: Float, end: [Double]) throws {
    var batch = try Self.batch(rotation: rotation)
    batch.step(actions: [7, 0.5])
    expectClose(batch.observations, end, within: .absolute(1e-7))
  }

  @Test func `without wind and rotation it is the robot of goals`() throws {
    var plain = try Catalog.distribution(named: "point-robot/goals").makeBatch([0.4, 0.4], 5)
    var windy = try Catalog.distribution(named: Self.name).makeBatch([0, 0, 0, 0.4, 0.4], 5)
    plain.reset(key: RandomKey(seed: 1))
    windy.reset(key: RandomKey(seed: 1))
    var player = RandomAgent(actionSpace: .box(low: [-2, -2], high: [2, 2]))
    player.begin(Block(copyCount: 5, key: RandomKey(seed: 2)))
    var actions = [Float](repeating: 0, count: 10)
    for step in 0..<100 {
      player.act(
        on: View(step: step, copies: Array(0..<5), observations: plain.observations),
        actions: &actions)
      plain.stepRunning(actions: actions)
      windy.stepRunning(actions: actions)
      #expect(plain.observations == windy.observations)
      #expect(plain.rewards == windy.rewards)
      #expect(plain.isTerminated == windy.isTerminated)
    }
  }

  @Test func `an episode ends at the goal and nowhere else`() throws {
    var batch = try Self.batch(windX: 0.05, goal: [0.1, 0])
    batch.step(actions: [0, 0])
    #expect(batch.isTerminated == [false])
    batch.step(actions: [0, 0])
    #expect(batch.isTerminated == [true])
  }

  @Test func `shifted winds are stronger along at least one axis, whatever the rotation`() throws {
    let distribution = try Catalog.distribution(named: Self.name)
    let tasks = try (0..<1_000).map {
      try distribution.task(.shifted, index: $0, key: RandomKey(seed: 1))
    }
    #expect(tasks.allSatisfy { (0.05...0.08).contains(max(abs($0[0]), abs($0[1]))) })
    #expect(tasks.allSatisfy { $0[3] == 0.4 && $0[4] == 0.4 })
    // Rotations are those of training: a quarter of them in each quarter turn.
    let share = Double(tasks.count { abs($0[2]) < .pi / 4 }) / 1_000
    expectClose(share, 0.25, within: .absolute(4 * (0.25 * 0.75 / 1_000).squareRoot()))
  }
}
