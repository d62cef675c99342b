/// A recording that playing it again does not give.
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
    /// It goes on.
    case none = "goes on"
    /// It ended by itself.
    case terminated = "ends by itself"
    /// It was cut at the horizon.
    case truncated = "is cut at the horizon"
  }

  /// The stage of its trial, from 0, where it is part of one.
  public var stage: Int?
  /// The episode, from 0.
  public var episode: Int
  /// How many steps of the episode were taken when the difference shows.
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
  /// The error in words, which count episodes and numbers from 1; a stage is called by its number of
  /// adaptation steps.
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
