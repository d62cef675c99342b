public import Numerics

/// Many copies of one environment, sixteen to a group, each copy on a task of its own.
///
/// Generic and inlinable, so that the module that defines an environment compiles its dynamics into
/// these loops.
public struct VectorizedEnvironment<E: _SteppedEnvironment>: EnvironmentBatch {
  @usableFromInline let environment: E
  /// The tasks of each group, or those of all groups where all copies are on one task.
  @usableFromInline var tasks: [E.Task]
  /// Group `number` is on `tasks[number & taskMask]`: 0 where all groups share one, else all bits.
  @usableFromInline var taskMask: Int
  @usableFromInline var taskTable: TaskTable
  @usableFromInline let horizon: UInt32
  /// Whether a copy's part of a state can be moved by itself.
  @usableFromInline let movesLanes = E.State.self is any VectorState.Type
  @usableFromInline var resetKey = RandomKey(seed: 0)
  @usableFromInline var stepKey = RandomKey(seed: 0)
  /// The stream of random numbers of each copy, filled up to whole groups.
  @usableFromInline var streams: [UInt32]
  /// Whether a copy may have another stream than its number.
  @usableFromInline var hasOwnStreams = false
  // Group by group. The lanes that pad the last group always rest.
  @usableFromInline var laneStates: [E.State]
  @usableFromInline var laneSteps: [SIMD16<UInt32>]
  /// The lanes that rest until their episode is reset.
  @usableFromInline var resting: [LaneSet]
  /// How many episodes each copy has had before this one, since the last reset of all; room for whole
  /// fours of groups and one more.
  @usableFromInline var episodeNumbers: [UInt32]
  /// The lanes that rest and hold a copy; whole fours of groups.
  @usableFromInline var endedLanes: [UInt16]
  @usableFromInline var endedCount: Int
  /// The lanes whose episode ended by itself in the latest step, whether they rest or not.
  @usableFromInline var terminations: [UInt16]
  /// The copies that begin an episode, and the numbers of these episodes; room for a whole vector more.
  @usableFromInline var beginningCopies: [UInt32]
  @usableFromInline var beginningEpisodes: [UInt32]
  /// What sixteen of them show.
  @usableFromInline var beginningRows: [Float]
  // Scratch space of one group, so that stepping allocates nothing.
  @usableFromInline var actionLanes: [Lanes]
  @usableFromInline var resetNoiseLanes: [Lanes]
  /// The noise of one copy's reset in all lanes.
  @usableFromInline var repeatedNoiseLanes: [Lanes]
  @usableFromInline var observationLanes: [Lanes]
  @usableFromInline var parameterLanes: [Lanes]
  @usableFromInline var arrays: _LaneArrays
  /// The noise of one step, group by group.
  @usableFromInline var stepNoise: [Lanes]
  @usableFromInline let stepNoiseCount: Int

  /// What each copy shows, unless it has not been observed.
  @usableFromInline var observationRows: [Float]
  @usableFromInline var hasObserved = true
  @usableFromInline var rewardRows: [Float]
  @usableFromInline var terminatedRows: [Bool]
  @usableFromInline var truncatedRows: [Bool]

  /// How many copies there are.
  public let count: Int

  /// Creates copies on one task; call `reset(key:)` before stepping.
  ///
  /// - Parameters:
  ///   - environment: The dynamics.
  ///   - parameters: The task, in the order of the specification's parameters.
  ///   - count: How many copies, at least 1.
  @inlinable
  public init(_ environment: E, parameters: [Float], count: Int) {
    self.init(
      environment, TaskTable(task: parameters, count: count, environment.specification))
  }

  /// Creates a copy on each of several tasks; call `reset(key:)` before stepping.
  ///
  /// Groups of sixteen copies that are all on one task share it, so list copies of a task one after
  /// the other if tasks are large.
  ///
  /// - Parameters:
  ///   - environment: The dynamics.
  ///   - tasks: The task of each copy, in the order of the specification's parameters; at least one.
  @inlinable
  public init(_ environment: E, tasks: [[Float]]) {
    self.init(environment, TaskTable(tasks: tasks, environment.specification))
  }

