import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// Known levels of each distribution, by simulation.
struct AnchorTests {
  static let key = RandomKey(seed: 1)

  /// The undiscounted return of one episode on each of many tasks.
  static func returns(
    _ distribution: TaskDistribution, _ split: Split = .test, tasks: Int,
    by makePlayer: ([Float]) -> any Agent
  ) throws -> SampleMean {
    SampleMean(
      try (0..<tasks).map { index in
        let task = try distribution.task(split, index: index, key: key)
        var player = makePlayer(task)
        let rollouts = distribution.rollouts(
          1, of: task, by: &player, key: key.child(.anchors, index))
        return rollouts.episodeReturns[0]
      })
  }

  static func random(_ distribution: TaskDistribution) -> any Agent {
    RandomAgent(actionSpace: distribution.specification.actionSpace)
  }

  // MARK: Point robot

  @Test func `a random point robot returns -61.8`() throws {
    let robot = try Catalog.distribution(named: "point-robot/goals")
    let mean = try Self.returns(robot, tasks: 10_000) { _ in Self.random(robot) }
    // The published number was simulated with 20,000 goals and is rounded to 0.05.
    expectClose(mean.mean, -61.8, within: .absolute(4 * mean.standardError + 0.05))
  }

  @Test func `a robot that stands still returns -38.26`() throws {
    let robot = try Catalog.distribution(named: "point-robot/goals")
    let mean = try Self.returns(robot, tasks: 10_000) { _ in robot.referenceAgents.makeBlind() }
    expectClose(
      mean.mean, -38.259_785_82, within: .standardErrors(4, of: mean.standardError))
  }

  @Test func `the fastest legal path returns -0.504 in 3.71 steps`() throws {
    let robot = try Catalog.distribution(named: "point-robot/goals")
    let mean = try Self.returns(robot, tasks: 20_000) { robot.referenceAgents.makeOracle($0) }
    // Both were simulated with 20,000 goals: their difference has twice the variance.
    expectClose(
      mean.mean, -0.504, within: .absolute(4 * 2.0.squareRoot() * mean.standardError + 5e-4))
    expectClose(mean.variance.squareRoot(), 0.336, within: .absolute(0.01), "spread of goals")
    let lengths = try (0..<5_000).map { index in
      let task = try robot.task(.test, index: index, key: Self.key)
      var player = robot.referenceAgents.makeOracle(task)
      let rollouts = robot.rollouts(1, of: task, by: &player, key: Self.key)
      #expect(rollouts.isTerminated == [true])
      return Double(rollouts.stepCount)
    }
    let length = SampleMean(lengths)
    expectClose(length.mean, 3.71, within: .absolute(4 * length.standardError + 0.005), "steps")
  }

  // MARK: Bandit

  @Test(arguments: [2, 5, 10])
  func `a bandit's anchors are n over 2 and nk over k+1`(arms: Int) throws {
    let bandit = try Catalog.distribution(
      named: "bandit/bernoulli", options: ["arms": "\(arms)"])
    let random = try Self.returns(bandit, tasks: 10_000) { _ in Self.random(bandit) }
    let blind = try Self.returns(bandit, tasks: 10_000) { _ in
      bandit.referenceAgents.makeBlind()
    }
    let oracle = try Self.returns(bandit, tasks: 10_000) {
      bandit.referenceAgents.makeOracle($0)
    }
    expectClose(random.mean, 10, within: .standardErrors(4, of: random.standardError), "random")
    expectClose(blind.mean, 10, within: .standardErrors(4, of: blind.standardError), "blind")
    expectClose(
      oracle.mean, 20 * Double(arms) / Double(arms + 1),
      within: .standardErrors(4, of: oracle.standardError), "oracle")
  }

  // MARK: Cart-pole

  /// Plays many episodes of Gymnasium's task.
  static func usualReturns(_ player: some Agent) throws -> SampleMean {
    let cartPole = try Catalog.distribution(named: "cart-pole/physics")
    var player = player
    let task = try cartPole.parameters(fromAssignments: [])
    return SampleMean(
      cartPole.rollouts(4_000, of: task, by: &player, key: key).episodeReturns)
  }

  @Test func `random pushes hold Gymnasium's pole for 22.33 steps`() throws {
    let mean = try Self.usualReturns(RandomAgent(actionSpace: .discrete(count: 2)))
    expectClose(mean.mean, 22.33, within: .standardErrors(6, of: mean.standardError))
    expectClose(mean.variance.squareRoot(), 11.66, within: .absolute(0.8), "spread")
  }

  @Test func `pushing towards the lean holds it for 42.2 steps`() throws {
    let mean = try Self.usualReturns(Controller { state in state[2] })
    expectClose(mean.mean, 42.2, within: .absolute(6 * mean.standardError + 0.05))
  }

  @Test func `the published controller holds it to the end`() throws {
    let mean = try Self.usualReturns(
      Controller { state in
        state[2] + 0.5 * state[3] + 0.01 * state[0] + 0.05 * state[1]
      })
    #expect(mean.mean == 500)
    #expect(mean.variance == 0)
  }

  @Test func `one fixed controller masters the physics of training`() throws {
    let physics = try Catalog.distribution(named: "cart-pole/physics")
    let train = try Self.returns(physics, tasks: 1_000) { _ in
      physics.referenceAgents.makeBlind()
    }
    #expect(train.mean == 500)
    let shifted = try Self.returns(physics, .shifted, tasks: 1_000) { _ in
      physics.referenceAgents.makeBlind()
    }
    expectClose(shifted.mean, 498.8, within: .standardErrors(4, of: shifted.standardError))
  }

  @Test(arguments: ["cart-pole/physics", "cart-pole/reversed"])
  func `knowing the task is as good as it gets`(name: String) throws {
    let cartPole = try Catalog.distribution(named: name)
    let train = try Self.returns(cartPole, tasks: 1_000) {
      cartPole.referenceAgents.makeOracle($0)
    }
    #expect(train.mean == 500)
    let shifted = try Self.returns(cartPole, .shifted, tasks: 1_000) {
      cartPole.referenceAgents.makeOracle($0)
    }
    #expect(shifted.mean > 499)
  }

  @Test func `committing to one sign of the force scores 254`() throws {
    let reversed = try Catalog.distribution(named: "cart-pole/reversed")
    func mean(sign: Int) throws -> Double {
      var oneSign = reversed
      try oneSign.fix("forceSign=\(sign)")
      return try Self.returns(oneSign, tasks: 500) { _ in
        oneSign.referenceAgents.makeBlind()
      }.mean
    }
    let right = try mean(sign: 1)
    let wrong = try mean(sign: -1)
    #expect(right == 500)
    expectClose(wrong, 9.07, within: .absolute(0.2), "on the wrong sign")
    expectClose((right + wrong) / 2, 254.5, within: .absolute(0.2), "on both")
  }
}

/// Pushes right where a function of the state is positive.
private struct Controller: Agent {
  let rule: @Sendable (ArraySlice<Float>) -> Float

  init(_ rule: @escaping @Sendable ([Float]) -> Float) {
    self.rule = { rule(Array($0)) }
  }

  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices {
      actions[row] = rule(view.observations[4 * row..<4 * row + 4]) > 0 ? 1 : 0
    }
  }
}
