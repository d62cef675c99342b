import Gym
import MetaLearning
import Numerics
import Scoring
import Testing

struct TrialTests {
  private func trial(
    stepCount: Int, rolloutCount: Int, length: Float = 4,
    _ agent: any Agent = Climbing()
  ) throws -> Trial {
    var agent = agent
    return try Ladder.distribution().play(
      TrialPlan(blockCount: stepCount + 1, episodesPerBlock: rolloutCount), on: [length],
      by: &agent, key: RandomKey(seed: 1))
  }

  @Test func `every stage plays what was learned from the stage before`() throws {
    let trial = try trial(stepCount: 3, rolloutCount: 5, Climbing(rolloutCount: 5))
    #expect(trial.task == [4])
    #expect(trial.blocks.map(\.rollouts.episodeCount) == [5, 5, 5, 5])
    #expect(trial.meanReturns == [0, 4, 8, 12])
  }

  @Test func `steps are counted up to each stage`() throws {
    #expect(try trial(stepCount: 3, rolloutCount: 5).environmentStepsBefore == [0, 20, 40, 60])
    #expect(
      try trial(stepCount: 2, rolloutCount: 1, length: 6).environmentStepsBefore == [0, 6, 12])
  }

  @Test func `a pooled agent earns every support episode and one final one`() throws {
    // 5 × 0 + 5 × 4 + 5 × 8, and 12 once.
    #expect(try trial(stepCount: 3, rolloutCount: 5).totalReturn(.pooled) == 72)
    #expect(try trial(stepCount: 1, rolloutCount: 2, length: 3).totalReturn(.pooled) == 3)
  }

  @Test func `without a step nothing is explored`() throws {
    let trial = try trial(stepCount: 0, rolloutCount: 3, Climbing(action: 7))
    #expect(trial.meanReturns == [28])
    #expect(trial.environmentStepsBefore == [0])
    #expect(trial.totalReturn(.pooled) == 28)
  }

  @Test func `stages have random numbers of their own, the same each time`() throws {
    let trials = try [1, 1, 2].map { (seed: UInt64) in
      var agent = Guessing()
      return try Ladder.distribution().play(
        TrialPlan(blockCount: 3, episodesPerBlock: 8), on: [6], by: &agent,
        key: RandomKey(seed: seed)
      ).blocks.map(\.rollouts)
    }
    #expect(trials[0] == trials[1])
    #expect(trials[0] != trials[2])
    #expect(trials[0][0] != trials[0][1])
    #expect(trials[0][1] != trials[0][2])
  }

  @Test func `a step that fails ends the trial with its error`() {
    #expect(
      throws: LearnerError.notFiniteAdaptation(step: 2, count: 1, firstName: "action")
    ) {
      try trial(stepCount: 3, rolloutCount: 2, Climbing(failingStep: 2))
    }
  }

  @Test func `a trial can be recorded, and is what a score keeps`() throws {
    let distribution = Ladder.distribution()
    let scoring = ScoringProtocol(taskCount: 5, stepCount: 2, rolloutCount: 3)
    var keeping = scoring
    keeping.keepsTrials = true
    func score(by scoring: ScoringProtocol, threads: Int) throws -> Score {
      try Score(
        of: NamedAgent(name: "", agent: Guessing()), distribution: distribution, by: scoring,
        workers: Workers(count: threads))
    }
    var kept = try score(by: keeping, threads: 2)
    #expect(try score(by: keeping, threads: 1) == kept)
    try #require(kept.trials.count == 5)
    for (index, recorded) in kept.trials.enumerated() {
      var agent = Guessing()
      let trial = try distribution.play(
        scoring.plan, on: kept.tasks[index], by: &agent,
        key: RandomKey(seed: 1).child(.scoring).child(.task, index), recordsStates: true)
      #expect(trial == recorded)
      try distribution.verify(recorded)
    }
    // Nothing else of the score depends on whether trials are kept.
    kept.trials = []
    #expect(try score(by: scoring, threads: 2) == kept)
  }

  @Test func `reference players have their levels on one task`() {
    let anchors = Anchors(
      onTask: [6], of: Ladder.distribution(), rolloutCount: 200, seed: 1)
    #expect(anchors.blind.mean == 30)
    #expect(anchors.oracle.mean == 54)
    #expect(abs(anchors.random.mean - 27) < 2)
    #expect(anchors.untrained == nil)
  }
}
