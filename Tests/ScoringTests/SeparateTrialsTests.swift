import Environments
import Gym
import MetaLearning
import Numerics
import Scoring
import TestSupport
import Testing

/// Trials of one episode per block: of agents with a memory, and of pooled ones beside them.
struct SeparateTrialsTests {
  private static let scoring = ScoringProtocol(
    taskCount: 40, stepCount: 3, rolloutCount: 3, experience: .separate)

  private func score(
    _ agent: NamedAgent, on distribution: TaskDistribution = Ladder.distribution(),
    by scoring: ScoringProtocol = scoring, threads: Int = 2
  ) throws -> Score {
    try Score(
      of: agent, distribution: distribution, by: scoring, workers: Workers(count: threads))
  }

  private func score(
    _ agent: any Agent, by scoring: ScoringProtocol = scoring, threads: Int = 2
  ) throws -> Score {
    try score(NamedAgent(name: "a", agent: agent), by: scoring, threads: threads)
  }

  @Test func `a pooled agent learns from one episode at a time`() throws {
    // It throws if it receives any other number of episodes.
    let score = try score(Climbing(rolloutCount: 1))
    #expect(score.experience == .separate && score.agentExperience == .pooled)
    #expect(score.curve.map(\.rollouts) == [0, 1, 2, 3])
    #expect(score.trialEpisodeCount(by: Self.scoring) == 4)
    for (index, task) in score.tasks.enumerated() {
      let length = Double(task[0])
      #expect(score.taskReturns[index] == [0, length, 2 * length, 3 * length])
      #expect(score.taskEnvironmentSteps[index] == [0, length, 2 * length, 3 * length])
      #expect(score.trialReturns[index] == 6 * length)
    }
    let memory = try self.score(Climbing(experience: .separate))
    #expect(memory.agentExperience == .separate)
    #expect(memory.curve == score.curve && memory.trialReturns == score.trialReturns)
  }

  @Test func `a pooled agent may learn from several episodes at a time`() throws {
    var scoring = Self.scoring
    (scoring.stepCount, scoring.episodesPerStep) = (4, 2)
    let score = try score(Climbing(rolloutCount: 2), by: scoring)
    for (index, task) in score.tasks.enumerated() {
      #expect(score.taskReturns[index] == [0, 0, 1, 1, 2].map { $0 * Double(task[0]) })
      #expect(score.trialReturns[index] == 4 * Double(task[0]))
    }
  }

  @Test func `each trial is learned from by itself`() throws {
    var scoring = Self.scoring
    scoring.keepsTrials = true
    let agent = Repeating()
    let kept = try score(agent, by: scoring)
    for trial in kept.trials {
      let returns = trial.blocks.map(\.rollouts.episodeReturns)
      #expect(Set(returns[0]).count > 1)
      for block in returns.dropFirst() {
        for (later, first) in zip(block, returns[0]) {
          expectClose(later, first, within: .absolute(1e-4))
        }
      }
      try Ladder.distribution().verify(trial)
    }
    // Side by side with other tasks, too.
    scoring.keepsTrials = false
    scoring.rolloutCount = 1
    let score = try score(agent, by: scoring)
    #expect(Set(score.taskReturns.map { $0[0] }).count > 10)
    for returns in score.taskReturns {
      for later in returns { expectClose(later, returns[0], within: .absolute(1e-4)) }
    }
  }

  @Test func `a pooled agent receives what followed in its own trial`() throws {
    var scoring = Self.scoring
    scoring.keepsTrials = true
    for trial in try score(Echoing(), by: scoring).trials {
      for block in trial.blocks.map(\.rollouts) {
        for episode in 0..<block.episodeCount {
          #expect(Set(block.actions[block.rows(ofEpisode: episode)]).count == 1)
        }
      }
    }
  }

