public import Gym
public import Numerics

/// A pole that hangs from a cart and is to be swung up and held there, where every push costs.
///
/// The dynamics of bsuite's cartpole_swingup, with parameters; see CartPole.md.
public struct CartPoleSwingUp: SpanEnvironment {
  /// The physical parameters and the conditions of the reward.
  public struct Task: Sendable {
    let physics: CartPole.Task
    /// The cosine of the pole's angle has to be above this.
    let heightThreshold: Lanes
    /// The cart has to be closer to the middle than this, in metres.
    let reach: Lanes

    /// Takes the parameters of the specification; bsuite's sweep varies the difficulty in twentieths.
    init(_ parameters: [Lanes]) {
      physics = CartPole.Task(parameters)
      let difficulty = parameters[6]
      heightThreshold = difficulty
      reach = 1 - difficulty
    }
  }

  /// How cart and pole move, and for how long.
  public struct State: VectorState {
    /// Where cart and pole are and how fast they move; the angle lies between -π and π.
    public var motion: CartPole.State
    /// How many steps have been taken: a whole number, so that no rounding adds up.
    public var stepCount: Lanes

    /// Creates a state.
    public init(motion: CartPole.State, stepCount: Lanes) {
      self.motion = motion
      self.stepCount = stepCount
    }

    /// Takes the lanes of another state where the mask is true.
    @inline(__always)
    public mutating func replace(with other: State, where mask: LaneMask) {
      motion.replace(with: other.motion, where: mask)
      stepCount.replace(with: other.stepCount, where: mask)
    }
  }

  /// Seconds between two actions.
  static let timeStep: Float = 0.01
  /// The track ends this far from its middle.
  static let positionLimit: Float = 3
  /// A pole that turns faster, in radians per second, is not held.
  static let spinLimit: Float = 1
  /// What a push costs.
  static let pushCost: Float = 0.1
  /// An observation's unit of time: the longest episode, in seconds.
  static let longestTime: Float = 10

  /// Creates the environment.
  public init() {}

  /// Makes tasks with the given parameters, in the order of the specification.
  public func makeTask(_ parameters: [Lanes]) -> Task { Task(parameters) }

  /// Lets the pole hang almost straight down and puts the cart almost in the middle.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> State {
    var motion = CartPole.State(start: noise)
    motion.angle = Self.wrapped(motion.angle + .pi)
    return State(motion: motion, stepCount: Lanes())
  }

  /// Pushes the cart for one time step, or lets it roll.
  @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    let sides = Lanes().replacing(with: 1, where: actions[0] .== 2).replacing(
      with: -1, where: actions[0] .== 0)
    return push(&state, to: sides, task: task)
  }

  /// Pushes the cart to the side of action 2 where `sides` is 1, of action 0 where it is -1.
  @inline(__always)
  func push(_ state: inout State, to sides: Lanes, task: Task) -> StepOutcome {
    state.motion.move(by: sides * task.physics.force, seconds: Self.timeStep, task: task.physics)
    state.motion.angle = Self.wrapped(state.motion.angle)
    state.stepCount += 1
    let isHigh = VectorFunctions.sineAndCosine(state.motion.angle).cosine .> task.heightThreshold
    let isHeld = isHigh .& Self.isSlow(state) .& Self.isWithinReach(state, task)
    let cost = sides * sides * Self.pushCost
    return StepOutcome(
      reward: Lanes().replacing(with: 1, where: isHeld) - cost,
      isTerminated: CartPole.State.isOutside(state.motion.position, Self.positionLimit))
  }

  /// Shows the motion, the time, and two of the three conditions of the reward, as bsuite does.
  @inline(__always)
  public func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>) {
    let (sine, cosine) = VectorFunctions.sineAndCosine(state.motion.angle)
    func flag(_ mask: LaneMask) -> Lanes { Lanes(repeating: -1).replacing(with: 1, where: mask) }
    observation[0] = state.motion.position / Self.positionLimit
    observation[1] = state.motion.velocity / Self.positionLimit
    observation[2] = sine
    observation[3] = cosine
    observation[4] = state.motion.angularVelocity
    observation[5] = state.stepCount * Self.timeStep / Self.longestTime
    observation[6] = flag(Self.isWithinReach(state, task))
    observation[7] = flag(Self.isSlow(state))
  }

  /// Writes the motion and the time in seconds.
  public func encode(_ state: State, task: Task, into numbers: inout [Lanes]) {
    var span = numbers.mutableSpan
    state.motion.write(to: &span)
    span[4] = state.stepCount * Self.timeStep
  }

  @inline(__always)
  private static func isSlow(_ state: State) -> LaneMask {
    (state.motion.angularVelocity .< spinLimit) .& (state.motion.angularVelocity .> -spinLimit)
  }

  @inline(__always)
  private static func isWithinReach(_ state: State, _ task: Task) -> LaneMask {
    (state.motion.position .< task.reach) .& (state.motion.position .> -task.reach)
  }

  /// The same angle between -π and π, where upright poles have the most precise angles.
  @inline(__always)
  private static func wrapped(_ angle: Lanes) -> Lanes {
    angle - 2 * .pi * (angle / (2 * .pi)).rounded(.toNearestOrEven)
  }
}
