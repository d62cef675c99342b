import Gym
import Numerics

/// The arrays of a replay's file, with all trials one after the other.
///
/// Trials consist of stages, stages of episodes, episodes of steps:
/// `stageOffsets[i]..<stageOffsets[i + 1]` are the stages of trial `i`, and so on. The states of episode
/// `e` begin at row `stepOffsets[e] + e`, since each episode has one state more than steps.
struct ReplayArrays {
  /// Numbers in rows of the same length.
  struct Rows {
    var columnCount: Int
    var values: [Float] = []
  }

  /// The names in the file.
  enum Name: String, CaseIterable {
    case tasks, firstCopies, stageOffsets, keys, episodeOffsets, stepOffsets
    case states, observations, finalObservations, actions, rewards
    case terminated, truncated, returns
    case memory, probabilities
  }

  /// The parameters of each task, `[N, P]`.
  var tasks: Rows
  /// The number of each trial's first copy in its batch, `[N]`.
  var firstCopies: [Int64] = []
  /// The first stage of each trial, and the number of stages at the end, `[N + 1]`.
  var stageOffsets = [0]
  /// The random address of each stage, `[stages, 2]`.
  var keys: [UInt32] = []
  /// The first episode of each stage, and the number of episodes at the end, `[stages + 1]`.
  var episodeOffsets = [0]
  /// The first step of each episode, and the number of steps at the end, `[E + 1]`.
  var stepOffsets = [0]
  /// The states before each step and after the last of each episode, `[B + E, S]`.
  var states: Rows
  /// The observation before each step, `[B, O]`.
  var observations: Rows
  /// The observation after the last step of each episode, `[E, O]`.
  var finalObservations: Rows
  /// The actions as the policy chose them, `[B, A]`.
  var actions: Rows
  /// The reward of each step, `[B]`.
  var rewards: [Float] = []
  /// Whether each episode terminated; the others were truncated at the horizon, `[E]`.
  var isTerminated: [Bool] = []
  /// The undiscounted sum of the rewards of each episode, `[E]`.
  var returns: [Double] = []
  /// What the agent remembered before each step, `[B, M]`; `nil` if that was not recorded.
  var memory: Rows?
  /// The probability of each discrete action before each step, `[B, C]`; `nil` if that was not recorded.
  var probabilities: Rows?
}

// MARK: From trials to arrays

extension ReplayArrays {
  /// Concatenates trials.
  ///
  /// - Precondition: There is a trial, every trial has a stage, every stage an episode and every
  ///   episode a step; all have the same sizes.
  init(_ trials: [Trial]) {
    guard let first = trials.first, let stage = first.blocks.first else {
      preconditionFailure("Replay.write: there is no stage, but at least one is needed.")
    }
    tasks = Rows(columnCount: first.task.count)
    states = Rows(columnCount: stage.stateSize)
    observations = Rows(columnCount: stage.rollouts.observationSize)
    finalObservations = observations
    actions = Rows(columnCount: stage.rollouts.actionSize)
    if let insights = stage.insights {
      memory = Rows(insights.memorySize)
      probabilities = Rows(insights.choiceCount)
    }
    reserve(
      stepCount: trials.reduce(0) { $1.blocks.reduce($0) { $0 + $1.rollouts.stepCount } },
      episodeCount: trials.reduce(0) { $1.blocks.reduce($0) { $0 + $1.rollouts.episodeCount } })
    for trial in trials {
      precondition(
        trial.task.count == tasks.columnCount && !trial.blocks.isEmpty,
        "Replay.write: a trial of \(trial.task.count) parameters and \(trial.blocks.count) stages,"
          + " but \(tasks.columnCount) parameters and at least 1 stage are needed.")
      tasks.values += trial.task
      firstCopies.append(Int64(trial.firstCopy))
      for stage in trial.blocks { append(stage) }
      stageOffsets.append(episodeOffsets.count - 1)
    }
  }

  /// Reserves the memory of the long arrays; growing, they would need up to twice as much.
  private mutating func reserve(stepCount: Int, episodeCount: Int) {
    states.values.reserveCapacity((stepCount + episodeCount) * states.columnCount)
    observations.values.reserveCapacity(stepCount * observations.columnCount)
    actions.values.reserveCapacity(stepCount * actions.columnCount)
    rewards.reserveCapacity(stepCount)
    let (memorySize, choiceCount) = (memory?.columnCount ?? 0, probabilities?.columnCount ?? 0)
    memory?.values.reserveCapacity(stepCount * memorySize)
    probabilities?.values.reserveCapacity(stepCount * choiceCount)
  }

  private mutating func append(_ stage: TrialBlock) {
    let rollouts = stage.rollouts
    append(stage.insights)
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

extension ReplayArrays {
  private mutating func append(_ insights: InsightTrace?) {
    let (memorySize, choiceCount) = (insights?.memorySize ?? 0, insights?.choiceCount ?? 0)
    precondition(
      memorySize == memory?.columnCount ?? 0 && choiceCount == probabilities?.columnCount ?? 0,
      "Replay.write: a stage with a memory of \(memorySize) numbers and \(choiceCount) probabilities"
        + " does not fit the first.")
    guard let insights else { return }
    memory?.values += insights.memory
    probabilities?.values += insights.probabilities
  }
}

extension ReplayArrays.Rows {
  /// No rows yet; `nil` if they would have no numbers.
  fileprivate init?(_ columnCount: Int) {
    if columnCount == 0 { return nil }
    self.init(columnCount: columnCount)
  }
}

// MARK: From arrays to trials

extension ReplayArrays {
  /// The trials that the arrays hold.
  ///
  /// - Precondition: All arrays have the sizes that the offsets need.
  var trials: [Trial] {
    (0..<stageOffsets.count - 1).map { trial in
      Trial(
        task: Array(tasks.slice(trial..<trial + 1)),
        blocks: (stageOffsets[trial]..<stageOffsets[trial + 1]).map(stage),
        firstCopy: Int(firstCopies[trial]))
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
      stateSize: states.columnCount, states: Array(states.slice(rows)), insights: insights(steps))
  }

  private func insights(_ steps: Range<Int>) -> InsightTrace? {
    guard memory != nil || probabilities != nil else { return nil }
    return InsightTrace(
      memorySize: memory?.columnCount ?? 0, choiceCount: probabilities?.columnCount ?? 0,
      memory: memory.map { Array($0.slice(steps)) } ?? [],
      probabilities: probabilities.map { Array($0.slice(steps)) } ?? [])
  }
}

extension ReplayArrays.Rows {
  fileprivate func slice(_ rows: Range<Int>) -> ArraySlice<Float> {
    values[rows.lowerBound * columnCount..<rows.upperBound * columnCount]
  }
}
