/// One episode, numbers only: all that a scene may show.
public struct EpisodeTrace: Equatable, Sendable {
  /// How many numbers a state has, S.
  public var stateSize: Int
  /// How many numbers an action has, A.
  public var actionSize: Int
  /// The state before each step and after the last, `[T + 1, S]` row-major.
  public var states: [Float]
  /// The action of each step, `[T, A]` row-major.
  public var actions: [Float]
  /// The reward of each step, `[T]`.
  public var rewards: [Float]
  /// Whether the episode ended by itself.
  public var isTerminated: Bool

  /// Creates a trace.
  public init(
    stateSize: Int, actionSize: Int, states: [Float], actions: [Float], rewards: [Float],
    isTerminated: Bool
  ) {
    self.stateSize = stateSize
    self.actionSize = actionSize
    self.states = states
    self.actions = actions
    self.rewards = rewards
    self.isTerminated = isTerminated
  }

  /// How many steps the episode took, T.
  public var stepCount: Int { rewards.count }

  /// The state after a number of steps, `[S]`.
  public func state(after step: Int) -> ArraySlice<Float> {
    states[step * stateSize..<(step + 1) * stateSize]
  }

  /// The action of a step, `[A]`.
  public func action(ofStep step: Int) -> ArraySlice<Float> {
    actions[step * actionSize..<(step + 1) * actionSize]
  }

  /// The undiscounted sum of the first rewards.
  public func returnSoFar(after step: Int) -> Double {
    rewards.prefix(step).reduce(0.0) { $0 + Double($1) }
  }
}

/// An episode in a scene: how far it has been played, and how it is shown.
public struct SceneEpisode: Equatable, Sendable {
  /// What happened, the future included.
  public var trace: EpisodeTrace
  /// How many steps have been played, at most `trace.stepCount`; the rest has not happened yet.
  public var step: Int
  /// The stage of adaptation, from 0 to 1; see `SceneColor.stage`.
  public var stage: Float
  /// Whether it is only background to another: one of the rollouts that were learned from.
  public var isFaint: Bool

  /// Creates an episode that has been played so far; beyond its end it stays where it ended.
  public init(_ trace: EpisodeTrace, step: Int, stage: Float, isFaint: Bool = false) {
    self.trace = trace
    self.step = max(0, min(step, trace.stepCount))
    self.stage = stage
    self.isFaint = isFaint
  }
}

/// How one picture shows a whole episode.
public enum StillStyle: Equatable, Sendable {
  /// All stages in one scene, at their ends: paths.
  case overlay
  /// A row of moments for each stage.
  case filmStrip
  /// A scene for each stage, at its end.
  case sideBySide
}

/// How a person sets a parameter of the task while watching.
public enum TaskControl: Equatable, Sendable {
  /// A click in the scene sets two parameters, given by their numbers, to where it points.
  case position(x: Int, y: Int)
  /// A slider sets a parameter within a range.
  case slider(parameter: Int, range: ClosedRange<Float>)
  /// A button for each of the parameter's legal choices.
  case choice(parameter: Int)
}
