import Gym
import Numerics

/// Swings a pole up and holds it by fixed rules: which way to push as a function of the motion.
///
/// While the pole is low, pushes against its swing add energy until it suffices for the top. Near the top,
/// the force is computed that returns one point of the pole to the middle of the track: the weight of a
/// simple pendulum of the same period. The fourth derivative of its position is in proportion to the
/// cart's acceleration.
struct SwingUpController: Sendable {
  /// Constants found by random search.
  struct Gains: Sendable {
    /// How fast deviations vanish, in units of how fast the pole falls.
    var haste: Float
    /// A push is made if more than this part of its force is needed.
    var deadZone: Float
    /// The largest fall at which the pole is caught, in units of what the force can hold.
    var catchRange: Float
    /// The pole is caught where the cosine of its angle exceeds this.
    var catchHeight: Float
    /// The energy that the pole may lack at the top, in units of gravity.
    var shortfall: Float
    /// How much a cart away from the middle, in metres, counts against the swing.
    var centering: Float
    /// How much a moving cart, in m/s, counts against the swing.
    var slowing: Float
  }

  /// The parameters that the rules assume.
  let task: CartPole.Task
  let gains: Gains

  /// The side to push to: 1 for that of action 2, -1 for that of action 0, 0 to let the cart roll.
  func sides(_ motion: CartPole.State) -> Lanes {
    let (sine, cosine) = VectorFunctions.sineAndCosine(motion.angle)
    let spin = motion.angularVelocity
    let fall = motion.angle + spin * (pendulumLength / gravity).squareRoot()
    let grip = gains.catchRange * task.forceMagnitude / (task.totalMass * gravity)
    let isCaught = (cosine .> gains.catchHeight) .& (fall .< grip) .& (fall .> -grip)

    let energy = pendulumLength * spin * spin / 2 + gravity * (cosine - 1)
    let swing =
      -spin * cosine - gains.centering * motion.position
      - gains.slowing * motion.velocity
    let pump = Self.sign(swing, beyond: Lanes())
      .replacing(with: 0, where: energy .> -gains.shortfall * gravity)

    let needed = holdingForce(motion, sine, cosine)
    let hold = Self.sign(needed, beyond: gains.deadZone * task.forceMagnitude)
    return pump.replacing(with: hold, where: isCaught) * task.forceSign
  }

  /// The length of the simple pendulum that swings like the pole.
  private var pendulumLength: Lanes { 4 * task.poleHalfLength / 3 }
  /// At least a small number: the rules divide by it.
  private var gravity: Lanes {
    task.gravity.replacing(with: 0.01, where: task.gravity .<= 0.01)
  }

  /// The force for which all four deviations of the pendulum's weight vanish at the same rate.
  private func holdingForce(_ motion: CartPole.State, _ sine: Lanes, _ cosine: Lanes) -> Lanes {
    let rate = gains.haste * (gravity / pendulumLength).squareRoot()
    let square = rate * rate
    let spin = motion.angularVelocity
    let place = motion.position + pendulumLength * motion.angle
    let speed = motion.velocity + pendulumLength * spin
    let return0 = square * square * place + 4 * rate * square * speed
    let return2 = 6 * square * motion.angle + 4 * rate * spin
    let acceleration =
      gravity * sine + pendulumLength * (return0 / gravity + return2)
    let angularAcceleration = (gravity * sine - cosine * acceleration) / pendulumLength
    return task.totalMass * acceleration
      + task.poleMassLength * (angularAcceleration * cosine - spin * spin * sine)
  }

  private static func sign(_ value: Lanes, beyond limit: Lanes) -> Lanes {
    Lanes().replacing(with: 1, where: value .> limit).replacing(with: -1, where: value .< -limit)
  }
}
