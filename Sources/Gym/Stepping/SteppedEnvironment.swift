public import Numerics

/// What batches call of an environment; every `Environment` has all of it by default.
///
/// The functions are requirements of a protocol so that the module that defines an environment
/// compiles the loops of `VectorizedEnvironment` and `SingleEnvironment` for its dynamics. Called
/// through `EnvironmentBatch` alone these loops would stay generic and run thirty times slower.
public protocol _SteppedEnvironment: Sendable {
  /// The parameters of sixteen copies.
  associatedtype Task: Sendable
  /// The full hidden state of sixteen copies.
  associatedtype State: LaneState

  /// Spaces, horizon, and the parameters a task sets.
  var specification: EnvironmentSpecification { get }

  /// Whether the first state of an episode, or what it shows, depends on the task; true by default.
  ///
  /// Where it does not, batches need not collect the tasks of copies that begin an episode.
  static var startDependsOnTask: Bool { get }

  /// Makes the tasks of sixteen copies.
  func makeTask(_ parameters: [Lanes]) -> Task

  /// Writes the full hidden state as numbers.
  func encode(_ state: State, task: Task, into numbers: inout [Lanes])

  /// As `reset(task:noise:)`, with arrays to copy the noise to.
  func _reset(task: Task, noise: Span<Lanes>, through arrays: inout _LaneArrays) -> State

  /// As `step(_:actions:noise:task:)`, with arrays to copy actions and noise to.
  func _step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task,
    through arrays: inout _LaneArrays
  ) -> StepOutcome

  /// As `observe(_:task:into:)`, with an array to observe through.
  func _observe(
    _ state: State, task: Task, into observation: inout MutableSpan<Lanes>,
    through arrays: inout _LaneArrays)

  /// Carries out one call of a batch.
  static func _perform(_ call: _BatchCall, on batch: inout VectorizedEnvironment<Self>)

  /// Writes what all copies of a batch show.
  static func _observe(
    _ batch: inout VectorizedEnvironment<Self>, into rows: inout MutableSpan<Float>)

  /// Begins an episode of an environment that is stepped alone.
  static func _begin(_ single: inout SingleEnvironment<Self>)

  /// Takes one step of an environment that is stepped alone.
  static func _step(_ single: inout SingleEnvironment<Self>, action: Span<Float>)
}

extension _SteppedEnvironment {
  /// It may.
  @inlinable public static var startDependsOnTask: Bool { true }

  /// Carries out one call of a batch.
  @inlinable
  public static func _perform(_ call: _BatchCall, on batch: inout VectorizedEnvironment<Self>) {
    batch.perform(call)
  }

  /// Writes what all copies of a batch show.
  @inlinable
  public static func _observe(
    _ batch: inout VectorizedEnvironment<Self>, into rows: inout MutableSpan<Float>
  ) {
    batch.observe(into: &rows)
  }

  /// Begins an episode of an environment that is stepped alone.
  @inlinable
  public static func _begin(_ single: inout SingleEnvironment<Self>) {
    single.beginEpisode()
  }

  /// Takes one step of an environment that is stepped alone.
  @inlinable
  public static func _step(_ single: inout SingleEnvironment<Self>, action: Span<Float>) {
    single.takeStep(action)
  }
}

// Dynamics with arrays: copies go in and out of arrays that are kept, so that nothing is allocated.
extension Environment {
  /// Begins sixteen episodes through an array of noise.
  @inlinable @inline(__always)
  public func _reset(task: Task, noise: Span<Lanes>, through arrays: inout _LaneArrays) -> State {
    _LaneArrays.copy(noise, to: &arrays.resetNoise)
    return reset(task: task, noise: arrays.resetNoise)
  }

  /// Takes one action in each copy through arrays of actions and noise.
  @inlinable @inline(__always)
  public func _step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task,
    through arrays: inout _LaneArrays
  ) -> StepOutcome {
    _LaneArrays.copy(actions, to: &arrays.actions)
    _LaneArrays.copy(noise, to: &arrays.stepNoise)
    return step(&state, actions: arrays.actions, noise: arrays.stepNoise, task: task)
  }

  /// Writes what the policy sees through an array.
  @inlinable @inline(__always)
  public func _observe(
    _ state: State, task: Task, into observation: inout MutableSpan<Lanes>,
    through arrays: inout _LaneArrays
  ) {
    observe(state, task: task, into: &arrays.observation)
    precondition(
      arrays.observation.count == observation.count,
      "Environment.observe: the observation has changed its size.")
    for index in observation.indices { observation[index] = arrays.observation[index] }
  }
}

// Dynamics with spans: no arrays are needed.
extension SpanEnvironment {
  /// Begins sixteen episodes.
  @inlinable @inline(__always)
  public func _reset(task: Task, noise: Span<Lanes>, through arrays: inout _LaneArrays) -> State {
    reset(task: task, noise: noise)
  }

  /// Takes one action in each copy.
  @inlinable @inline(__always)
  public func _step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task,
    through arrays: inout _LaneArrays
  ) -> StepOutcome {
    step(&state, actions: actions, noise: noise, task: task)
  }

  /// Writes what the policy sees.
  @inlinable @inline(__always)
  public func _observe(
    _ state: State, task: Task, into observation: inout MutableSpan<Lanes>,
    through arrays: inout _LaneArrays
  ) {
    observe(state, task: task, into: &observation)
  }
}

extension _SteppedEnvironment {
  /// Takes a step in sixteen copies; those that rest keep their state and have a reward of 0.
  @inlinable @inline(__always)
  func step(
    _ state: inout State, except rest: LaneSet, actions: Span<Lanes>, noise: Span<Lanes>,
    task: Task, through arrays: inout _LaneArrays
  ) -> StepOutcome {
    let before = state
    var outcome = _step(&state, actions: actions, noise: noise, task: task, through: &arrays)
    if !rest.isEmpty {
      state.replace(with: before, where: rest.mask)
      outcome.reward.replace(with: 0, where: rest.mask)
    }
    return outcome
  }
}

/// One call of a batch, as an environment carries it out.
public enum _BatchCall: Sendable {
  /// Begin an episode in every copy, on the streams of random numbers of their numbers or on others.
  case reset(RandomKey, streams: [UInt32]?)
  /// Begin the next episode where one has ended.
  case resetEndedEpisodes
  /// Begin an episode in some copies: the next one, or the first of other streams.
  case beginEpisodes(in: [Bool], streams: [UInt32]?)
  /// Take one action for each copy, `[E, A]`, where an episode is running.
  case step([Float])
  /// Take one action where an episode is running, and begin the next episode elsewhere.
  case stepOrBeginEpisodes([Float])
}

/// Arrays for environments that are written with arrays, kept so that stepping allocates nothing.
public struct _LaneArrays: Sendable {
  @usableFromInline var actions: [Lanes]
  @usableFromInline var stepNoise: [Lanes]
  @usableFromInline var resetNoise: [Lanes]
  @usableFromInline var observation: [Lanes]

  /// Creates arrays of the sizes that a specification states.
  @usableFromInline
  init(_ specification: EnvironmentSpecification) {
    actions = Array(repeating: Lanes(), count: specification.actionSpace.size)
    stepNoise = Array(repeating: Lanes(), count: specification.stepNoiseCount)
    resetNoise = Array(repeating: Lanes(), count: specification.resetNoiseCount)
    observation = Array(repeating: Lanes(), count: specification.observationSpace.size)
  }

  @inlinable @inline(__always)
  static func copy(_ lanes: Span<Lanes>, to array: inout [Lanes]) {
    for index in array.indices { array[index] = lanes[index] }
  }
}
