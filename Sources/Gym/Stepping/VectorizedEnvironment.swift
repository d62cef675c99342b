public import Numerics

/// Many copies of one environment on one task, sixteen to a group.
///
/// Generic and inlinable, so that the module that defines an environment compiles its dynamics into
/// these loops.
public struct VectorizedEnvironment<E: Environment>: EnvironmentBatch {
  @usableFromInline let environment: E
  @usableFromInline let task: E.Task
  @usableFromInline let horizon: UInt32
  /// Whether a copy's part of a state can be moved by itself.
  @usableFromInline let movesLanes = E.State.self is any VectorState.Type
  @usableFromInline var resetKey = RandomKey(seed: 0)
  @usableFromInline var stepKey = RandomKey(seed: 0)
  // Group by group. The lanes that pad the last group rest for ever.
  @usableFromInline var laneStates: [E.State]
  @usableFromInline var laneSteps: [SIMD16<UInt32>]
  /// The lanes that rest until their episode is reset.
  @usableFromInline var resting: [LaneSet]
  /// How many episodes each copy has had before this one, since the last reset of all; whole fours of
  /// groups and one more.
  @usableFromInline var episodeNumbers: [UInt32]
  /// The lanes that rest and hold a copy; whole fours of groups.
  @usableFromInline var endedLanes: [UInt16]
  @usableFromInline var endedCount: Int
  /// The lanes of which the dynamics said in the latest step that the episode ended, whether they rest
  /// or not.
  @usableFromInline var terminations: [UInt16]
  /// The copies that begin an episode, and the numbers of these episodes; room for a whole vector more.
  @usableFromInline var beginningCopies: [UInt32]
  @usableFromInline var beginningEpisodes: [UInt32]
  /// What sixteen of them show.
  @usableFromInline var beginningRows: [Float]
  // Scratch space of one group, so that stepping allocates nothing.
  @usableFromInline var actionLanes: [Lanes]
  @usableFromInline var resetNoiseLanes: [Lanes]
  @usableFromInline var observationLanes: [Lanes]
  @usableFromInline var arrays: LaneArrays
  /// The noise of one step, group by group.
  @usableFromInline var stepNoise: [Lanes]
  @usableFromInline let stepNoiseCount: Int

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
    specification.checkHorizon()
    precondition(
      !movesLanes || MemoryLayout<E.State>.size % MemoryLayout<Lanes>.size == 0,
      "VectorizedEnvironment: a VectorState consists of vectors of sixteen numbers, but that of"
        + " \(specification.name) takes \(MemoryLayout<E.State>.size) bytes.")
    let task = environment.makeTask(parameters)
    let zeroNoise = [Lanes](repeating: Lanes(), count: specification.resetNoiseCount)
    self.environment = environment
    self.task = task
    horizon = UInt32(specification.horizon)
    self.count = count
    let groupCount = LaneGroup.count(of: count)
    // Before the states: then it mostly lies before them in memory. Behind them, 1,024 cart-poles take
    // a tenth longer, since a processor compares the last bits of addresses first, and what is written
    // to observations looks like what the next group's states are read from.
    observationRows = Array(repeating: 0, count: count * specification.observationSpace.size)
    laneStates = Array(
      repeating: environment.reset(task: task, noise: zeroNoise), count: groupCount)
    laneSteps = Array(repeating: SIMD16(), count: groupCount)
    resting = Array(repeating: LaneSet(bits: 0), count: groupCount)
    episodeNumbers = Array(repeating: 0, count: (groupCount + 3) / 4 * 64 + 1)
    endedLanes = Array(repeating: 0, count: (groupCount + 3) / 4 * 4)
    endedCount = 0
    terminations = Array(repeating: 0, count: groupCount)
    beginningCopies = Array(repeating: 0, count: count + 16)
    beginningEpisodes = beginningCopies
    beginningRows = Array(repeating: 0, count: 16 * specification.observationSpace.size)
    actionLanes = Array(repeating: Lanes(), count: specification.actionSpace.size)
    resetNoiseLanes = zeroNoise
    stepNoiseCount = specification.stepNoiseCount
    stepNoise = Array(repeating: Lanes(), count: groupCount * stepNoiseCount)
    observationLanes = Array(repeating: Lanes(), count: specification.observationSpace.size)
    arrays = LaneArrays(specification)
    rewardRows = Array(repeating: 0, count: count)
    terminatedRows = Array(repeating: true, count: count)
    truncatedRows = Array(repeating: false, count: count)
    endAll()
  }

  /// What each copy shows now, `[E, O]`.
  @inlinable public var observations: [Float] { observationRows }

  /// The full hidden state of each copy, `[E, S]`.
  public var states: [Float] {
    let size = environment.specification.stateNames.count
    var rows = [Float](repeating: 0, count: count * size)
    var numbers = [Lanes](repeating: Lanes(), count: size)
    var span = rows.mutableSpan
    for number in laneStates.indices {
      environment.encode(laneStates[number], task: task, into: &numbers)
      precondition(
        numbers.count == size, "Environment.encode: wrote \(numbers.count) numbers, not \(size).")
      LaneGroup(number: number, of: count).write(numbers.span, to: &span)
    }
    return rows
  }

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
  public mutating func reset(key: RandomKey) {
    E.perform(.reset(key), on: &self)
  }

  /// Begins the next episode in the copies whose episode has ended.
  public mutating func resetEndedEpisodes() {
    guard endedCount > 0 else { return }
    E.perform(.resetEndedEpisodes, on: &self)
  }

  /// Takes one step in every copy.
  public mutating func step(actions: [Float]) {
    precondition(endedCount == 0, endedEpisodeMessage)
    stepRunning(actions: actions)
  }

  /// Takes one step in the copies whose episode is running.
  public mutating func stepRunning(actions: [Float]) {
    E.perform(.step(actions), on: &self)
  }

  private var endedEpisodeMessage: String {
    let copy = (0..<count).first { terminatedRows[$0] || truncatedRows[$0] } ?? 0
    return "VectorizedEnvironment.step: environment \(copy) ended its episode at step"
      + " \(stepCounts[copy]), but was not reset. Call resetEndedEpisodes() first."
  }
}
