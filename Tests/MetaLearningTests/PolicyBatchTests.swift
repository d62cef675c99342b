import Gym
import MetaLearning
import Networks
import TestSupport
import Testing

/// Advantages of whole rollouts, as learners get them.
struct PolicyBatchTests {
  @Test func `equal rewards of a bandit give zeros`() {
    var rollouts = Rollouts.ragged(lengths: [1, 1, 1, 1], isDiscrete: true)
    for reward: Float in [0, 1] {
      rollouts.rewards = [reward, reward, reward, reward]
      let batch = PolicyBatch<Double>(
        rollouts, actionKind: .discrete(count: 3), options: AdvantageSettings(baseline: .mean))
      #expect(batch.advantages == [0, 0, 0, 0])
    }
  }

  @Test func `over the mean of returns, the advantages of one-step episodes are centred rewards`() {
    var rollouts = Rollouts.ragged(lengths: [1, 1, 1, 1], isDiscrete: true)
    rollouts.rewards = [1, 0, 0, 1]
    let batch = PolicyBatch<Double>(
      rollouts, actionKind: .discrete(count: 3),
      options: AdvantageSettings(baseline: .mean, isNormalized: false))
    #expect(batch.advantages == [0.5, -0.5, -0.5, 0.5])
    #expect(batch.rowCount == 4)
  }

  /// The linear baseline says nothing beyond the horizon, so both kinds of end have the value 0.
  @Test func `a truncated end counts as a terminated one`() {
    var rollouts = Rollouts.ragged(lengths: [5, 9, 3])
    let batches = [true, false].map { isTerminated in
      rollouts.isTerminated = [isTerminated, isTerminated, isTerminated]
      return PolicyBatch<Double>(
        rollouts, actionKind: .continuous(size: 2), options: AdvantageSettings())
    }
    #expect(batches[0].advantages == batches[1].advantages)
  }

  @Test func `keeps observations and actions row by row`() {
    let continuous = Rollouts.ragged(lengths: [2, 3])
    let batch = PolicyBatch<Float>(
      continuous, actionKind: .continuous(size: 2), options: AdvantageSettings())
    #expect(batch.observations == continuous.observations)
    guard case .continuous(continuous.actions, size: 2) = batch.actions else {
      Issue.record("the actions are not the rollouts'")
      return
    }
    let discrete = Rollouts.ragged(lengths: [2, 3], isDiscrete: true)
    let choices = PolicyBatch<Float>(
      discrete, actionKind: .discrete(count: 3), options: AdvantageSettings())
    guard case .discrete(discrete.actions.map { Int32($0) }) = choices.actions else {
      Issue.record("the choices are not the rollouts'")
      return
    }
  }

  /// A stretch of too many actions would be cut into rows of the wrong ones.
  @Test(arguments: [5, 7, 12])
  func `actions must be as many as the rows need`(count: Int) async {
    await #expect(processExitsWith: .failure) { [count] in
      _ = PolicyBatch<Double>(
        observations: [1, 2, 3], observationSize: 1,
        actions: .continuous([Double](repeating: 0, count: count), size: 2), advantages: [0, 0, 0])
    }
  }
}
