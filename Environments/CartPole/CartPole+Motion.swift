public import Gym
public import Numerics

/// A kind of cart-pole that begins almost upright and shows its whole state.
public protocol UprightCartPole: SpanEnvironment where State == CartPole.State {}

extension UprightCartPole {
  /// No parameter of a task changes how an episode begins.
  public static var startDependsOnTask: Bool { false }

  /// Puts the pole almost upright and the cart almost in the middle.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> CartPole.State {
    CartPole.State(start: noise)
  }

  /// Shows the whole state, but no parameter of the task.
  @inline(__always)
  public func observe(
    _ state: CartPole.State, task: Task, into observation: inout MutableSpan<Lanes>
  ) {
    state.write(to: &observation)
  }
}

extension UprightCartPole where Task == CartPole.Task {
  /// Makes tasks with the given parameters, in the order of the specification.
  public func makeTask(_ parameters: [Lanes]) -> CartPole.Task { CartPole.Task(parameters) }
}

// What all kinds of cart-pole share: how cart and pole move, and what the policy sees of it.
extension CartPole.State {
  /// Draws a start: all four numbers uniform between minus and plus `CartPole.startRange`.
  @inline(__always)
  init(start noise: Span<Lanes>) {
    func start(_ uniform: Lanes) -> Lanes { (uniform * 2 - 1) * CartPole.startRange }
    self.init(
      position: start(noise[0]), velocity: start(noise[1]), angle: start(noise[2]),
      angularVelocity: start(noise[3]))
  }

  /// Pushes the cart with a force for one time step, by explicit Euler integration.
  @inline(__always)
  mutating func move(by force: Lanes, seconds: Float, task: CartPole.Task) {
    let (sine, cosine) = VectorFunctions.sineAndCosine(angle)
    let spin = angularVelocity * angularVelocity
    let push = (force + task.poleMassLength * spin * sine) / task.totalMass
    let inertia = task.poleHalfLength * (4 / 3 - task.poleMass * cosine * cosine / task.totalMass)
    let angularAcceleration = (task.gravity * sine - cosine * push) / inertia
    let acceleration = push - task.poleMassLength * angularAcceleration * cosine / task.totalMass

    // Positions move by the old velocities.
    position += seconds * velocity
    velocity += seconds * acceleration
    angle += seconds * angularVelocity
    angularVelocity += seconds * angularAcceleration
  }

  /// Where the pole has fallen or the cart has left the track.
  @inline(__always)
  var isFallenOrOff: LaneMask {
    Self.isOutside(position, CartPole.positionLimit) .| Self.isOutside(angle, CartPole.angleLimit)
  }

  /// Writes all four numbers.
  @inline(__always)
  func write(to numbers: inout MutableSpan<Lanes>) {
    numbers[0] = position
    numbers[1] = velocity
    numbers[2] = angle
    numbers[3] = angularVelocity
  }

  @inline(__always)
  static func isOutside(_ value: Lanes, _ limit: Float) -> LaneMask {
    (value .> limit) .| (value .< -limit)
  }
}
