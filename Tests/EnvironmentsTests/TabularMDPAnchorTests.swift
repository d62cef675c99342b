import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// Known levels of the tabular MDP, by simulation, against NumPy's.
struct TabularMDPAnchorTests {
  static let key = RandomKey(seed: 2)

  /// The mean return of a few episodes on each of many tasks.
  static func level(
    _ split: Split, tasks: Int, episodes: Int, by makePlayer: ([Float]) -> any Agent
  ) throws -> SampleMean {
    let distribution = try TabularMDPCase.distribution()
    return SampleMean(
      try (0..<tasks).map { index in
        let task = try distribution.task(split, index: index, key: key)
        var player = makePlayer(task)
        return distribution.rollouts(
          episodes, of: task, by: &player, key: key.child(.anchors, index)
        ).meanReturn
      })
  }

  /// Three standard errors of a difference.
  static func within(_ first: Double, _ second: Double) -> Tolerance {
    .standardErrors(3, of: (first * first + second * second).squareRoot())
  }

  @Test(arguments: [Split.test, .shifted])
  func `the oracle's level is NumPy's`(split: Split) throws {
    let players = try TabularMDPCase.distribution().referenceAgents
    let level = try Self.level(split, tasks: 2_000, episodes: 20, by: players.makeOracle)
    let levels = try TabularMDPGolden.load().levels
    let numpy = try #require((split == .test ? levels.train : levels.shifted)["oracle"])
    expectClose(
      level.mean, numpy.mean, within: Self.within(level.standardError, numpy.standardError))
    if split == .test {
      // By value iteration on 3,000 tasks.
      expectClose(level.mean, 21.871, within: Self.within(level.standardError, 0.041))
    }
  }

  @Test(arguments: [Split.test, .shifted])
  func `an agent that ignores rewards earns 10`(split: Split) throws {
    let distribution = try TabularMDPCase.distribution()
    let levels = try TabularMDPGolden.load().levels
    let numpy = try #require((split == .test ? levels.train : levels.shifted)["random"])
    let random = try Self.level(split, tasks: 2_000, episodes: 5) { _ in
      RandomAgent(actionSpace: distribution.specification.actionSpace)
    }
    expectClose(random.mean, 10, within: .standardErrors(3, of: random.standardError))
    expectClose(
      random.mean, numpy.mean, within: Self.within(random.standardError, numpy.standardError))
    let blind = try Self.level(split, tasks: 2_000, episodes: 5) { _ in
      distribution.referenceAgents.makeBlind()
    }
    expectClose(blind.mean, 10, within: .standardErrors(3, of: blind.standardError), "blind")
  }

  /// The sum of all rewards of trials of single episodes.
  static func trials(_ name: String, tasks: Int, episodes: Int) throws -> SampleMean {
    let distribution = try TabularMDPCase.distribution()
    let learner = try #require(distribution.referenceAgents.learners.first { $0.name == name })
    let workers = Workers(count: Workers.availableProcessorCount)
    return SampleMean(
      try workers.map(tasks) { index in
        let task = try distribution.task(.test, index: index, key: key)
        let key = key.child(.task, index)
        var player: any Agent = learner.make([])
        let trial = try distribution.play(
          TrialPlan(blockCount: episodes, episodesPerBlock: 1), on: task, by: &player, key: key)
        return trial.meanReturns.reduce(0, +)
      })
  }

  @Test(arguments: ["psrl", "greedy", "epsilon-greedy"])
  func `a learner's trial of ten episodes earns what NumPy's does`(name: String) throws {
    let level = try Self.trials(name, tasks: 1_500, episodes: 10)
    let numpy = try #require(try TabularMDPGolden.load().levels.learners[name]?["10"])
    expectClose(
      level.mean, numpy.mean, within: Self.within(level.standardError, numpy.standardError), name)
  }

  @Test func `posterior sampling gains on greed as trials get longer`() throws {
    let learners = try TabularMDPGolden.load().levels.learners
    func lead(_ episodes: String) throws -> Double {
      try #require(learners["psrl"]?[episodes]).mean
        - #require(learners["greedy"]?[episodes]).mean
    }
    #expect(try lead("10") < 0)
    #expect(try lead("100") > 0)
  }
}
