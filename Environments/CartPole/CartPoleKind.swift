import Gym

/// How the kinds of cart-pole differ in a picture.
enum CartPoleKind {
  /// Pushed left or right to keep the pole upright.
  case balanced
  /// The same, paid for being near a place.
  case target(Float)
  /// Pushed with any strength up to a limit.
  case continuous
  /// Pushed left, right or not at all, to swing the pole up.
  ///
  /// The cosine of the pole's angle has to exceed a height, within reach of the middle, in metres.
  case swingUp(height: Float, reach: Float)

  /// The track ends this far from its middle.
  var positionLimit: Float {
    if case .swingUp = self { CartPoleSwingUp.positionLimit } else { CartPole.positionLimit }
  }

  /// Whether the pole may hang down.
  var hangs: Bool {
    if case .swingUp = self { true } else { false }
  }

  /// Whether a push can have any strength.
  var isContinuous: Bool {
    if case .continuous = self { true } else { false }
  }

  /// The most steps an episode may take.
  var horizon: Int {
    switch self {
    case .balanced: CartPole().specification.horizon
    case .target: CartPoleTarget().specification.horizon
    case .continuous: CartPoleContinuous().specification.horizon
    case .swingUp: CartPoleSwingUp().specification.horizon
    }
  }

  /// The longest time of an episode, in seconds.
  var longestTime: Float {
    Float(horizon) * (hangs ? CartPoleSwingUp.timeStep : CartPole.timeStep)
  }

  /// The force of an action, positive to the right.
  func force(of action: Float, _ task: CartPoleWorkshop.Physics) -> Float {
    switch self {
    case .balanced, .target: action == 1 ? task.force : -task.force
    case .continuous: max(-1, min(1, action)) * task.force
    case .swingUp: (action - 1) * task.force
    }
  }
}
