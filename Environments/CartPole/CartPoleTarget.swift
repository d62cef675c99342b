public import Gym
public import Numerics

/// A cart-pole that is paid for balancing near a place it cannot see.
///
/// Dynamics, observation and end of an episode are those of `CartPole`.
public struct CartPoleTarget: UprightCartPole {
  /// The physical parameters and the place.
  public struct Task: Sendable {
    let physics: CartPole.Task
    /// Where the cart is paid most for being, in metres from the middle.
    let targetPosition: Lanes
  }

  /// Where cart and pole are and how fast they move.
  public typealias State = CartPole.State

  /// Creates the environment.
  public init() {}

  /// Makes tasks with the given parameters, in the order of the specification.
  public func makeTask(_ parameters: [Lanes]) -> Task {
    Task(physics: CartPole.Task(parameters), targetPosition: parameters[6])
  }

  /// Pushes the cart for one time step and rewards where it arrives.
  @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    let side = Lanes(repeating: -1).replacing(with: 1, where: actions[0] .== 1)
    state.move(by: side * task.physics.force, seconds: CartPole.timeStep, task: task.physics)
    let hasEnded = state.isFallenOrOff
    let gap = state.position - task.targetPosition
    let distance = gap.replacing(with: -gap, where: gap .< 0)
    let nearness = 1 - distance
    return StepOutcome(
      reward: nearness.replacing(with: 0, where: (nearness .< 0) .| hasEnded),
      isTerminated: hasEnded)
  }
}
