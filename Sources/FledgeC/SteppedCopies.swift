import CFledge
import Glibc
import Gym
import Numerics

/// What a `fledge_environments` points to: copies that are stepped from and into memory of the caller.
///
/// A copy's stream decides all of its random numbers: `RandomKey(seed: stream)` is the address of the tasks
/// it draws, the first trial's with index 0, and the stream is that of its episodes.
@safe final class SteppedCopies {
  /// What happens where an episode has ended.
  enum Autoreset: Int32 {
    case nextStep, sameStep, disabled
  }

  let distribution: TaskDistribution
  /// Taken out while it is used, so that nothing copies it.
  private var batch: (any EnvironmentBatch)?
  private let memory: fledge_memory
  private let autoreset: Autoreset
  /// Where copies draw tasks from; `nil` if they do not.
  private let split: Split?
  /// 0 for one task until a copy begins on another stream.
  private let episodesPerTrial: Int
  private let count: Int
  private let observationSize: Int
  private let actionSpace: Space
  private var copies: [Copy]
  /// The actions of a step, `[E, A]`.
  private var actions: [Float]
  /// 1 for the copies whose episode has ended, `[E]`.
  private var hasEnded: [UInt8]
  /// The copies whose episode has ended: the first `endedCount`, in no order.
  private var ended: [Int]
  private var endedCount: Int
  private var hasBegun = false
  /// Whether a copy may have begun an episode in the latest call.
  private var showsBeginnings = false
  /// Whether a copy waits for another task, or to draw again.
  private var awaitsTasks = false
  /// What episodes did so far; `nil` if no pictures are wanted.
  private(set) var paths: EpisodePaths?

  /// Where a copy is in its trials.
  private struct Copy {
    var stream: UInt32
    var task: [Float]
    /// What the caller wants from the next episode on.
    var nextTask: [Float]?
    /// Whether its tasks are drawn, and whether they are to be again.
    var draws: Bool
    var drawsNext = false
    var trial = 0
    /// The episodes of the trial before this one.
    var episode = 0
  }

  /// The address of all episodes' random numbers.
  private static let key = RandomKey(seed: 0)

  init(
    _ distribution: TaskDistribution, tasks: [[Float]]?, split: Split?, count: Int,
    episodesPerTrial: Int, autoreset: Autoreset, memory: fledge_memory
  ) throws {
    self.distribution = distribution
    self.split = split
    self.episodesPerTrial = episodesPerTrial
    self.autoreset = autoreset
    self.count = count
    observationSize = distribution.specification.observationSpace.size
    actionSpace = distribution.specification.actionSpace
    unsafe self.memory = memory
    let tasks =
      try tasks
      ?? (0..<count).map {
        try distribution.task(split ?? .train, index: 0, key: RandomKey(seed: UInt64($0)))
      }
    copies = tasks.enumerated().map { number, task in
      Copy(stream: UInt32(number), task: task, draws: split != nil)
    }
    batch = distribution.makeBatch(tasks: tasks)
    actions = Array(repeating: 0, count: count * actionSpace.size)
    hasEnded = Array(repeating: 1, count: count)
    // With room for one that is written and not counted.
    ended = Array(0...count)
    endedCount = count
  }

  /// Puts a copy on a task from its next episode on; with `nil` it draws its tasks again.
  func setTask(reading numbers: UnsafePointer<Float>?, ofCopy copy: Int) throws {
    guard copies.indices.contains(copy) else {
      throw CallError("There is no copy \(copy); there are \(copies.count), numbered from 0.")
    }
    if let numbers = unsafe numbers {
      copies[copy].nextTask = try unsafe distribution.tasks(numbers, count: 1)[0]
    } else {
      guard split != nil else {
        throw CallError("These copies draw no tasks: they were made with tasks of their own.")
      }
      (copies[copy].nextTask, copies[copy].drawsNext) = (nil, true)
    }
    awaitsTasks = true
  }

  /// Begins an episode in some copies, with streams for those that begin anew.
  func begin(_ chosen: UnsafePointer<UInt8>?, streams: UnsafePointer<UInt32>?) throws {
    let list = (0..<count).filter { copy in unsafe chosen.map { unsafe $0[copy] != 0 } ?? true }
    if !hasBegun, list.count < count {
      throw CallError("Episodes have not begun yet: begin one in every copy first.")
    }
    let own = unsafe streams.map { streams in (0..<count).map { unsafe streams[$0] } }
    var batch = takeBatch()
    defer { self.batch = batch }
    clearBegun()
    try begin(list, streams: own ?? (hasBegun ? nil : copies.map(\.stream)), in: &batch)
    clearOutcome(of: list)
    writeObservations(of: batch)
  }

