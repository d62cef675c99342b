import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// The players that learn a bandit while they play it.
struct BanditAgentsTests {
  static let key = RandomKey(seed: 61)
  static let bandits = Catalog.entries.map(\.fullName).filter { $0.hasPrefix("bandit/") }

  static func bandit(
    _ name: String = "bandit/bernoulli", pulls: Int = 20, arms: Int? = nil
  ) throws -> TaskDistribution {
    var options = ["pulls": "\(pulls)"]
    if let arms { options["arms"] = "\(arms)" }
    return try Catalog.distribution(named: name, options: options)
  }

  static func player(_ name: String, of bandit: TaskDistribution) throws -> any Agent {
    try #require(bandit.referenceAgents.learners.first { $0.name == name }).make([])
  }

  /// What a player earns on a task in a trial of several blocks of episodes, all episodes summed.
  static func total(
    _ player: any Agent, on bandit: TaskDistribution, task index: Int,
    blocks: Int = 1
  ) throws -> Double {
    var player = player
    let task = try bandit.task(.test, index: index, key: key)
    let trial = try bandit.play(
      TrialPlan(blockCount: blocks, episodesPerBlock: 1), on: task, by: &player,
      key: key.child(.task, index))
    return trial.meanReturns.reduce(0, +)
  }

  @Test func `each bandit has the players that suit it`() throws {
    let names = try Self.bandits.map {
      try Self.bandit($0).referenceAgents.learners.map(\.name)
    }
    let counting = ["uniform", "greedy", "epsilon-greedy", "ucb1", "thompson"]
    #expect(
      names == [
        counting + ["gittins"], counting, counting + ["gittins"], counting + ["gittins"],
        ["uniform", "greedy", "epsilon-greedy", "thompson"],
      ])
  }

  @Test(arguments: bandits)
  func `players choose arms and say what they do`(name: String) throws {
    let bandit = try Self.bandit(name)
    let task = try bandit.task(.train, index: 0, key: Self.key)
    for learner in bandit.referenceAgents.learners {
      #expect(learner.summary.hasSuffix("."))
      var player = learner.make([])
      let trial = try bandit.play(
        TrialPlan(blockCount: 2, episodesPerBlock: 17), on: task, by: &player, key: Self.key)
      for block in trial.blocks {
        let areArms = block.rollouts.actions.allSatisfy {
          bandit.specification.actionSpace.contains([$0])
        }
        #expect(areArms, "\(learner.name)")
      }
    }
  }

  @Test(arguments: bandits)
  func `an episode does not depend on how many are played beside it`(name: String) throws {
    let bandit = try Self.bandit(name)
    let task = try bandit.task(.train, index: 0, key: Self.key)
    for learner in bandit.referenceAgents.learners {
      var (many, one) = (learner.make([]), learner.make([]))
      let all = bandit.rollouts(5, of: task, by: &many, key: Self.key)
      let first = bandit.rollouts(1, of: task, by: &one, key: Self.key)
      #expect(Array(all.actions[all.rows(ofEpisode: 0)]) == first.actions, "\(learner.name)")
    }
  }

  @Test(arguments: bandits)
  func `a player learns within an episode and from one to the next`(name: String) throws {
    let bandit = try Self.bandit(name, pulls: 50)
    for learner in bandit.referenceAgents.learners where learner.name != "uniform" {
      func totals(blocks: Int) throws -> SampleMean {
        SampleMean(
          try (0..<400).map {
            try Self.total(learner.make([]), on: bandit, task: $0, blocks: blocks)
          })
      }
      let (first, both) = (try totals(blocks: 1), try totals(blocks: 2))
      let blind = 50 * (name == "bandit/one-good-arm" ? 0.26 : 0.5)
      #expect(first.mean > blind + 4 * first.standardError, "\(learner.name), first episode")
      #expect(both.mean > 2.01 * first.mean, "\(learner.name), second episode")
    }
  }

  @Test(arguments: ["greedy", "epsilon-greedy", "ucb1", "thompson", "gittins"])
  func `five episodes of 20 pulls are the same game as one of 100`(name: String) throws {
    let (short, long) = (try Self.bandit(pulls: 20), try Self.bandit(pulls: 100))
    let five = SampleMean(
      try (0..<3_000).map {
        try Self.total(try Self.player(name, of: short), on: short, task: $0, blocks: 5)
      })
    let one = SampleMean(
      try (0..<3_000).map {
        try Self.total(try Self.player(name, of: long), on: long, task: $0)
      })
    let error = (five.variance / 3_000 + one.variance / 3_000).squareRoot()
    expectClose(five.mean, one.mean, within: .standardErrors(3, of: error))
  }

  /// Greedy's choice shows what it believes: arm 0 after (1 + 1) / (1 + 2), arm 1 after 1 / 2.
  @Test func `a block teaches all that its episodes saw`() throws {
    let bandit = try Self.bandit("bandit/two-armed", pulls: 1)
    func next(after blocks: [(arm: [Float], rewards: [Float])]) throws -> Float {
      var player = try Self.player("greedy", of: bandit)
      for (number, (arms, rewards)) in blocks.enumerated() {
        var rollouts = Rollouts(observationSize: 1, actionSize: 1)
        rollouts.observations = Array(repeating: 1, count: arms.count)
        (rollouts.actions, rollouts.rewards) = (arms, rewards)
        rollouts.offsets = Array(0...arms.count)
        rollouts.isTerminated = Array(repeating: false, count: arms.count)
        player.begin(Block(number: number, copyCount: arms.count, key: Self.key))
        try player.absorb(rollouts)
      }
      player.begin(Block(number: blocks.count, copyCount: 1, key: Self.key))
      var actions: [Float] = [.nan]
      player.act(on: View(step: 0, copies: [0], observations: [1]), actions: &actions)
      return actions[0]
    }
    #expect(try next(after: []) == 0)
    #expect(try next(after: [([0], [1])]) == 0)
    #expect(try next(after: [([0], [0])]) == 1)
    // 3 of 5 against 1 of 2 pulls never made; then a sixth pull in vain and a seventh: 3 + 1 of 7 +
    // 2.
    #expect(try next(after: [([0, 0, 0, 0, 0], [1, 0, 1, 0, 1])]) == 0)
    #expect(try next(after: [([0, 0, 0, 0, 0], [1, 0, 1, 0, 1]), ([0, 0], [0, 0])]) == 1)
  }

  @Test func `epsilon-greedy pulls another arm in a twentieth of all pulls`() throws {
    let bandit = try Self.bandit(pulls: 1_000, arms: 10)
    var player = try Self.player("epsilon-greedy", of: bandit)
    var sure = [Float](repeating: 0, count: 10)
    sure[0] = 1
    let rollouts = bandit.rollouts(40, of: sure, by: &player, key: Self.key)
    let share = Double(rollouts.actions.count { $0 != 0 }) / 40_000
    expectClose(
      share, 0.05 * 0.9, within: .standardErrors(4, of: (0.045 * 0.955 / 40_000).squareRoot()))
    let counts = (1..<10).map { arm in rollouts.actions.count { $0 == Float(arm) } }
    #expect(counts.allSatisfy { abs($0 - 200) < 60 })
  }
}
