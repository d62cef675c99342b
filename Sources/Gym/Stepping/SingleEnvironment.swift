public import Numerics

/// One environment that is stepped alone, without a batch around it.
///
///     var robot = SingleEnvironment(PointRobot(), parameters: [0.3, -0.2])
///     robot.reset(key: RandomKey(seed: 7))
///     for _ in 0..<10 {
///       while !robot.hasEnded { robot.step(policy(robot.observation).span) }
///       robot.beginNextEpisode()
///     }
///
/// All results have the bits of the first copy of a `VectorizedEnvironment`. Many copies are much faster
/// in such a batch: this computes sixteen lanes and reads one.
public struct SingleEnvironment<E: _SteppedEnvironment>: Sendable {
  // What a step only reads comes before what it writes, and not close to it: loads of whole vectors wait
  // for smaller stores just made nearby.
  @usableFromInline let environment: E
  @usableFromInline let task: E.Task
  @usableFromInline let horizon: Int
  @usableFromInline let actionCount: Int
  @usableFromInline let stepNoiseCount: Int
  @usableFromInline var resetKey = RandomKey(seed: 0)
  @usableFromInline var stepKey = RandomKey(seed: 0)
  @usableFromInline var arrays: _LaneArrays
  // Actions and noise of a step and the noise of a reset, the same in all lanes; and what is observed.
  @usableFromInline var actionLanes: [Lanes]
  @usableFromInline var stepNoiseLanes: [Lanes]
  @usableFromInline var resetNoiseLanes: [Lanes]
  @usableFromInline var observationLanes: [Lanes]
  /// The noise of the resets of sixteen episodes, one in each lane.
  @usableFromInline var resetNoise: [Lanes]
  @usableFromInline var episodeNumber: UInt32 = 0
  @usableFromInline var state: E.State
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
    specification.checkHorizon()
    task = environment.makeTask(parameters.map { Lanes(repeating: $0) })
    horizon = specification.horizon
    actionCount = specification.actionSpace.size
    stepNoiseCount = specification.stepNoiseCount
    var arrays = _LaneArrays(specification)
    actionLanes = Array(repeating: Lanes(), count: actionCount)
    stepNoiseLanes = Array(repeating: Lanes(), count: stepNoiseCount)
    let zeroNoise = [Lanes](repeating: Lanes(), count: specification.resetNoiseCount)
    observationLanes = Array(repeating: Lanes(), count: specification.observationSpace.size)
    row = Array(repeating: 0, count: specification.observationSpace.size)
    resetNoiseLanes = zeroNoise
    resetNoise = zeroNoise
    state = environment._reset(task: task, noise: zeroNoise.span, through: &arrays)
    self.arrays = arrays
    drawResetNoise()
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
    E._begin(&self)
  }

  /// Begins the next episode.
  @inlinable
  public mutating func beginNextEpisode() {
    episodeNumber &+= 1
    E._begin(&self)
  }

  /// Takes one step where an action is one number.
  ///
  /// - Parameter action: The action.
  /// - Precondition: The episode is running.
  @inlinable @inline(__always)
  public mutating func step(_ action: Float) {
    let action: InlineArray<1, Float> = [action]
    E._step(&self, action: action.span)
  }

  /// Takes one step.
  ///
  /// - Parameter action: The action, `[A]`.
  /// - Precondition: The episode is running; `action` has A elements.
  @inlinable @inline(__always)
  public mutating func step(_ action: Span<Float>) {
    E._step(&self, action: action)
  }

  // Never inlined into its caller, so that what is compiled is a function of the environment's module.
  @inlinable @inline(never)
  mutating func takeStep(_ action: Span<Float>) {
    precondition(
      action.count == actionCount,
      "SingleEnvironment.step: the action has \(action.count) numbers, but \(actionCount) are needed."
    )
    precondition(!hasEnded, "SingleEnvironment.step: the episode has ended; begin the next one.")
    // Taken first, so that the uniqueness check happens before other values are live.
    var taken = row.take()
    var row = taken.mutableSpan
    let outcome =
      if actionCount == 1, stepNoiseCount == 0 {
        takeStep(through: [Lanes(allOpaquely: action[0])])
      } else if actionCount == 2, stepNoiseCount == 0 {
        takeStep(through: [Lanes(allOpaquely: action[0]), Lanes(allOpaquely: action[1])])
      } else {
        takeStepThroughArrays(action)
      }
    stepsTaken &+= 1
    latestReward = outcome.reward[0]
    endedByItself = outcome.isTerminated[0]
    endedAtHorizon = !endedByItself && stepsTaken >= horizon
    observe(into: &row)
    swap(&self.row, &taken)
  }

  /// Takes a step without noise by actions that need no array.
  @inlinable @inline(__always)
  mutating func takeStep<let count: Int>(through actions: InlineArray<count, Lanes>) -> StepOutcome
  {
    environment._step(
      &state, actions: actions.span, noise: actions.span.extracting(0..<0), task: task,
      through: &arrays)
  }

  @inlinable @inline(never)
  mutating func takeStepThroughArrays(_ action: Span<Float>) -> StepOutcome {
    for index in action.indices { actionLanes[index] = Lanes(repeating: action[index]) }
    Self.drawNoise(
      key: stepKey, step: UInt32(truncatingIfNeeded: stepsTaken), episode: episodeNumber,
      into: &stepNoiseLanes)
    let (actions, noise) = (actionLanes, stepNoiseLanes)
    return environment._step(
      &state, actions: actions.span, noise: noise.span, task: task, through: &arrays)
  }

  @inlinable @inline(never)
  mutating func beginEpisode() {
    // Random numbers come in sixteens: this also draws those of the next fifteen episodes.
    if episodeNumber % 16 == 0 { drawResetNoise() }
    let lane = Int(episodeNumber % 16)
    for index in resetNoise.indices {
      resetNoiseLanes[index] = Lanes(repeating: LaneGroup.number(resetNoise.span, index, lane))
    }
    let noise = resetNoiseLanes
    state = environment._reset(task: task, noise: noise.span, through: &arrays)
    (stepsTaken, latestReward, endedByItself, endedAtHorizon) = (0, 0, false, false)
    var taken = row.take()
    var row = taken.mutableSpan
    observe(into: &row)
    swap(&self.row, &taken)
  }

  /// Draws the noise of sixteen resets, of this episode and those that follow.
  @inlinable @inline(never)
  mutating func drawResetNoise() {
    let (key, episodes) = (resetKey, LaneGroup.laneNumbers &+ episodeNumber)
    var noise = resetNoise.mutableSpan
    LaneGroup.drawNoise(
      key: key, step: SIMD16(), streams: SIMD16(), episode: episodes, into: &noise, at: 0,
      count: noise.count)
  }

  @inlinable @inline(__always)
  mutating func observe(into row: inout MutableSpan<Float>) {
    switch row.count {
    case 1: observe(through: InlineArray<1, Lanes>(repeating: Lanes()), into: &row)
    case 2: observe(through: InlineArray<2, Lanes>(repeating: Lanes()), into: &row)
    case 4: observe(through: InlineArray<4, Lanes>(repeating: Lanes()), into: &row)
    default: observeThroughArray(into: &row)
    }
  }

  /// Observes few numbers, which need no array.
  @inlinable @inline(__always)
  mutating func observe<let count: Int>(
    through lanes: InlineArray<count, Lanes>, into row: inout MutableSpan<Float>
  ) {
    var lanes = lanes
    var observation = lanes.mutableSpan
    environment._observe(state, task: task, into: &observation, through: &arrays)
    for index in 0..<count { row[index] = LaneGroup.number(observation.span, index, 0) }
  }

  @inlinable @inline(never)
  mutating func observeThroughArray(into row: inout MutableSpan<Float>) {
    var taken = observationLanes.take()
    do {
      var observation = taken.mutableSpan
      environment._observe(state, task: task, into: &observation, through: &arrays)
      for index in row.indices { row[index] = LaneGroup.number(observation.span, index, 0) }
    }
    observationLanes = taken
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
