import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct CartPoleSwingUpTests {
  static func task(_ difficulty: Float) -> [Float] { CartPoleTests.usual + [difficulty] }

  static func state(_ motion: [Float]) -> CartPoleSwingUp.State {
    CartPoleSwingUp.State(motion: CartPoleTests.state(motion), stepCount: Lanes())
  }

  static func outcome(
    _ start: [Float], _ action: Float = 1, difficulty: Float = 0.5
  ) -> StepOutcome {
    let environment = CartPoleSwingUp()
    var state = state(start)
    return environment.step(
      &state, actions: [Lanes(repeating: action)], noise: [],
      task: environment.makeTask(task(difficulty)))
  }

  @Test func `difficulty comes after the parameters of every cart-pole`() {
    let parameters = CartPoleSwingUp().specification.parameters
    #expect(
      parameters.map(\.name)
        == CartPole().specification.parameters.map(\.name) + ["difficulty"])
  }

  @Test(arguments: 0..<5)
  func `trajectories are those of the textbook equations`(number: Int) throws {
    // Up to 190 steps, of which a pole that passes the top makes much of what little is off.
    try CartPoleGolden.load().swingUp[number].check(in: CartPoleSwingUp(), within: 5e-5) {
      CartPoleSwingUp.State(motion: $0, stepCount: Lanes())
    }
  }

  @Test(
    arguments: [
      // Upright and at rest in the middle; too low; too fast; too far; exactly at each limit.
      ([0, 0, 0, 0], 0.5, 1), ([0, 0, 1.06, 0], 0.5, 0), ([0, 0, 1.03, 0], 0.5, 1),
      ([0, 0, -0.3, 1.1], 0, 0), ([0, 0, 0, 0.9], 0, 1), ([0, 0, 0, -1.1], 0, 0),
      ([0.51, 0, 0, 0], 0.5, 0), ([-0.51, 0, 0, 0], 0.5, 0), ([0.49, 0, 0, 0], 0.5, 1),
      ([0.5, 0, 0, 0], 0.5, 0), ([0.04, 0, 0.3, 0], 0.95, 1), ([0.06, 0, 0.3, 0], 0.95, 0),
      ([0.04, 0, 0.33, 0], 0.95, 0), ([0, 0, .pi, 0], 0, 0),
    ] as [([Float], Float, Float)])
  func `a pole held high, slow and near the middle pays 1`(
    start: [Float], difficulty: Float, reward: Float
  ) {
    #expect(Self.outcome(start, difficulty: difficulty).reward == Lanes(repeating: reward))
  }

  @Test func `a push costs a tenth, and nothing else does`() {
    #expect(Self.outcome([0, 0, .pi, 0], 1).reward == Lanes())
    for action in [0, 2] as [Float] {
      #expect(Self.outcome([0, 0, .pi, 0], action).reward == Lanes(repeating: -0.1))
      #expect(Self.outcome([0, 0, 0, 0], action).reward == Lanes(repeating: 0.9))
    }
  }

  @Test(
    arguments: [
      ([2.99, 0, 0, 0], false), ([3.01, 0, 0, 0], true), ([-3.01, 0, 0, 0], true),
      ([2.999, 1, 3, 0], true), ([0, 0, 3, 50], false),
    ] as [([Float], Bool)])
  func `an episode ends beyond three metres and nowhere else`(start: [Float], ends: Bool) {
    #expect(Self.outcome(start).isTerminated == LaneMask(repeating: ends))
  }

  @Test(arguments: [(0, -1), (1, 0), (2, 1)] as [(Float, Float)])
  func `actions push left, not at all, and right`(action: Float, side: Float) {
    for sign in [1, -1] as [Float] {
      var parameters = Self.task(0)
      parameters[5] = sign
      let environment = CartPoleSwingUp()
      var state = Self.state([0, 0, 0, 0])
      _ = environment.step(
        &state, actions: [Lanes(repeating: action)], noise: [],
        task: environment.makeTask(parameters))
      let velocity = state.motion.velocity[0]
      #expect(velocity == 0 ? side == 0 : (velocity > 0) == (side * sign > 0))
    }
  }

  @Test func `a pole that goes round keeps an angle below half a turn`() {
    let environment = CartPoleSwingUp()
    let task = environment.makeTask(Self.task(0))
    var state = Self.state([0, 0, 3, 20])
    var seen = Array(repeating: Lanes(), count: 8)
    for _ in 0..<200 {
      _ = environment.step(&state, actions: [Lanes(repeating: 1)], noise: [], task: task)
      #expect(abs(state.motion.angle[3]) <= Float.pi + 1e-6)
      environment.observe(state, task: task, into: &seen)
      let (sine, cosine) = (seen[2][3], seen[3][3])
      expectClose(sine * sine + cosine * cosine, 1, within: .absolute(1e-6))
    }
  }

  @Test func `time is counted, not summed`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/swing-up")
    var batch = distribution.makeBatch(Self.task(0.5), 1)
    batch.reset(key: RandomKey(seed: 1))
    for _ in 0..<1_000 { batch.step(actions: [1]) }
    #expect(batch.isTruncated == [true])
    #expect(batch.observations[5] == 1)
    #expect(batch.states[4] == 10)
  }

  @Test func `the pole starts hanging`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/swing-up")
    var batch = distribution.makeBatch(Self.task(0.5), 1_000)
    batch.reset(key: RandomKey(seed: 2))
    let angles = (0..<1_000).map { copy in
      let angle = batch.states[5 * copy + 2]
      return angle < 0 ? angle + 2 * .pi : angle
    }
    #expect(angles.allSatisfy { abs($0 - .pi) < 0.050_001 })
    let spread = SampleMean(angles.map { Double($0) })
    expectClose(spread.mean, Double.pi, within: .standardErrors(4, of: spread.standardError))
  }

  @Test(arguments: 0..<128)
  func `every corner of the legal parameters gives finite numbers`(corner: Int) throws {
    let distribution = try Catalog.distribution(named: "cart-pole/swing-up")
    let parameters = distribution.specification.parameters.enumerated().map { index, parameter in
      corner >> index & 1 == 0
        ? parameter.legalRange.lowerBound : parameter.legalRange.upperBound
    }
    ContractTests.run(distribution, task: parameters, steps: 300) { batch in
      #expect(batch.observations.filter { !$0.isFinite }.isEmpty)
    }
  }

  @Test func `tasks are those of the sweep, with other poles and forces`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/swing-up")
    for split in Split.allCases {
      let tasks = try (0..<500).map {
        try distribution.task(split, index: $0, key: RandomKey(seed: 1))
      }
      #expect(Set(tasks.map { $0[6] }) == Set((0..<20).map { Float($0) / 20 }))
      #expect(Set(tasks.map { Array($0[0...2]) }) == [[9.8, 1, 0.1]])
      #expect(Set(tasks.map { $0[5] }) == [1])
      #expect(tasks.allSatisfy { (5...15).contains($0[4]) } == (split != .shifted))
    }
  }

  // MARK: Anchors

  static func mean(
    _ split: Split = .test, tasks: Int, _ makePlayer: (TaskDistribution, [Float]) -> any Agent
  ) throws -> SampleMean {
    let distribution = try Catalog.distribution(named: "cart-pole/swing-up")
    return try AnchorTests.returns(distribution, split, tasks: tasks) {
      makePlayer(distribution, $0)
    }
  }

  @Test func `pushing at random costs 36.1 and ends off the track`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/swing-up")
    var player = AnchorTests.random(distribution)
    let rollouts = distribution.rollouts(
      10_000, of: Self.task(0.5), by: &player, key: RandomKey(seed: 1))
    let mean = SampleMean(rollouts.episodeReturns)
    // Simulated in NumPy: 40,000 episodes of 543.0 steps on average.
    expectClose(mean.mean, -36.12, within: .absolute(4 * (mean.standardError + 0.084)))
    expectClose(Double(rollouts.stepCount) / 10_000, 543.0, within: .absolute(12), "steps")
  }

  @Test func `letting the pole hang earns nothing`() throws {
    let mean = try Self.mean(tasks: 50) { _, _ in Resting() }
    #expect(mean.mean == 0)
    #expect(mean.variance == 0)
  }

  @Test func `one rule for all poles earns 570`() throws {
    let mean = try Self.mean(tasks: 400) { distribution, _ in
      distribution.referenceAgents.makeBlind()
    }
    // As measured on 2,000 tasks, with a standard error of 4.4.
    expectClose(mean.mean, 570.1, within: .standardErrors(4, of: mean.standardError))
  }

  @Test func `looking ahead with the right pole earns 816`() throws {
    let mean = try Self.mean(tasks: 400) { distribution, task in
      distribution.referenceAgents.makeOracle(task)
    }
    expectClose(mean.mean, 816.4, within: .standardErrors(4, of: mean.standardError))
    let shifted = try Self.mean(.shifted, tasks: 400) { distribution, task in
      distribution.referenceAgents.makeOracle(task)
    }
    expectClose(shifted.mean, 681, within: .standardErrors(4, of: shifted.standardError))
  }
}

/// Never pushes.
private struct Resting: Agent {
  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices { actions[row] = 1 }
  }
}