  @Test func `the whole trial has a point of its own, between the levels of its episodes`() throws {
    let score = try score(Climbing())
    let meanLength = Statistics.mean(score.tasks.map { Double($0[0]) })
    let point = score.trialPoint
    expectClose(point.mean, 6 * meanLength, within: .absolute(1e-12))
    #expect(point.mean == score.trialMean)
    #expect(point.confidence95 == score.trialConfidence95)
    #expect(point.standardDeviation == Statistics.standardDeviation(score.trialReturns))
    #expect(point.interquartileMean == Statistics.interquartileMean(score.trialReturns))
    expectClose(point.environmentSteps, 4 * meanLength, within: .absolute(1e-12))
    let (random, oracle) = (score.anchors.random.mean, score.anchors.oracle.mean)
    expectClose(
      point.normalized, (6 * meanLength - 4 * random) / (4 * oracle - 4 * random),
      within: .absolute(1e-12))
    let perfect = try self.score(Climbing(action: 9, rate: 0))
    expectClose(perfect.trialPoint.normalized, 1, within: .absolute(1e-12))
  }

  @Test func `a trial of one episode has the interval of that episode`() throws {
    var scoring = Self.scoring
    scoring.stepCount = 0
    let score = try score(Guessing(), by: scoring)
    #expect(score.trialConfidence95 == score.curve[0].confidence95)
    let pooled = PooledScore([score, try self.score(Repeating(), by: scoring)], by: scoring)
    #expect(pooled.trialConfidence95 == pooled.curve[0].confidence95)
    #expect(pooled.trialCrossed95 == pooled.crossed95[0])
    let other = PooledScore([try self.score(Climbing(action: 4), by: scoring)], by: scoring)
    let comparison = Comparison(of: pooled, against: other, by: scoring)
    #expect(comparison.trial == comparison.curve[0].paired)
  }

