public import Gym
public import Numerics

/// A pole on a cart that is pushed left or right to keep the pole upright.
///
/// The dynamics of Gymnasium's CartPole-v1, with parameters; see CartPole.md.
public struct CartPole: UprightCartPole {
  /// The physical parameters and what is derived from them.
  public struct Task: Sendable {
    let gravity: Lanes
    let cartMass: Lanes
    let poleMass: Lanes
    let poleHalfLength: Lanes
    let forceMagnitude: Lanes
    let forceSign: Lanes
    let totalMass: Lanes
    let poleMassLength: Lanes
    /// The force of action 1, positive to the right.
    let force: Lanes

    /// Takes the first six parameters, which all kinds of cart-pole have.
    init(_ parameters: [Lanes]) {
      gravity = parameters[0]
      cartMass = parameters[1]
      poleMass = parameters[2]
      poleHalfLength = parameters[3]
      forceMagnitude = parameters[4]
      forceSign = parameters[5]
      totalMass = cartMass + poleMass
      poleMassLength = poleMass * poleHalfLength
      force = forceMagnitude * forceSign
    }
  }

  /// Where cart and pole are and how fast they move.
  public struct State: VectorState {
    /// Where the cart is, from the middle of the track, in metres.
    public var position: Lanes
    /// How fast the cart moves, in metres per second.
    public var velocity: Lanes
    /// How far the pole leans to the right, in radians.
    public var angle: Lanes
    /// How fast the pole turns, in radians per second.
    public var angularVelocity: Lanes

    /// Creates a state.
    public init(position: Lanes, velocity: Lanes, angle: Lanes, angularVelocity: Lanes) {
      self.position = position
      self.velocity = velocity
      self.angle = angle
      self.angularVelocity = angularVelocity
    }

    /// Takes the lanes of another state where the mask is true.
    @inline(__always)
    public mutating func replace(with other: State, where mask: LaneMask) {
      position.replace(with: other.position, where: mask)
      velocity.replace(with: other.velocity, where: mask)
      angle.replace(with: other.angle, where: mask)
      angularVelocity.replace(with: other.angularVelocity, where: mask)
    }
  }

  /// Seconds between two actions.
  static let timeStep: Float = 0.02
  /// The track ends this far from its middle.
  static let positionLimit: Float = 2.4
  /// Twelve degrees: a pole that leans more has fallen.
  static let angleLimit: Float = 12 * 2 * .pi / 360
  /// Initial values are uniform between minus and plus this.
  static let startRange: Float = 0.05

  /// Creates the environment.
  public init() {}

  /// Pushes the cart for one time step.
  @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    let side = Lanes(repeating: -1).replacing(with: 1, where: actions[0] .== 1)
    state.move(by: side * task.force, seconds: Self.timeStep, task: task)
    return StepOutcome(
      reward: Lanes(repeating: 1),
      isTerminated: state.isFallenOrOff)
  }
}
