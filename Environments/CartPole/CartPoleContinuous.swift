public import Gym
public import Numerics

/// A cart-pole that is pushed as hard as one likes, up to a limit.
///
/// Dynamics, observation, reward and end of an episode are those of `CartPole`.
public struct CartPoleContinuous: SpanEnvironment {
  /// The physical parameters.
  public typealias Task = CartPole.Task
  /// Where cart and pole are and how fast they move.
  public typealias State = CartPole.State

  /// Creates the environment.
  public init() {}

  /// Makes tasks with the given parameters, in the order of the specification.
  public func makeTask(_ parameters: [Lanes]) -> Task { Task(parameters) }

  /// Puts the pole almost upright and the cart almost in the middle.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> State {
    State(start: noise)
  }

  /// Pushes the cart for one time step with a part of the force.
  @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    let action = actions[0]
    let part = action.replacing(with: 1, where: action .> 1).replacing(
      with: -1, where: action .< -1)
    state.move(by: part * task.force, seconds: CartPole.timeStep, task: task)
    return StepOutcome(reward: Lanes(repeating: 1), isTerminated: state.isFallenOrOff)
  }

  /// Shows the whole state, but no parameter of the task.
  @inline(__always)
  public func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>) {
    state.write(to: &observation)
  }
}