  /// Keeps what episodes do from their beginning on.
  func keepPaths() throws {
    guard !hasBegun else {
      throw CallError("Episodes have begun already: watch them before the first begins.")
    }
    if paths == nil { paths = EpisodePaths(count: count) }
  }

  private func takeBatch() -> any EnvironmentBatch {
    guard let batch = batch.take() else {
      preconditionFailure("SteppedCopies: one handle is used by two threads at once.")
    }
    return batch
  }

  /// Begins episodes; observations are not written yet.
  private func begin(
    _ list: [Int], streams: [UInt32]?, in batch: inout any EnvironmentBatch
  ) throws {
    var trials: UInt32 = 0
    let begun = unsafe memory.begun
    if streams == nil, episodesPerTrial == 0, !awaitsTasks {
      // Every copy keeps its task.
      unsafe rows_fill(begun, 1, list, list.count)
    } else {
      for copy in list {
        let isTrialStart = try advance(copy, stream: streams?[copy], in: &batch)
        unsafe begun?[copy] = isTrialStart ? 2 : 1
        trials += isTrialStart ? 1 : 0
      }
      if list.count == count { awaitsTasks = false }
    }
    let endedBefore = unsafe rows_count(hasEnded, list, list.count)
    if let streams, list.count == count {
      batch.reset(key: Self.key, streams: streams)
    } else if streams == nil, endedBefore == list.count, endedBefore == endedCount {
      batch.resetEndedEpisodes()
    } else {
      var chosen = [Bool](repeating: false, count: count)
      for copy in list { chosen[copy] = true }
      batch.beginEpisodes(in: chosen, streams: streams)
    }
    paths?.begin(list, on: { copies[$0].task }, in: batch)
    hasBegun = true
    showsBeginnings = true
    unsafe rows_fill(&hasEnded, 0, list, list.count)
    keepEnded()
    guard let counts = unsafe memory.counts else { return }
    unsafe counts[1] = UInt32(list.count)
    unsafe counts[2] = trials
  }

  /// Lists the copies whose episode has ended and not begun again.
  private func keepEnded() {
    let count = endedCount
    endedCount = unsafe ended.withUnsafeMutableBufferPointer { ended in
      unsafe hasEnded.withUnsafeBufferPointer { hasEnded in
        guard let list = ended.baseAddress, let flags = hasEnded.baseAddress else { return 0 }
        return unsafe rows_keep(flags, list, count)
      }
    }
  }

  /// Moves a copy on to its next episode, and to its next task if that begins a trial.
  ///
  /// - Returns: Whether a trial begins.
  private func advance(
    _ number: Int, stream: UInt32?, in batch: inout any EnvironmentBatch
  ) throws -> Bool {
    var copy = copies[number]
    var isTrialStart = false
    if let stream {
      (copy.stream, copy.trial, copy.episode) = (stream, 0, 0)
      isTrialStart = true
    } else {
      copy.episode += 1
      if episodesPerTrial > 0, copy.episode == episodesPerTrial {
        (copy.trial, copy.episode) = (copy.trial + 1, 0)
        isTrialStart = true
      }
    }
    var task = copy.task
    if copy.drawsNext {
      (copy.draws, copy.drawsNext, copy.episode, isTrialStart) = (true, false, 0, true)
    }
    if let next = copy.nextTask {
      (task, copy.nextTask, copy.draws) = (next, nil, false)
      (copy.episode, isTrialStart) = (0, true)
    } else if isTrialStart, copy.draws, let split {
      task = try distribution.task(
        split, index: copy.trial, key: RandomKey(seed: UInt64(copy.stream)))
    }
    if task != copy.task { batch.setTask(task, ofCopy: number) }
    copy.task = task
    copies[number] = copy
    for (index, value) in task.enumerated() {
      unsafe memory.tasks[number * task.count + index] = value
    }
    return isTrialStart
  }

