public import Tensors

/// Many copies of one environment on one task, sixteen to a group.
///
/// Generic and inlinable, so that the module that defines an environment compiles its dynamics into
/// these loops.
public struct VectorizedEnvironment<E: Environment>: EnvironmentBatch {
  @usableFromInline let environment: E
  @usableFromInline let task: E.Task
  @usableFromInline let specification: EnvironmentSpecification
  @usableFromInline var states: [E.State]
  @usableFromInline var resetKey = RandomKey(seed: 0)
  @usableFromInline var stepKey = RandomKey(seed: 0)
  // Lane-wise, padded to whole groups: what random addresses are made of.
  @usableFromInline var laneSteps: [SIMD16<UInt32>]
  @usableFromInline var laneEpisodes: [SIMD16<UInt32>]
  // Scratch space of one group, so that stepping allocates nothing.
  @usableFromInline var actionLanes: [Lanes]
  @usableFromInline var noiseLanes: [Lanes]
  @usableFromInline var resetNoiseLanes: [Lanes]
  @usableFromInline var observationLanes: [Lanes]

  @usableFromInline var observationRows: [Float]
  @usableFromInline var rewardRows: [Float]
  @usableFromInline var terminatedRows: [Bool]
  @usableFromInline var truncatedRows: [Bool]

  /// How many copies there are.
  public let count: Int

  /// Creates copies; call `reset(key:)` before stepping.
  ///
  /// - Parameters:
  ///   - environment: The dynamics.
  ///   - parameters: The task, in the order of the specification's parameters.
  ///   - count: How many copies, at least 1.
  @inlinable
  public init(_ environment: E, parameters: [Float], count: Int) {
    precondition(count >= 1, "VectorizedEnvironment: \(count) copies; at least 1 is needed.")
    let specification = environment.specification
    precondition(
      parameters.count == specification.parameters.count,
      "VectorizedEnvironment: \(parameters.count) task parameters, but \(specification.name) has"
        + " \(specification.parameters.count).")
    let groupCount = (count + 15) / 16
    let task = environment.makeTask(parameters)
    let zeroNoise = [Lanes](repeating: Lanes(), count: specification.resetNoiseCount)
    self.environment = environment
    self.task = task
    self.specification = specification
    self.count = count
    states = Array(
      repeating: environment.reset(task: task, noise: zeroNoise), count: groupCount)
    laneSteps = Array(repeating: SIMD16(), count: groupCount)
    laneEpisodes = Array(repeating: SIMD16(), count: groupCount)
    actionLanes = Array(repeating: Lanes(), count: specification.actionSpace.size)
    noiseLanes = Array(repeating: Lanes(), count: specification.stepNoiseCount)
    resetNoiseLanes = zeroNoise
    observationLanes = Array(repeating: Lanes(), count: specification.observationSpace.size)
    observationRows = Array(repeating: 0, count: count * specification.observationSpace.size)
    rewardRows = Array(repeating: 0, count: count)
    terminatedRows = Array(repeating: true, count: count)
    truncatedRows = Array(repeating: false, count: count)
  }

  /// What each copy shows now, `[E, O]`.
  @inlinable public var observations: [Float] { observationRows }

  /// The reward of each copy's latest step, `[E]`.
  @inlinable public var rewards: [Float] { rewardRows }

  /// Whether each copy's episode ended by itself, `[E]`.
  @inlinable public var isTerminated: [Bool] { terminatedRows }

  /// Whether each copy's episode was cut at the horizon, `[E]`.
  @inlinable public var isTruncated: [Bool] { truncatedRows }

  /// How many steps each copy's episode has taken, `[E]`.
  public var stepCounts: [Int] {
    (0..<count).map { Int(laneSteps[$0 / 16][$0 % 16]) }
  }

  /// Begins an episode in every copy.
  @inlinable
  public mutating func reset(key: RandomKey) {
    resetKey = key.child(.reset)
    stepKey = key.child(.dynamics)
    for group in states.indices {
      laneEpisodes[group] = SIMD16()
      reset(group: group, where: LaneMask(repeating: true))
    }
  }

  /// Begins the next episode in the copies whose episode has ended.
  @inlinable
  public mutating func resetEndedEpisodes() {
    for group in states.indices {
      var mask = LaneMask(repeating: false)
      var isAnyEnded = false
      for lane in 0..<min(16, count - 16 * group) where hasEnded(16 * group + lane) {
        mask[lane] = true
        isAnyEnded = true
      }
      guard isAnyEnded else { continue }
      laneEpisodes[group] = laneEpisodes[group].replacing(
        with: laneEpisodes[group] &+ 1, where: mask)
      reset(group: group, where: mask)
    }
  }

