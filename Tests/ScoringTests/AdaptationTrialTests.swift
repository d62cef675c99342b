import Gym
import MetaLearning
import Numerics
import Scoring
import Testing

struct AdaptationTrialTests {
  private func trial(
    stepCount: Int, rolloutCount: Int, length: Float = 4,
    _ adaptation: any Adaptation = Climbing()
  ) throws -> AdaptationTrial {
    try AdaptationTrial(
      adapting: adaptation, to: [length], of: Ladder.distribution(), stepCount: stepCount,
      rolloutCount: rolloutCount, key: RandomKey(seed: 1))
  }

  @Test func `every stage plays what was learned from the stage before`() throws {
    let trial = try trial(stepCount: 3, rolloutCount: 5, Climbing(rolloutCount: 5))
    #expect(trial.task == [4])
    #expect(trial.stages.map(\.episodeCount) == [5, 5, 5, 5])
    #expect(trial.meanReturns == [0, 4, 8, 12])
  }

  @Test func `steps are counted up to each stage`() throws {
    #expect(try trial(stepCount: 3, rolloutCount: 5).environmentStepsBefore == [0, 20, 40, 60])
    #expect(
      try trial(stepCount: 2, rolloutCount: 1, length: 6).environmentStepsBefore == [0, 6, 12])
  }

  @Test func `a trial earns every support episode and one final one`() throws {
    // 5 × 0 + 5 × 4 + 5 × 8, and 12 once.
    #expect(try trial(stepCount: 3, rolloutCount: 5).trialReturn == 72)
    #expect(try trial(stepCount: 1, rolloutCount: 2, length: 3).trialReturn == 3)
  }

  @Test func `without a step nothing is explored`() throws {
    let trial = try trial(stepCount: 0, rolloutCount: 3, Climbing(action: 7))
    #expect(trial.meanReturns == [28])
    #expect(trial.environmentStepsBefore == [0])
    #expect(trial.trialReturn == 28)
  }

  @Test func `stages have random numbers of their own, the same each time`() throws {
    let trials = try [1, 1, 2].map { (seed: UInt64) in
      try AdaptationTrial(
        adapting: Guessing(), to: [6], of: Ladder.distribution(), stepCount: 2, rolloutCount: 8,
        key: RandomKey(seed: seed))
    }
    #expect(trials[0].stages == trials[1].stages)
    #expect(trials[0].stages != trials[2].stages)
    #expect(trials[0].stages[0] != trials[0].stages[1])
    #expect(trials[0].stages[1] != trials[0].stages[2])
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
        of: Guessing(), untrained: [], distribution: distribution, by: scoring,
        workers: Workers(count: threads))
    }
    var kept = try score(by: keeping, threads: 2)
    #expect(try score(by: keeping, threads: 1) == kept)
    try #require(kept.trials.count == 5)
    for (index, recorded) in kept.trials.enumerated() {
      let trial = try AdaptationTrial(
        adapting: Guessing(), to: kept.tasks[index], of: distribution, stepCount: 2,
        rolloutCount: 3, key: RandomKey(seed: 1).child(.scoring).child(.task, index))
      #expect(try trial.recorded(on: distribution) == recorded)
      #expect(recorded.stages.map(\.rollouts) == trial.stages)
      #expect(recorded.stages.map(\.key) == trial.keys)
      try distribution.verify(recorded)
    }
    // Nothing else of the score depends on whether trials are kept.
    kept.trials = []
    #expect(try score(by: scoring, threads: 2) == kept)
  }

  @Test func `a trial of another distribution cannot be recorded`() throws {
    var trial = try trial(stepCount: 1, rolloutCount: 2)
    trial.task = [5]
    #expect(throws: ResimulationError.self) { try trial.recorded(on: Ladder.distribution()) }
  }

  @Test func `reference players have their levels on one task`() {
    let anchors = Anchors(
      onTask: [6], of: Ladder.distribution(), rolloutCount: 200, seed: 1)
    #expect(anchors.blind == 30)
    #expect(anchors.oracle == 54)
    #expect(abs(anchors.random - 27) < 2)
    #expect(anchors.untrained == nil)
  }
}