  /// Takes a step in every copy.
  func step() throws {
    guard hasBegun else {
      throw CallError("Episodes have not begun yet: begin one in every copy first.")
    }
    if autoreset == .disabled, let copy = ended.prefix(endedCount).min() {
      throw CallError(
        "The episode of copy \(copy) has ended. Begin its next one before the next step.")
    }
    try readActions()
    var batch = takeBatch()
    defer { self.batch = batch }
    batch.stepRunning(actions: actions)
    paths?.append(actions, exceptWhere: hasEnded, in: batch)
    let before = endedCount
    writeOutcome(of: batch)
    if showsBeginnings { clearBegun() }
    switch autoreset {
    case .nextStep:
      if before > 0 {
        let list = Array(ended[..<before])
        try begin(list, streams: nil, in: &batch)
        clearOutcome(of: list)
      }
    case .sameStep:
      if endedCount > 0 { try begin(Array(ended[..<endedCount]), streams: nil, in: &batch) }
    case .disabled: break
    }
    writeObservations(of: batch)
  }

  /// Writes that some copies were paid nothing and go on.
  private func clearOutcome(of list: [Int]) {
    unsafe rows_clear(memory.rewards, memory.terminated, memory.truncated, list, list.count)
  }

  private func clearBegun() {
    unsafe memset(memory.begun, 0, count)
    if let counts = unsafe memory.counts {
      unsafe (counts[1], counts[2]) = (0, 0)
    }
    showsBeginnings = false
  }

  /// Copies the caller's actions, and refuses those that are none.
  private func readActions() throws {
    let space = actionSpace
    let source = unsafe UnsafeBufferPointer(start: memory.actions, count: actions.count)
    let areLegal =
      switch space {
      case .box: unsafe rows_are_finite(source.baseAddress, source.count)
      case .discrete(let count):
        unsafe rows_are_choices(source.baseAddress, source.count, Float(count))
      }
    guard areLegal != 0 else { throw unsafe refusal(of: source) }
    unsafe actions.withUnsafeMutableBytes {
      unsafe $0.copyMemory(from: UnsafeRawBufferPointer(source))
    }
  }

  /// What is wrong with the first action that is none.
  private func refusal(of actions: UnsafeBufferPointer<Float>) -> CallError {
    for index in actions.indices {
      let (action, copy) = unsafe (actions[index], index / actionSpace.size)
      switch actionSpace {
      case .box where !action.isFinite:
        return CallError(
          "The action of copy \(copy) has a number that is not finite: \(action).")
      case .discrete(let count)
      where !(action >= 0 && action < Float(count) && action == action.rounded()):
        return CallError(
          "The action of copy \(copy) is \(action), but must be a whole number from 0 to"
            + " \(count - 1).")
      default: continue
      }
    }
    return CallError("An action changed while it was read.")
  }

  /// Writes rewards and ends, and keeps what was seen last of the episodes that ended in this step.
  private func writeOutcome(of batch: any EnvironmentBatch) {
    let memory = unsafe memory
    unsafe batch.rewards.withUnsafeBytes { unsafe copy($0, to: memory.rewards) }
    unsafe batch.isTerminated.withUnsafeBytes { unsafe copy($0, to: memory.terminated) }
    unsafe batch.isTruncated.withUnsafeBytes { unsafe copy($0, to: memory.truncated) }
    let before = endedCount
    let found = unsafe hasEnded.withUnsafeMutableBufferPointer { hasEnded in
      unsafe ended.withUnsafeMutableBufferPointer { ended in
        guard let flags = hasEnded.baseAddress, let list = ended.baseAddress else { return 0 }
        return unsafe rows_list_ends(
          memory.terminated, memory.truncated, flags, count, list + before)
      }
    }
    endedCount += found
    unsafe memory.counts?[0] = UInt32(found)
    guard found > 0, let final = unsafe memory.final_observations else { return }
    unsafe batch.observations.withUnsafeBufferPointer { observations in
      unsafe ended.withUnsafeBufferPointer { ended in
        guard let source = observations.baseAddress, let list = ended.baseAddress else { return }
        unsafe rows_copy(source, final, observationSize, list + before, found)
      }
    }
  }

  private func writeObservations(of batch: any EnvironmentBatch) {
    unsafe batch.observations.withUnsafeBytes { unsafe copy($0, to: memory.observations) }
  }
}

/// Copies memory of a batch into that of the caller.
private func copy(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer?) {
  guard let source = bytes.baseAddress, let target = unsafe target else { return }
  unsafe memcpy(target, source, bytes.count)
}
