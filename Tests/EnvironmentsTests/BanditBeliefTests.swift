import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// The exact posterior means of bandits.
struct BanditBeliefTests {
  private static func belief(
    _ name: String, change: (inout TaskDistribution) throws -> Void = { _ in }
  ) throws -> (any TaskBelief)? {
    var bandit = try Catalog.distribution(named: "bandit/\(name)")
    try change(&bandit)
    return bandit.referenceAgents.makeBelief(try #require(bandit.region(of: .train)))
  }

  /// The means after some pulls.
  private static func means(
    _ name: String, _ pulls: [(arm: Float, reward: Float)]
  ) throws -> [Double] {
    var belief = try #require(try belief(name))
    for pull in pulls {
      belief.learn(observation: [1], action: [pull.arm], reward: pull.reward)
    }
    #expect(belief.names.count == belief.means.count)
    return belief.means
  }

  @Test func `independent arms have beta posteriors`() throws {
    expectClose(
      try Self.means("bernoulli", [(0, 1), (0, 1), (0, 0), (3, 0)]),
      [3 / 5.0, 0.5, 0.5, 1 / 3.0, 0.5],
      within: .absolute(1e-12))
  }

  @Test func `either of two opposite arms tells about both`() throws {
    // Two signs that the first arm pays and one that it does not: Beta(3, 2).
    expectClose(
      try Self.means("two-armed", [(1, 0), (0, 1), (1, 1)]), [3 / 5.0, 2 / 5.0],
      within: .absolute(1e-12))
  }

  @Test func `one good arm is weighed by the likelihoods of all arms`() throws {
    expectClose(
      try Self.means("one-good-arm", []), Array(repeating: 0.26, count: 5),
      within: .absolute(1e-6))
    // Arm 0 paid: good with 0.9 against 0.1 of the four others; arm 1 did not: 0.1 against 0.9.
    let weights = [0.9 * 0.9, 0.1 * 0.1, 0.1 * 0.9, 0.1 * 0.9, 0.1 * 0.9]
    expectClose(
      try Self.means("one-good-arm", [(0, 1), (1, 0)]),
      weights.map { 0.1 + 0.8 * $0 / weights.reduce(0, +) }, within: .absolute(1e-6))
  }

  @Test func `other priors have no closed form here`() throws {
    #expect(try Self.belief("bernoulli") { try $0.vary("p1=0...0.5") } == nil)
    #expect(try Self.belief("bernoulli") { try $0.fix("p1=0.5") } == nil)
    #expect(try Self.belief("two-armed") { try $0.vary("p=0.2,0.8") } == nil)
    #expect(try Self.belief("one-good-arm") { try $0.vary("goodPayout=0.5...1") } == nil)
    #expect(try Self.belief("one-good-arm") { try $0.fix("otherPayout=0") } == nil)
    #expect(try Self.belief("one-good-arm") { try $0.fix("otherPayout=0.2") } != nil)
    #expect(try Self.belief("gaussian") == nil)
    #expect(try Self.belief("contextual") == nil)
  }

  @Test func `arms that no task has are never the good one`() throws {
    let belief = try #require(try Self.belief("one-good-arm") { try $0.vary("goodArm=1,3") })
    expectClose(belief.means, [0.1, 0.5, 0.1, 0.5, 0.1], within: .absolute(1e-6))
  }

  /// On average over tasks and trials, a posterior mean is right: its error has nothing to do with it.
  @Test(arguments: ["bernoulli", "two-armed", "one-good-arm"])
  func `posterior means are not biased`(name: String) throws {
    let bandit = try Catalog.distribution(named: "bandit/\(name)")
    let prior = try #require(try Self.belief(name))
    var errors: [Double] = []
    for index in 0..<2000 {
      let key = RandomKey(seed: 3)
      let task = try bandit.task(.train, index: index, key: key)
      // How likely the first arm pays.
      let chance = name == "one-good-arm" && task[0] != 0 ? task[2] : task[task.count == 3 ? 1 : 0]
      var agent = RandomAgent(actionSpace: bandit.specification.actionSpace)
      let rollouts = bandit.rollouts(1, of: task, by: &agent, key: key.child(.task, index))
      var belief = prior
      for row in 0..<8 {
        belief.learn(
          observation: rollouts.observations[row..<row + 1],
          action: rollouts.actions[row..<row + 1],
          reward: rollouts.rewards[row])
      }
      errors.append((Double(chance) - belief.means[0]) * belief.means[0])
    }
    let mean = SampleMean(errors)
    expectClose(mean.mean, 0, within: .standardErrors(4, of: mean.standardError))
  }
}
