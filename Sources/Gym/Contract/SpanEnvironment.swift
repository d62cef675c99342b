public import Numerics

/// An environment that reads and writes spans where `Environment` has arrays.
///
/// Whether an array is shared is asked whenever it is written to; beside dynamics of a hundred
/// instructions that is a fifth of a step. The environments of the catalog are written with spans. One of
/// your own is just as right with arrays.
public protocol SpanEnvironment: Environment {
  /// Begins sixteen episodes.
  ///
  /// - Parameters:
  ///   - task: The task, unchanged by any number of resets.
  ///   - noise: `specification.resetNoiseCount` uniform numbers on `0..<1` for each copy.
  /// - Returns: The initial states.
  func reset(task: Task, noise: Span<Lanes>) -> State

  /// Takes one action in each copy.
  ///
  /// - Parameters:
  ///   - state: Replaced by the state the actions lead to.
  ///   - actions: One vector for each coordinate of the action space.
  ///   - noise: `specification.stepNoiseCount` uniform numbers on `0..<1` for each copy.
  ///   - task: The parameters.
  /// - Returns: The reward of the step and whether the episode ended by itself.
  func step(_ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task)
    -> StepOutcome

  /// Writes what the policy sees.
  ///
  /// - Parameters:
  ///   - state: The state of sixteen copies.
  ///   - task: The parameters.
  ///   - observation: Receives one vector for each coordinate of the observation space.
  func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>)
}

// With arrays, for who has arrays.
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

// As batches call it.
extension SpanEnvironment {
  /// Begins sixteen episodes; no arrays are needed.
  @inlinable @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>, through arrays: inout LaneArrays) -> State {
    reset(task: task, noise: noise)
  }

  /// Takes one action in each copy; no arrays are needed.
  @inlinable @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task,
    through arrays: inout LaneArrays
  ) -> StepOutcome {
    step(&state, actions: actions, noise: noise, task: task)
  }

  /// Writes what the policy sees; no arrays are needed.
  @inlinable @inline(__always)
  public func observe(
    _ state: State, task: Task, into observation: inout MutableSpan<Lanes>,
    through arrays: inout LaneArrays
  ) {
    observe(state, task: task, into: &observation)
  }
}