  @inlinable
  init(_ environment: E, _ taskTable: TaskTable) {
    let specification = environment.specification
    specification.checkHorizon()
    precondition(
      !movesLanes || MemoryLayout<E.State>.size % MemoryLayout<Lanes>.size == 0,
      "VectorizedEnvironment: a VectorState consists of vectors of sixteen numbers, but that of"
        + " \(specification.name) takes \(MemoryLayout<E.State>.size) bytes.")
    let count = taskTable.copyCount
    let groupCount = LaneGroup.count(of: count)
    let tasks = Self.makeTasks(environment, taskTable)
    let taskMask = taskTable.isShared ? 0 : -1
    let zeroNoise = [Lanes](repeating: Lanes(), count: specification.resetNoiseCount)
    var arrays = _LaneArrays(specification)
    self.environment = environment
    self.tasks = tasks
    self.taskMask = taskMask
    self.taskTable = taskTable
    horizon = UInt32(specification.horizon)
    self.count = count
    streams = (0..<UInt32(16 * groupCount)).map { $0 }
    // Allocated before the states: then it mostly lies before them in memory. Behind them, 1,024
    // cart-poles take a tenth longer: a processor compares the last bits of addresses first, and what is
    // written to observations looks like what the next group's states are read from.
    observationRows = Array(repeating: 0, count: count * specification.observationSpace.size)
    laneStates = (0..<groupCount).map { number in
      environment._reset(
        task: tasks[number & taskMask], noise: zeroNoise.span, through: &arrays)
    }
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
    repeatedNoiseLanes = zeroNoise
    stepNoiseCount = specification.stepNoiseCount
    stepNoise = Array(repeating: Lanes(), count: groupCount * stepNoiseCount)
    observationLanes = Array(repeating: Lanes(), count: specification.observationSpace.size)
    parameterLanes = Array(repeating: Lanes(), count: specification.parameters.count)
    self.arrays = arrays
    rewardRows = Array(repeating: 0, count: count)
    terminatedRows = Array(repeating: true, count: count)
    truncatedRows = Array(repeating: false, count: count)
    endAll()
  }

  /// What each copy shows now, `[E, O]`.
  public var observations: [Float] {
    if hasObserved { return observationRows }
    var (batch, rows) = (self, observationRows)
    var span = rows.mutableSpan
    batch.writeObservations(to: &span)
    return rows
  }

  /// Writes what each copy shows now to memory of the caller, `[E, O]`.
  public mutating func writeObservations(to rows: inout MutableSpan<Float>) {
    precondition(
      rows.count == observationRows.count,
      "VectorizedEnvironment: \(rows.count) numbers for \(observationRows.count) to observe.")
    E._observe(&self, into: &rows)
  }

  /// The full hidden state of each copy, `[E, S]`.
  public var states: [Float] {
    let size = environment.specification.stateNames.count
    var rows = [Float](repeating: 0, count: count * size)
    var numbers = [Lanes](repeating: Lanes(), count: size)
    var span = rows.mutableSpan
    for number in laneStates.indices {
      environment.encode(laneStates[number], task: tasks[number & taskMask], into: &numbers)
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
    E._perform(.reset(key, streams: nil), on: &self)
  }

  /// Begins an episode in every copy, each on a stream of random numbers of its own.
  public mutating func reset(key: RandomKey, streams: [UInt32]) {
    E._perform(.reset(key, streams: streams), on: &self)
  }

  /// Begins the next episode in the copies whose episode has ended.
  public mutating func resetEndedEpisodes() {
    guard endedCount > 0 else { return }
    E._perform(.resetEndedEpisodes, on: &self)
  }

  /// Begins an episode in some copies.
  public mutating func beginEpisodes(in chosen: [Bool], streams: [UInt32]?) {
    E._perform(.beginEpisodes(in: chosen, streams: streams), on: &self)
  }

  /// Takes one step in every copy.
  public mutating func step(actions: [Float]) {
    precondition(endedCount == 0, endedEpisodeMessage)
    stepRunning(actions: actions)
  }

  /// Takes one step in the copies whose episode is running.
  public mutating func stepRunning(actions: [Float]) {
    E._perform(.step(actions), on: &self)
  }

  /// Takes one step in the copies whose episode is running, and begins the next one in the others.
  public mutating func stepOrBeginEpisodes(actions: [Float]) {
    E._perform(.stepOrBeginEpisodes(actions), on: &self)
  }

  private var endedEpisodeMessage: String {
    let copy = (0..<count).first { terminatedRows[$0] || truncatedRows[$0] } ?? 0
    return "VectorizedEnvironment.step: environment \(copy) ended its episode at step"
      + " \(stepCounts[copy]), but was not reset. Call resetEndedEpisodes() first."
  }
}
