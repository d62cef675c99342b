public import Tensors

/// One call of an environment that is stepped alone, as the environment carries it out.
public enum SingleCall: Sendable {
  /// Begin an episode.
  case begin
  /// Take the action that has been read.
  case step
}

/// One environment that is stepped alone, without a batch around it.
///
///     var robot = SingleEnvironment(PointRobot(), parameters: [0.3, -0.2])
///     robot.reset(key: RandomKey(seed: 7))
///     while !robot.hasEnded { robot.step(policy(robot.observation).span) }
///
/// Everything that happens has the bits of the first copy of a `VectorizedEnvironment`. Many copies on
/// one task are much faster in such a batch: this computes sixteen lanes and looks at one.
public struct SingleEnvironment<E: Environment>: Sendable {
  @usableFromInline let environment: E
  @usableFromInline let task: E.Task
  @usableFromInline let horizon: Int
  @usableFromInline var state: E.State
  @usableFromInline var resetKey = RandomKey(seed: 0)
  @usableFromInline var stepKey = RandomKey(seed: 0)
  @usableFromInline var episodeNumber: UInt32 = 0
  // Kept, so that stepping allocates nothing.
  @usableFromInline var actionLanes: [Lanes]
  @usableFromInline var noiseLanes: [Lanes]
  @usableFromInline var resetNoiseLanes: [Lanes]
  @usableFromInline var observationLanes: [Lanes]
  @usableFromInline var row: [Float]
  @usableFromInline var latestReward: Float = 0
  @usableFromInline var endedByItself = true
  @usableFromInline var endedAtHorizon = false
  @usableFromInline var stepsTaken = 0

  /// Creates an environment; call `reset(key:)` before stepping.
  ///
  /// - Parameters:
  ///   - environment: The dynamics.
  ///   - parameters: The task, in the order of the specification's parameters.
  @inlinable
  public init(_ environment: E, parameters: [Float]) {
    let specification = environment.specification
    precondition(
      parameters.count == specification.parameters.count,
      "SingleEnvironment: \(parameters.count) task parameters, but \(specification.name) has"
        + " \(specification.parameters.count).")
    self.environment = environment
    task = environment.makeTask(parameters)
    horizon = specification.horizon
    actionLanes = Array(repeating: Lanes(), count: specification.actionSpace.size)
    noiseLanes = Array(repeating: Lanes(), count: specification.stepNoiseCount)
    resetNoiseLanes = Array(repeating: Lanes(), count: specification.resetNoiseCount)
    observationLanes = Array(repeating: Lanes(), count: specification.observationSpace.size)
    row = Array(repeating: 0, count: specification.observationSpace.size)
    state = environment.reset(task: task, noise: resetNoiseLanes)
  }

  /// What the environment shows now, `[O]`; after the end of an episode its final observation.
  @inlinable public var observation: [Float] { row }

  /// The reward of the latest step.
  @inlinable public var reward: Float { latestReward }

  /// Whether the episode ended by itself.
  @inlinable public var isTerminated: Bool { endedByItself }

  /// Whether the episode was cut at the horizon without ending by itself.
  @inlinable public var isTruncated: Bool { endedAtHorizon }

  /// How many steps the episode has taken.
  @inlinable public var stepCount: Int { stepsTaken }

  /// Whether the episode is over, for either reason.
  @inlinable public var hasEnded: Bool { endedByItself || endedAtHorizon }

  /// Begins the first episode.
  ///
  /// - Parameter key: The address of all random numbers until the next such reset.
  @inlinable
  public mutating func reset(key: RandomKey) {
    resetKey = key.child(.reset)
    stepKey = key.child(.dynamics)
    episodeNumber = 0
    E.perform(.begin, on: &self)
  }

  /// Begins the next episode.
  @inlinable
  public mutating func beginNextEpisode() {
    episodeNumber &+= 1
    E.perform(.begin, on: &self)
  }

  /// Takes one step where an action is one number.
  ///
  /// - Parameter action: The action.
  /// - Precondition: The episode is running.
  @inlinable @inline(__always)
  public mutating func step(_ action: Float) {
    precondition(
      actionLanes.count == 1, "SingleEnvironment.step: an action has \(actionLanes.count) numbers.")
    actionLanes[0] = Lanes(repeating: action)
    E.perform(.step, on: &self)
  }

  /// Takes one step.
  ///
  /// - Parameter action: The action, `[A]`.
  /// - Precondition: The episode is running; `action` has A elements.
  @inlinable @inline(__always)
  public mutating func step(_ action: Span<Float>) {
    precondition(
      action.count == actionLanes.count,
      "SingleEnvironment.step: the action has \(action.count) numbers, but \(actionLanes.count) are"
        + " needed.")
    for index in action.indices { actionLanes[index] = Lanes(repeating: action[index]) }
    E.perform(.step, on: &self)
  }

  // Never inlined into its caller, so that what is compiled is a function of the environment's module.
  @inlinable @inline(never)
  mutating func perform(_ call: SingleCall) {
    switch call {
    case .begin: begin()
    case .step: takeStep()
    }
  }

  @inlinable @inline(__always)
  mutating func takeStep() {
    precondition(!hasEnded, "SingleEnvironment.step: the episode has ended; begin the next one.")
    if !noiseLanes.isEmpty {
      Self.drawNoise(
        key: stepKey, step: UInt32(truncatingIfNeeded: stepsTaken), episode: episodeNumber,
        into: &noiseLanes)
    }
    let outcome = environment.step(&state, actions: actionLanes, noise: noiseLanes, task: task)
    stepsTaken &+= 1
    latestReward = outcome.reward[0]
    endedByItself = outcome.isTerminated[0]
    endedAtHorizon = stepsTaken >= horizon && !endedByItself
    observe()
  }

  @inlinable
  mutating func begin() {
    (stepsTaken, latestReward, endedByItself, endedAtHorizon) = (0, 0, false, false)
    Self.drawNoise(key: resetKey, step: 0, episode: episodeNumber, into: &resetNoiseLanes)
    state = environment.reset(task: task, noise: resetNoiseLanes)
    observe()
  }

  @inlinable @inline(__always)
  mutating func observe() {
    environment.observe(state, task: task, into: &observationLanes)
    for index in observationLanes.indices { row[index] = observationLanes[index][0] }
  }

  /// Draws uniform numbers at the address (step, copy 0, episode and block of four numbers).
  @inlinable
  static func drawNoise(key: RandomKey, step: UInt32, episode: UInt32, into noise: inout [Lanes]) {
    let blockCount = UInt32(truncatingIfNeeded: (noise.count &+ 3) / 4)
    for block in 0..<blockCount {
      let words = key.bits(step, 0, episode &* blockCount &+ block)
      let first = Int(4 &* block)
      for index in first..<min(first &+ 4, noise.count) {
        noise[index] = Lanes(repeating: RandomKey.unitInterval(words[index &- first]))
      }
    }
  }
}
