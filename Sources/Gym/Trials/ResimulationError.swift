/// A difference between a recording and the same episode played again.
public struct ResimulationError: Error, Equatable, Sendable {
  /// What differs.
  public enum Difference: Equatable, Sendable {
    /// A number of the state.
    case state(number: Int, recorded: Float, simulated: Float)
    /// A number of the observation.
    case observation(number: Int, recorded: Float, simulated: Float)
    /// The reward of the latest step.
    case reward(recorded: Float, simulated: Float)
    /// Whether the episode has ended, and why.
    case ending(recorded: Ending, simulated: Ending)
  }

  /// Whether an episode has ended, and why.
  public enum Ending: String, Sendable {
    /// It continues.
    case none = "continues"
    /// It terminated.
    case terminated = "terminates"
    /// It was truncated at the horizon.
    case truncated = "is truncated at the horizon"
  }

  /// The stage of its trial, from 0; `nil` if the rollouts are not part of a trial.
  public var stage: Int?
  /// The episode, from 0.
  public var episode: Int
  /// The number of steps of the episode taken before the difference.
  public var stepCount: Int
  /// What differs.
  public var difference: Difference

  /// Creates an error.
  public init(stage: Int? = nil, episode: Int, stepCount: Int, difference: Difference) {
    self.stage = stage
    self.episode = episode
    self.stepCount = stepCount
    self.difference = difference
  }
}

extension ResimulationError: CustomStringConvertible {
  /// The error in words: episodes and numbers count from 1, stages from 0.
  public var description: String {
    let stage = stage.map { "stage \($0), " } ?? ""
    return
      "\(stage)episode \(episode + 1), after \(stepCount) \(stepCount == 1 ? "step" : "steps"): "
      + difference.description
  }
}

extension ResimulationError.Difference: CustomStringConvertible {
  /// The difference in words.
  public var description: String {
    switch self {
    case .state(let number, let recorded, let simulated):
      "number \(number + 1) of the state was recorded as \(recorded), but is \(simulated)"
    case .observation(let number, let recorded, let simulated):
      "number \(number + 1) of the observation was recorded as \(recorded), but is \(simulated)"
    case .reward(let recorded, let simulated):
      "the reward was recorded as \(recorded), but is \(simulated)"
    case .ending(let recorded, let simulated):
      "the recorded episode \(recorded.rawValue), but the episode \(simulated.rawValue)"
    }
  }
}
