import Gym
import Numerics

/// What is in the arrays of a replay's file: all trials, one after the other.
///
/// Trials own stages, stages own episodes, episodes own steps: `stageOffsets[i]..<stageOffsets[i + 1]`
/// are the stages of trial `i`, and so on. The states of episode `e` begin at row `stepOffsets[e] + e`,
/// since each episode has one more state than steps.
struct ReplayArrays {
  /// Numbers in rows of the same length.
  struct Rows {
    var columnCount: Int
    var values: [Float] = []
  }

  /// The names in the file.
  enum Name: String, CaseIterable {
    case tasks, stageOffsets, keys, episodeOffsets, stepOffsets
    case states, observations, finalObservations, actions, rewards
    case terminated, truncated, returns
  }

  /// The parameters of each task, `[N, P]`.
  var tasks: Rows
  /// Where the stages of each trial begin, and how many there are, `[N + 1]`.
  var stageOffsets = [0]
  /// The random address of each stage, `[stages, 2]`.
  var keys: [UInt32] = []
  /// Where the episodes of each stage begin, and how many there are, `[stages + 1]`.
  var episodeOffsets = [0]
  /// Where the steps of each episode begin, and how many there are, `[E + 1]`.
  var stepOffsets = [0]
  /// The states before each step and after the last of each episode, `[B + E, S]`.
  var states: Rows
  /// What the policy saw before each step, `[B, O]`.
  var observations: Rows
  /// What the last step of each episode led to, `[E, O]`.
  var finalObservations: Rows
  /// What the policy chose, `[B, A]`.
  var actions: Rows
  /// The reward of each step, `[B]`.
  var rewards: [Float] = []
  /// Whether each episode ended by itself; otherwise it was cut at the horizon, `[E]`.
  var isTerminated: [Bool] = []
  /// The undiscounted sum of the rewards of each episode, `[E]`.
  var returns: [Double] = []
}

// MARK: From trials to arrays

extension ReplayArrays {
  /// Joins trials.
  ///
  /// - Precondition: There is a trial, each has a stage, each stage an episode and each episode a
  ///   step; all have the same sizes.
  init(_ trials: [Trial]) {
    guard let first = trials.first, let stage = first.blocks.first else {
      preconditionFailure("Replay.write: there is no stage, but at least one is needed.")
    }
    tasks = Rows(columnCount: first.task.count)
    states = Rows(columnCount: stage.stateSize)
    observations = Rows(columnCount: stage.rollouts.observationSize)
    finalObservations = observations
    actions = Rows(columnCount: stage.rollouts.actionSize)
    reserve(
      stepCount: trials.reduce(0) { $1.blocks.reduce($0) { $0 + $1.rollouts.stepCount } },
      episodeCount: trials.reduce(0) { $1.blocks.reduce($0) { $0 + $1.rollouts.episodeCount } })
    for trial in trials {
      precondition(
        trial.task.count == tasks.columnCount && !trial.blocks.isEmpty,
        "Replay.write: a trial of \(trial.task.count) parameters and \(trial.blocks.count) stages,"
          + " but \(tasks.columnCount) parameters and at least 1 stage are needed.")
      tasks.values += trial.task
      for stage in trial.blocks { append(stage) }
      stageOffsets.append(episodeOffsets.count - 1)
    }
  }

  /// Takes the memory of the long arrays at once: growing, they would need up to twice as much.
  private mutating func reserve(stepCount: Int, episodeCount: Int) {
    states.values.reserveCapacity((stepCount + episodeCount) * states.columnCount)
    observations.values.reserveCapacity(stepCount * observations.columnCount)
    actions.values.reserveCapacity(stepCount * actions.columnCount)
    rewards.reserveCapacity(stepCount)
  }

  private mutating func append(_ stage: TrialBlock) {
    let rollouts = stage.rollouts
    precondition(
      stage.stateSize == states.columnCount
        && rollouts.observationSize == observations.columnCount
        && rollouts.actionSize == actions.columnCount && rollouts.episodeCount > 0,
      "Replay.write: a stage of \(rollouts.episodeCount) episodes of state size \(stage.stateSize),"
        + " observation size \(rollouts.observationSize) and action size \(rollouts.actionSize) does"
        + " not fit the first.")
    keys += stage.key.address
    let base = stepOffsets[stepOffsets.count - 1]
    stepOffsets += rollouts.offsets.dropFirst().map { base + $0 }
    episodeOffsets.append(stepOffsets.count - 1)
    states.values += stage.states
    observations.values += rollouts.observations
    finalObservations.values += rollouts.finalObservations
    actions.values += rollouts.actions
    rewards += rollouts.rewards
    isTerminated += rollouts.isTerminated
    returns += rollouts.episodeReturns
  }
}

// MARK: From arrays to trials

extension ReplayArrays {
  /// The trials again.
  ///
  /// - Precondition: All arrays have the sizes that the offsets need.
  var trials: [Trial] {
    (0..<stageOffsets.count - 1).map { trial in
      Trial(
        task: Array(tasks.slice(trial..<trial + 1)),
        blocks: (stageOffsets[trial]..<stageOffsets[trial + 1]).map(stage))
    }
  }

  private func stage(_ number: Int) -> TrialBlock {
    let episodes = episodeOffsets[number]..<episodeOffsets[number + 1]
    let steps = stepOffsets[episodes.lowerBound]..<stepOffsets[episodes.upperBound]
    var rollouts = Rollouts(
      observationSize: observations.columnCount, actionSize: actions.columnCount)
    rollouts.observations = Array(observations.slice(steps))
    rollouts.actions = Array(actions.slice(steps))
    rollouts.rewards = Array(rewards[steps])
    rollouts.offsets = stepOffsets[episodes.lowerBound...episodes.upperBound]
      .map { $0 - steps.lowerBound }
    rollouts.isTerminated = Array(isTerminated[episodes])
    rollouts.finalObservations = Array(finalObservations.slice(episodes))
    let rows = steps.lowerBound + episodes.lowerBound..<steps.upperBound + episodes.upperBound
    return TrialBlock(
      key: RandomKey(address: Array(keys[2 * number..<2 * number + 2])), rollouts: rollouts,
      stateSize: states.columnCount, states: Array(states.slice(rows)))
  }
}

extension ReplayArrays.Rows {
  fileprivate func slice(_ rows: Range<Int>) -> ArraySlice<Float> {
    values[rows.lowerBound * columnCount..<rows.upperBound * columnCount]
  }
}
