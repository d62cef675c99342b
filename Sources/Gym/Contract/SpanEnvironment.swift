public import Numerics

/// An environment that reads and writes spans where `Environment` has arrays.
///
/// Swift checks whether an array is shared whenever it is written to; beside dynamics of a hundred
/// instructions that is a fifth of a step. The environments of the catalog are written with spans.
/// Arrays give the same results.
public protocol SpanEnvironment: Environment {
  /// Begins sixteen episodes.
  ///
  /// - Parameters:
  ///   - task: The tasks, unchanged by any number of resets.
  ///   - noise: `specification.resetNoiseCount` uniform numbers on `0..<1` for each copy.
  /// - Returns: The initial states.
  func reset(task: Task, noise: Span<Lanes>) -> State

  /// Takes one action in each copy.
  ///
  /// - Parameters:
  ///   - state: Replaced by the state the actions lead to.
  ///   - actions: One vector for each coordinate of the action space.
  ///   - noise: `specification.stepNoiseCount` uniform numbers on `0..<1` for each copy.
  ///   - task: The tasks.
  /// - Returns: The reward of the step and whether the episode ended by itself.
  func step(_ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task)
    -> StepOutcome

  /// Writes what the policy sees.
  ///
  /// - Parameters:
  ///   - state: The state of sixteen copies.
  ///   - task: The tasks.
  ///   - observation: Receives one vector for each coordinate of the observation space.
  func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>)
}

// The functions of `Environment`, for callers that have arrays.
extension SpanEnvironment {
  /// Begins sixteen episodes from an array of noise.
  @inlinable
  public func reset(task: Task, noise: [Lanes]) -> State {
    reset(task: task, noise: noise.span)
  }

  /// Takes one action in each copy from arrays of actions and noise.
  @inlinable
  public func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    step(&state, actions: actions.span, noise: noise.span, task: task)
  }

  /// Writes what the policy sees to an array.
  @inlinable
  public func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    var span = observation.mutableSpan
    observe(state, task: task, into: &span)
  }
}
