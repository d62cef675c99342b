import Gym
import MetaLearning
import Scoring
import Tensors
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
}
