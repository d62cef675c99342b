public import Tensors

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
  // Scratch space, kept so that stepping allocates nothing.
  /// The actions and the noise of a step, and the noise of a reset.
  @usableFromInline var inputLanes: [Lanes]
  @usableFromInline let actionLanes: Range<Int>
  @usableFromInline let stepNoiseLanes: Range<Int>
  @usableFromInline let resetNoiseLanes: Range<Int>
  @usableFromInline var observationLanes: [Lanes]
  @usableFromInline var arrays: LaneArrays
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
    var end = 0
    func next(_ count: Int) -> Range<Int> {
      end += count
      return end - count..<end
    }
    actionLanes = next(specification.actionSpace.size)
    stepNoiseLanes = next(specification.stepNoiseCount)
    resetNoiseLanes = next(specification.resetNoiseCount)
    inputLanes = Array(repeating: Lanes(), count: end)
    arrays = LaneArrays(specification)
    observationLanes = arrays.observation
    row = Array(repeating: 0, count: specification.observationSpace.size)
    state = environment.reset(task: task, noise: arrays.resetNoise)
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
    E.begin(&self)
  }

  /// Begins the next episode.
  @inlinable
  public mutating func beginNextEpisode() {
    episodeNumber &+= 1
    E.begin(&self)
  }

  /// Takes one step where an action is one number.
  ///
  /// - Parameter action: The action.
  /// - Precondition: The episode is running.
  @inlinable @inline(__always)
  public mutating func step(_ action: Float) {
    let action: InlineArray<1, Float> = [action]
    E.step(&self, action: action.span)
  }

  /// Takes one step.
  ///
  /// - Parameter action: The action, `[A]`.
  /// - Precondition: The episode is running; `action` has A elements.
  @inlinable @inline(__always)
  public mutating func step(_ action: Span<Float>) {
    E.step(&self, action: action)
  }

  // Never inlined into its caller, so that what is compiled is a function of the environment's module.
  @inlinable @inline(never)
  mutating func takeStep(_ action: Span<Float>) {
    precondition(
      action.count == actionLanes.count,
      "SingleEnvironment.step: the action has \(action.count) numbers, but \(actionLanes.count) are"
        + " needed.")
    precondition(!hasEnded, "SingleEnvironment.step: the episode has ended; begin the next one.")
    var taken = inputLanes.take()
    do {
      var lanes = taken.mutableSpan
      lanes[0] = Lanes(repeating: action[0])
      if action.count > 1 { LaneGroup.repeatNumbers(action, from: 1, in: &lanes) }
      if !stepNoiseLanes.isEmpty {
        Self.drawNoise(
          key: stepKey, step: UInt32(truncatingIfNeeded: stepsTaken), episode: episodeNumber,
          into: &lanes, stepNoiseLanes)
      }
      let outcome = environment.step(
        &state, actions: lanes.span.extracting(actionLanes),
        noise: lanes.span.extracting(stepNoiseLanes), task: task, through: &arrays)
      stepsTaken &+= 1
      latestReward = outcome.reward[0]
      endedByItself = outcome.isTerminated[0]
      endedAtHorizon = stepsTaken >= horizon && !endedByItself
    }
    swap(&inputLanes, &taken)
    Self.observe(environment, state, task, &observationLanes, &row, through: &arrays)
  }

  @inlinable @inline(never)
  mutating func beginEpisode() {
    (stepsTaken, latestReward, endedByItself, endedAtHorizon) = (0, 0, false, false)
    var taken = inputLanes.take()
    do {
      var lanes = taken.mutableSpan
      Self.drawNoise(key: resetKey, step: 0, episode: episodeNumber, into: &lanes, resetNoiseLanes)
      state = environment.reset(
        task: task, noise: lanes.span.extracting(resetNoiseLanes), through: &arrays)
    }
    swap(&inputLanes, &taken)
    Self.observe(environment, state, task, &observationLanes, &row, through: &arrays)
  }

  @inlinable @inline(__always)
  static func observe(
    _ environment: E, _ state: E.State, _ task: E.Task, _ lanes: inout [Lanes],
    _ row: inout [Float], through arrays: inout LaneArrays
  ) {
    var observation = lanes.mutableSpan
    environment.observe(state, task: task, into: &observation, through: &arrays)
    var row = row.mutableSpan
    LaneGroup.writeFirstRow(observation.span, to: &row)
  }

  /// Draws uniform numbers at the address (step, copy 0, episode and block of four numbers).
  @inlinable
  static func drawNoise(
    key: RandomKey, step: UInt32, episode: UInt32, into lanes: inout MutableSpan<Lanes>,
    _ range: Range<Int>
  ) {
    let blockCount = UInt32(truncatingIfNeeded: (range.count &+ 3) / 4)
    for block in 0..<blockCount {
      let words = key.bits(step, 0, episode &* blockCount &+ block)
      let first = range.lowerBound &+ Int(4 &* block)
      for index in first..<min(first &+ 4, range.upperBound) {
        lanes[index] = Lanes(repeating: RandomKey.unitInterval(words[index &- first]))
      }
    }
  }
}
