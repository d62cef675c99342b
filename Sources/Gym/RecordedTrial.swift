public import Numerics

/// Everything that happened while a policy adapted to one task, down to the states.
public struct RecordedTrial: Equatable, Sendable {
  /// The task's parameters.
  public var task: [Float]
  /// What was played before the first adaptation step, after it, and so on, `[K + 1]`.
  public var stages: [RecordedRollouts]

  /// Creates a trial.
  public init(task: [Float], stages: [RecordedRollouts]) {
    self.task = task
    self.stages = stages
  }
}

/// Rollouts with the states they went through and the address of their random numbers: enough to
/// play them again, to the bit.
public struct RecordedRollouts: Equatable, Sendable {
  /// The address that the environment drew its random numbers from.
  public var key: RandomKey
  /// What was seen, done and earned.
  public var rollouts: Rollouts
  /// How many numbers a state has, S.
  public var stateSize: Int
  /// The state before each step and after the last of each episode, `[B + E, S]` row-major: episode
  /// `e` has the rows from `rollouts.offsets[e] + e` to `rollouts.offsets[e + 1] + e`, both included.
  public var states: [Float]

  /// Creates a record.
  public init(key: RandomKey, rollouts: Rollouts, stateSize: Int, states: [Float]) {
    self.key = key
    self.rollouts = rollouts
    self.stateSize = stateSize
    self.states = states
  }

  /// What a scene may show of an episode.
  public func trace(ofEpisode episode: Int) -> EpisodeTrace {
    let rows = rollouts.rows(ofEpisode: episode)
    let (first, last) = (rows.lowerBound + episode, rows.upperBound + episode)
    let size = rollouts.actionSize
    return EpisodeTrace(
      stateSize: stateSize, actionSize: size,
      states: Array(states[first * stateSize..<(last + 1) * stateSize]),
      actions: Array(rollouts.actions[rows.lowerBound * size..<rows.upperBound * size]),
      rewards: Array(rollouts.rewards[rows]), isTerminated: rollouts.isTerminated[episode])
  }
}
