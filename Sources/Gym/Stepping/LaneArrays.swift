public import Numerics

/// Arrays for the environments that want arrays, kept so that stepping allocates nothing.
public struct LaneArrays: Sendable {
  @usableFromInline var actions: [Lanes]
  @usableFromInline var stepNoise: [Lanes]
  @usableFromInline var resetNoise: [Lanes]
  @usableFromInline var observation: [Lanes]

  /// Creates arrays of the sizes that an environment asks for.
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

extension Environment {
  /// Begins sixteen episodes through an array of noise.
  @inlinable @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>, through arrays: inout LaneArrays) -> State {
    LaneArrays.copy(noise, to: &arrays.resetNoise)
    return reset(task: task, noise: arrays.resetNoise)
  }

  /// Takes one action in each copy through arrays of actions and noise.
  @inlinable @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task,
    through arrays: inout LaneArrays
  ) -> StepOutcome {
    LaneArrays.copy(actions, to: &arrays.actions)
    LaneArrays.copy(noise, to: &arrays.stepNoise)
    return step(&state, actions: arrays.actions, noise: arrays.stepNoise, task: task)
  }

  /// Writes what the policy sees through an array.
  @inlinable @inline(__always)
  public func observe(
    _ state: State, task: Task, into observation: inout MutableSpan<Lanes>,
    through arrays: inout LaneArrays
  ) {
    observe(state, task: task, into: &arrays.observation)
    precondition(
      arrays.observation.count == observation.count,
      "Environment.observe: the observation has changed its size.")
    for index in observation.indices { observation[index] = arrays.observation[index] }
  }
}