  /// Takes one step in every copy.
  @inlinable
  public mutating func step(actions: [Float]) {
    if let ended = (0..<count).first(where: { hasEnded($0) }) {
      preconditionFailure(
        "VectorizedEnvironment.step: environment \(ended) ended its episode at step"
          + " \(laneSteps[ended / 16][ended % 16]), but was not reset. Call resetEndedEpisodes()"
          + " first.")
    }
    stepRunning(actions: actions)
  }

  /// Takes one step in the copies whose episode is running.
  @inlinable
  public mutating func stepRunning(actions: [Float]) {
    precondition(
      actions.count == count * actionLanes.count,
      "VectorizedEnvironment.step: actions has \(actions.count) elements, but \(count) environments"
        + " × action size \(actionLanes.count) need \(count * actionLanes.count).")
    for group in states.indices {
      let laneCount = min(16, count - 16 * group)
      let actionSize = actionLanes.count
      for coordinate in 0..<actionSize {
        var lanes = Lanes()
        for lane in 0..<laneCount {
          lanes[lane] = actions[(16 * group + lane) * actionSize + coordinate]
        }
        actionLanes[coordinate] = lanes
      }
      drawNoise(key: stepKey, group: group, into: &noiseLanes)
      let before = states[group]
      let outcome = environment.step(
        &states[group], actions: actionLanes, noise: noiseLanes, task: task)
      finishStep(group: group, laneCount: laneCount, before: before, outcome: outcome)
    }
  }

  @inlinable
  mutating func finishStep(
    group: Int, laneCount: Int, before: E.State, outcome: StepOutcome
  ) {
    var frozen = LaneMask(repeating: false)
    for lane in 0..<laneCount {
      let copy = 16 * group + lane
      if hasEnded(copy) {
        frozen[lane] = true
        rewardRows[copy] = 0
        continue
      }
      laneSteps[group][lane] &+= 1
      rewardRows[copy] = outcome.reward[lane]
      terminatedRows[copy] = outcome.isTerminated[lane]
      truncatedRows[copy] =
        !outcome.isTerminated[lane] && Int(laneSteps[group][lane]) >= specification.horizon
    }
    states[group].replace(with: before, where: frozen)
    writeObservations(group: group)
  }

  @inlinable
  func hasEnded(_ copy: Int) -> Bool {
    terminatedRows[copy] || truncatedRows[copy]
  }

  @inlinable
  mutating func reset(group: Int, where mask: LaneMask) {
    laneSteps[group] = laneSteps[group].replacing(with: SIMD16(), where: mask)
    drawNoise(key: resetKey, group: group, into: &resetNoiseLanes)
    states[group].replace(
      with: environment.reset(task: task, noise: resetNoiseLanes), where: mask)
    for lane in 0..<min(16, count - 16 * group) where mask[lane] {
      terminatedRows[16 * group + lane] = false
      truncatedRows[16 * group + lane] = false
      rewardRows[16 * group + lane] = 0
    }
    writeObservations(group: group)
  }

  /// Draws uniform numbers at the address (step, copy, episode and block).
  @inlinable
  func drawNoise(key: RandomKey, group: Int, into noise: inout [Lanes]) {
    guard !noise.isEmpty else { return }
    let lane = SIMD16<UInt32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    let copies = lane &+ UInt32(16 * group)
    let blockCount = UInt32(noise.count + 3) / 4
    for block in 0..<blockCount {
      let bits = key.bits16(
        laneSteps[group], copies, laneEpisodes[group] &* blockCount &+ block)
      let first = Int(4 * block)
      noise[first] = RandomKey.unitInterval(bits.word0)
      if first + 1 < noise.count { noise[first + 1] = RandomKey.unitInterval(bits.word1) }
      if first + 2 < noise.count { noise[first + 2] = RandomKey.unitInterval(bits.word2) }
      if first + 3 < noise.count { noise[first + 3] = RandomKey.unitInterval(bits.word3) }
    }
  }

  @inlinable
  mutating func writeObservations(group: Int) {
    environment.observe(states[group], task: task, into: &observationLanes)
    let size = observationLanes.count
    for coordinate in 0..<size {
      let lanes = observationLanes[coordinate]
      for lane in 0..<min(16, count - 16 * group) {
        observationRows[(16 * group + lane) * size + coordinate] = lanes[lane]
      }
    }
  }
}
