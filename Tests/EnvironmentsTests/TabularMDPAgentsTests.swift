import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct TabularMDPAgentsTests {
  static let key = RandomKey(seed: 9)

  static func learner(_ name: String) throws -> any Agent {
    let learners = try TabularMDPCase.distribution().referenceAgents.learners
    return try #require(learners.first { $0.name == name }).make([])
  }

  // MARK: Planning

  @Test(arguments: [0, 1])
  func `the oracle plans as NumPy does`(number: Int) throws {
    let plan = try TabularMDPGolden.load().plans[number]
    let distribution = try TabularMDPCase.distribution()
    var player: any Agent = distribution.referenceAgents.makeOracle(plan.parameters)
    player.begin(Block(copyCount: 10, key: Self.key))
    for step in 0..<10 {
      #expect(
        TabularMDPCase.actions(of: &player, step: step) == plan.actions[step], "step \(step)")
    }
  }

  @Test(arguments: [0, 1])
  func `the oracle earns what its plan is worth`(number: Int) throws {
    let plan = try TabularMDPGolden.load().plans[number]
    let distribution = try TabularMDPCase.distribution()
    var player: any Agent = distribution.referenceAgents.makeOracle(plan.parameters)
    let rollouts = distribution.rollouts(20_000, of: plan.parameters, by: &player, key: Self.key)
    let earned = SampleMean(rollouts.episodeReturns)
    expectClose(
      earned.mean, plan.expectedReturn, within: .standardErrors(4, of: earned.standardError))
  }

  @Test func `the oracle forgoes pay now for more to come, but not in the last step`() throws {
    // Action 1 of state 0 pays nothing and leads to state 3, where action 2 pays 5 and stays.
    let task = TabularMDPCase.task(
      weights: [(0, 1, 3, 1e30), (3, 2, 3, 1e30)], rewards: [(0, 1, 0), (3, 2, 5)])
    var player: any Agent = try TabularMDPCase.distribution().referenceAgents.makeOracle(task)
    player.begin(Block(copyCount: 10, key: Self.key))
    for step in 0..<9 {
      #expect(TabularMDPCase.actions(of: &player, step: step)[0] == 1, "step \(step)")
      #expect(TabularMDPCase.actions(of: &player, step: step)[3] == 2, "step \(step)")
    }
    #expect(TabularMDPCase.actions(of: &player, step: 9)[0] == 0)
    #expect(TabularMDPCase.actions(of: &player, step: 9)[3] == 2)
  }

  // MARK: Learning

  @Test func `the greedy learner goes by mean rewards shrunk towards 1`() throws {
    var player = try Self.learner("greedy")
    player.begin(Block(number: 1, copyCount: 10, key: Self.key))
    #expect(TabularMDPCase.actions(of: &player, step: 9) == Array(repeating: 0, count: 10))
    // Two visits that pay 2 make (1 + 4) / 3 = 1.67; one that pays 2.4 makes (1 + 2.4) / 2 = 1.7.
    try player.absorb(
      TabularMDPCase.rollouts(
        states: [0, 0, 0, 0, 5, 0], actions: [4, 3, 4, 2, 0], rewards: [2, 2.4, 2, 0, -3]))
    player.begin(Block(number: 1, copyCount: 10, key: Self.key))
    let last = TabularMDPCase.actions(of: &player, step: 9)
    #expect(last[0] == 3)
    // One that pays -3 makes -1, so the next action, never tried, is better with 1.
    #expect(last[5] == 1)
    #expect(last[9] == 0)
  }

  @Test func `the greedy learner goes where it expects to be led`() throws {
    var player = try Self.learner("greedy")
    // Action 2 of state 1 pays well; action 4 of state 0 has led there, and paid as much as any.
    try player.absorb(
      TabularMDPCase.rollouts(
        states: [0, 1, 6, 0, 1], actions: [4, 2, 0, 4], rewards: [1, 9, 1, 1]))
    player.begin(Block(number: 1, copyCount: 10, key: Self.key))
    #expect(TabularMDPCase.actions(of: &player, step: 8)[0] == 4)
    #expect(TabularMDPCase.actions(of: &player, step: 8)[1] == 2)
  }

  @Test func `what was learned in one block is added to in the next`() throws {
    let (first, second) = (
      TabularMDPCase.rollouts(states: [0, 2], actions: [1], rewards: [1.5]),
      TabularMDPCase.rollouts(states: [0, 4, 7], actions: [3, 2], rewards: [2, 3])
    )
    var player = try Self.learner("greedy")
    try player.absorb(first)
    player.begin(Block(number: 1, copyCount: 10, key: Self.key))
    #expect(TabularMDPCase.actions(of: &player, step: 9)[0] == 1)
    try player.absorb(second)
    #expect(TabularMDPCase.actions(of: &player, step: 9)[0] == 1, "plans change between blocks")
    player.begin(Block(number: 1, copyCount: 10, key: Self.key))
    #expect(TabularMDPCase.actions(of: &player, step: 9)[0] == 3)
    #expect(TabularMDPCase.actions(of: &player, step: 9)[4] == 2)
  }

  @Test func `posterior sampling draws another task for each episode, the same for the same key`()
    throws
  {
    let player = try Self.learner("psrl")
    // All episodes stand in the same state, so other actions are those of other plans.
    let view = View(
      step: 0, copies: Array(0..<100),
      observations: TabularMDPCase.observations(Array(repeating: 0, count: 100)))
    func actions(_ key: RandomKey) -> [Float] {
      var player = player
      var actions = [Float](repeating: -1, count: 100)
      player.begin(Block(number: 1, copyCount: 100, key: key))
      player.act(on: view, actions: &actions)
      return actions
    }
    let once = actions(Self.key)
    #expect(actions(Self.key) == once)
    #expect(actions(RandomKey(seed: 10)) != once)
    #expect(Set(once).count == 5)
  }

  @Test func `posterior sampling tries an action as often as it may be the best`() throws {
    // In the last step only mean rewards count: of this action normal with mean 2 and variance 1/2, of
    // the other four with mean 1 and variance 1. By SciPy's quadrature ∫ φ(x) Φ(1 + x / √2)⁴ dx is:
    let chance = 0.494_312_30
    var player = try Self.learner("psrl")
    try player.absorb(TabularMDPCase.rollouts(states: [0, 0], actions: [2], rewards: [3]))
    let count = 4_000
    player.begin(Block(number: 1, copyCount: count, key: Self.key))
    var actions = [Float](repeating: -1, count: count)
    player.act(
      on: View(
        step: 9, copies: Array(0..<count),
        observations: TabularMDPCase.observations(Array(repeating: 0, count: count))),
      actions: &actions)
    let share = SampleMean(actions.map { $0 == 2 ? 1 : 0 })
    expectClose(share.mean, chance, within: .standardErrors(4, of: share.standardError))
  }

  @Test func `epsilon-greedy leaves the plan in 8 steps of a hundred`() throws {
    // A tenth is drawn, and a fifth of that is the plan's own action.
    var player = try Self.learner("epsilon-greedy")
    let count = 5_000
    player.begin(Block(number: 1, copyCount: count, key: Self.key))
    let observations = TabularMDPCase.observations(Array(repeating: 6, count: count))
    var others: [Double] = []
    for step in 0..<10 {
      var actions = [Float](repeating: -1, count: count)
      player.act(
        on: View(step: step, copies: Array(0..<count), observations: observations),
        actions: &actions)
      others += actions.map { $0 == 0 ? 0 : 1 }
      #expect(Set(actions) == [0, 1, 2, 3, 4])
    }
    let share = SampleMean(others)
    expectClose(share.mean, 0.08, within: .standardErrors(4, of: share.standardError))
  }
}