  @Test func `an agent that reads the task knows each one, with a memory or without`() throws {
    for experience in [Experience.pooled, .separate] {
      let oracle = NamedAgent(name: "oracle") { task in
        Climbing(action: task[0], rate: 0, experience: experience)
      }
      let score = try score(oracle)
      #expect(
        score.taskReturns.map { $0[0] } == score.tasks.map { Double($0[0] * $0[0]) })
    }
  }

  @Test func `agents with and without a memory meet the same random numbers`() throws {
    // Arms draw their payments; both pull the first.
    let distribution = try Catalog.distribution(named: "bandit/bernoulli")
    let scores = try [Experience.pooled, .separate].map { experience in
      try score(
        NamedAgent(name: "", agent: Climbing(rate: 0, experience: experience)), on: distribution)
    }
    #expect(scores[0].taskReturns == scores[1].taskReturns)
    #expect(Set(scores[0].taskReturns.map { $0[0] }).count > 10)
    // Every episode has other ones.
    #expect(scores[0].taskReturns.contains { Set($0).count > 1 })
  }

  @Test func `the number of threads changes no bit, and the first tasks are the same`() throws {
    for agent in [Guessing() as any Agent, Repeating(), GuessingAlone()] {
      let score = try score(agent, threads: 1)
      #expect(try self.score(agent, threads: 3) == score)
      var scoring = Self.scoring
      scoring.taskCount = 7
      #expect(
        try self.score(agent, by: scoring).taskReturns == Array(score.taskReturns.prefix(7)))
      scoring.seed = 2
      #expect(
        try self.score(agent, by: scoring).taskReturns != Array(score.taskReturns.prefix(7)))
    }
  }

  @Test func `separate trials differ, of one task and of several`() throws {
    var scoring = Self.scoring
    (scoring.rolloutCount, scoring.keepsTrials) = (5, true)
    for trial in try score(GuessingAlone(), by: scoring).trials {
      #expect(Set(trial.blocks.flatMap(\.rollouts.episodeReturns)).count > 3)
    }
    scoring.rolloutCount = 1
    scoring.keepsTrials = false
    let score = try score(
      NamedAgent(name: "", agent: GuessingAlone()), on: Ladder.distribution(lengths: [6]),
      by: scoring)
    #expect(Set(score.taskReturns.map { $0[0] }).count > 10)
  }

  @Test func `a comparison has the difference of whole trials, paired by task`() throws {
    var scoring = Self.scoring
    scoring.stepCount = 2
    func pooled(_ agent: any Agent) throws -> PooledScore {
      PooledScore([try self.score(agent, by: scoring)], by: scoring)
    }
    // A memory that climbs by 2, against a pooled agent that climbs by 1: 0 + 2 + 4 against 0 + 1 + 2.
    let score = try pooled(Climbing(rate: 2, experience: .separate))
    let comparison = Comparison(of: score, against: try pooled(Climbing()), by: scoring)
    let meanLength = Statistics.mean(score.tasks.map { Double($0[0]) })
    expectClose(comparison.trial.difference, 3 * meanLength, within: .absolute(1e-12))
    #expect(comparison.trial.confidence95.contains(3 * meanLength))
    #expect(comparison.trial.probabilityOfImprovement == 1)
    #expect(comparison.curve.map(\.paired.probabilityOfImprovement) == [0.5, 1, 1])
  }

  @Test func `several runs have a whole trial of their own`() throws {
    let runs = try ([1, 2, 3] as [Float]).map { try score(Climbing(rate: $0)) }
    let pooled = PooledScore(runs, by: Self.scoring)
    let meanLength = Statistics.mean(runs[0].tasks.map { Double($0[0]) })
    // Rate 3 is at 9 after three steps, as it would be without the limit.
    expectClose(pooled.trialPoint.mean, 12 * meanLength, within: .absolute(1e-9))
    #expect(pooled.trialPoint.confidence95 == pooled.trialConfidence95)
    #expect(pooled.trialCrossed95.lowerBound < pooled.trialConfidence95.lowerBound)
    #expect(pooled.taskTrialReturns == runs[0].tasks.map { 12 * Double($0[0]) })
    let anchors = pooled.anchors
    expectClose(
      pooled.trialPoint.normalized, anchors.normalized(3 * meanLength), within: .absolute(1e-12))
  }

  @Test func `a drop has that of the whole trial`() throws {
    let scores = try [Split.test, .shifted].map { split in
      var scoring = Self.scoring
      scoring.split = split
      return PooledScore(
        [
          try score(
            NamedAgent(name: "", agent: Climbing(action: 1)), on: Ladder.shiftingDistribution(),
            by: scoring)
        ], by: scoring)
    }
    let drop = SplitDrop(from: scores[0], to: scores[1], by: Self.scoring).trial
    let means = scores.map { Statistics.mean($0.tasks.map { Double($0[0]) }) }
    expectClose(drop.difference, 10 * (means[0] - means[1]), within: .absolute(1e-12))
    #expect(drop.confidence95.contains(drop.difference) && drop.confidence95.upperBound < 0)
    #expect(drop.step == 4)
  }

  @Test func `an untrained agent plays separate trials too`() throws {
    let untrained = ([0, 1, 2] as [Float]).map { rate in
      NamedAgent(
        name: "", learningRate: Double(rate) + 1, agent: Climbing(rate: rate, rolloutCount: 1))
    }
    let score = try Score(
      of: NamedAgent(name: "", agent: Climbing()), untrained: untrained,
      distribution: Ladder.distribution(), by: Self.scoring, workers: Workers(count: 2))
    let level = try #require(score.anchors.untrained)
    let meanLength = Statistics.mean(score.tasks.map { Double($0[0]) })
    #expect(level.learningRate == 3)
    expectClose(level.curve[3].mean, 6 * meanLength, within: .absolute(1e-12))
    expectClose(try #require(level.trialMean), 12 * meanLength, within: .absolute(1e-12))
  }

  @Test func `a step that fails ends the score with its error`() {
    #expect(
      throws: LearnerError.notFiniteAdaptation(step: 2, count: 1, firstName: "action")
    ) { try score(Climbing(failingStep: 2)) }
  }

  @Test(arguments: [Experience.pooled, .separate])
  func `the mean reward of each environment step is that of all episodes`(
    experience: Experience
  ) throws {
    var scoring = Self.scoring
    scoring.experience = experience
    let plain = try score(Climbing(action: 1), by: scoring)
    #expect(plain.steps.isEmpty)
    scoring.measuresSteps = true
    var score = try score(Climbing(action: 1), by: scoring)
    let lengths = score.tasks.map { Int($0[0]) }
    for (block, steps) in score.steps.enumerated() {
      #expect(steps.count == 6)
      for (number, step) in steps.enumerated() {
        // The share of episodes longer than that; each pays 1 more in each block.
        let share = Double(lengths.count { $0 > number }) / 40
        expectClose(step.runningShare, share, within: .absolute(1e-12))
        expectClose(step.reward, Double(block + 1) * share, within: .absolute(1e-12))
      }
      expectClose(
        steps.reduce(0) { $0 + $1.reward }, score.curve[block].mean, within: .absolute(1e-9))
    }
    #expect(score.steps.count == 4)
    score.steps = []
    #expect(score == plain)
  }

  @Test func `steps of several runs are means, of shorter episodes too`() throws {
    var scoring = Self.scoring
    scoring.measuresSteps = true
    let runs = try ([1, 3] as [Float]).map { try score(Climbing(action: $0), by: scoring) }
    var shorter = runs[1]
    shorter.steps[0].removeLast(4)
    let steps = PooledScore([runs[0], shorter], by: scoring).steps
    #expect(steps[0].count == 6 && steps[1].count == 6)
    expectClose(steps[0][0].reward, 2, within: .absolute(1e-12))
    expectClose(steps[0][0].runningShare, 1, within: .absolute(1e-12))
    let share = runs[0].steps[0][5].runningShare
    expectClose(steps[0][5].reward, share / 2, within: .absolute(1e-12))
    expectClose(steps[0][5].runningShare, share / 2, within: .absolute(1e-12))
  }
}

