public import Gym
public import Numerics

/// A cart-pole that is pushed with any strength up to a limit.
///
/// Dynamics, observation, reward and end of an episode are those of `CartPole`.
public struct CartPoleContinuous: UprightCartPole {
  /// The physical parameters.
  public typealias Task = CartPole.Task
  /// Where cart and pole are and how fast they move.
  public typealias State = CartPole.State

  /// Creates the environment.
  public init() {}

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
}