/// A pooled agent that guesses in its first episode, and then does what it did on average.
private struct Repeating: Agent {
  private var guessing = Guessing()
  private var action: Float?

  mutating func begin(_ block: Block) {
    if block.isFirst { action = nil }
    guessing.begin(block)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    guessing.act(on: view, actions: &actions)
    if let action { for index in actions.indices { actions[index] = action } }
  }

  mutating func absorb(_ rollouts: Rollouts) {
    action = rollouts.actions.reduce(0, +) / Float(rollouts.stepCount)
  }
}

/// A pooled agent that guesses in the first step of an episode, then does what it was last paid.
///
/// It throws if anything else it received was not of its own copy.
private struct Echoing: Agent {
  private var guessing = Guessing()
  private var reward: Float?
  private var isWrong = false
  private var hasEnded = false

  struct WrongOutcome: Error {}

  mutating func begin(_ block: Block) {
    (reward, hasEnded) = (nil, false)
    guessing.begin(block)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    guessing.act(on: view, actions: &actions)
    if let reward { actions[0] = reward }
  }

  mutating func observe(_ outcome: Outcome) {
    reward = outcome.rewards[0]
    hasEnded = outcome.isTerminated[0]
    isWrong =
      isWrong || outcome.view.copies != [0] || outcome.actions != [outcome.rewards[0]]
      || outcome.nextObservations != [outcome.view.observations[0] + 1]
      || outcome.isTruncated != [false]
  }

  mutating func absorb(_ rollouts: Rollouts) throws {
    if isWrong || !hasEnded || rollouts.finalObservations != [Float(rollouts.stepCount)] {
      throw WrongOutcome()
    }
  }
}

/// Plays at random, each copy in a trial of its own.
private struct GuessingAlone: Agent {
  let experience = Experience.separate
  private var guessing = Guessing()

  mutating func begin(_ block: Block) { guessing.begin(block) }

  mutating func act(on view: View, actions: inout [Float]) {
    guessing.act(on: view, actions: &actions)
  }
}
