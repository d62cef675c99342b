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
  /// 1 for the copies whose episode has ended and not begun again, `[E]`.
  private var hasEnded: [UInt8]
  private var endedCount: Int
  private var hasBegun = false
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
    episodesPerTrial: Int, autoreset: Autoreset
  ) throws {
    self.distribution = distribution
    self.split = split
    self.episodesPerTrial = episodesPerTrial
    self.autoreset = autoreset
    self.count = count
    observationSize = distribution.specification.observationSpace.size
    actionSpace = distribution.specification.actionSpace
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
  func begin(
    _ chosen: UnsafePointer<UInt8>?, streams: UnsafePointer<UInt32>?, into memory: fledge_memory
  ) throws {
    let isChosen = (0..<count).map { copy in unsafe chosen.map { unsafe $0[copy] != 0 } ?? true }
    let chosenCount = isChosen.count { $0 }
    if !hasBegun, chosenCount < count {
      throw CallError("Episodes have not begun yet: begin one in every copy first.")
    }
    var streams = unsafe streams.map { streams in (0..<count).map { unsafe streams[$0] } }
    if !hasBegun, streams == nil { streams = copies.map(\.stream) }
    var batch = takeBatch()
    defer { self.batch = batch }
    try unsafe moveOn(
      isChosen.map { $0 ? 1 : 0 }, chosenCount, streams: streams, in: &batch, memory)
    if chosenCount == count { awaitsTasks = false }
    if chosenCount == count, let streams {
      batch.reset(key: Self.key, streams: streams)
    } else {
      batch.beginEpisodes(in: isChosen, streams: streams)
    }
    notePaths(where: isChosen.map { $0 ? 1 : 0 }, in: batch)
    hasBegun = true
    unsafe writeOutcome(of: batch, to: memory)
    unsafe writeObservations(of: &batch, to: memory)
  }

  /// Keeps what episodes do from their beginning on.
  func keepPaths() throws {
    guard !hasBegun else {
      throw CallError("Episodes have begun already: watch them before the first begins.")
    }
    if paths == nil { paths = EpisodePaths(count: count) }
  }

  /// Forgets the episodes of copies whose `begun`, `[E]`, is 1, for those that have begun in the batch.
  private func notePaths(where begun: [UInt8], in batch: any EnvironmentBatch) {
    guard paths != nil else { return }
    paths?.begin(begun.indices.filter { begun[$0] == 1 }, on: { copies[$0].task }, in: batch)
  }

  private func takeBatch() -> any EnvironmentBatch {
    guard let batch = batch.take() else {
      preconditionFailure("SteppedCopies: one handle is used by two threads at once.")
    }
    return batch
  }

  /// Moves copies on to their next episodes, and trials, and writes which copies these are.
  ///
  /// `chosen`, `[E]`, is 1 for `chosenCount` copies to move on; with `streams`, `[E]`, they begin anew.
  private func moveOn(
    _ chosen: [UInt8], _ chosenCount: Int, streams: [UInt32]?,
    in batch: inout any EnvironmentBatch, _ memory: fledge_memory
  ) throws {
    var trials: UInt32 = 0
    unsafe memcpy(memory.begun, chosen, count)
    // Otherwise every copy keeps its task.
    if chosenCount > 0, streams != nil || episodesPerTrial > 0 || awaitsTasks {
      for copy in 0..<count where chosen[copy] != 0 {
        if try unsafe advance(copy, stream: streams?[copy], in: &batch, memory) {
          unsafe memory.begun[copy] = 2
          trials += 1
        }
      }
    }
    guard let counts = unsafe memory.counts else { return }
    unsafe (counts[1], counts[2]) = (UInt32(chosenCount), trials)
  }

  /// Moves a copy on to its next episode, and to its next task if that begins a trial.
  ///
  /// - Returns: Whether a trial begins.
  private func advance(
    _ number: Int, stream: UInt32?, in batch: inout any EnvironmentBatch, _ memory: fledge_memory
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
  func step(through memory: fledge_memory) throws {
    guard hasBegun else {
      throw CallError("Episodes have not begun yet: begin one in every copy first.")
    }
    if autoreset == .disabled, endedCount > 0, let copy = hasEnded.firstIndex(of: 1) {
      throw CallError(
        "The episode of copy \(copy) has ended. Begin its next one before the next step.")
    }
    try unsafe readActions(from: memory)
    var batch = takeBatch()
    defer { self.batch = batch }
    // Except with `.nextStep` no episode has ended before a step.
    try unsafe moveOn(hasEnded, endedCount, streams: nil, in: &batch, memory)
    batch.stepOrBeginEpisodes(actions: actions)
    paths?.append(actions, exceptWhere: hasEnded, in: batch)
    notePaths(where: hasEnded, in: batch)
    unsafe writeOutcome(of: batch, to: memory)
    unsafe memory.counts?[0] = UInt32(endedCount)
    if autoreset == .sameStep, endedCount > 0 {
      if let target = unsafe memory.final_observations {
        unsafe writeObservations(of: &batch, to: memory)
        unsafe rows_copy(memory.observations, target, observationSize, hasEnded, count)
      }
      try unsafe moveOn(hasEnded, endedCount, streams: nil, in: &batch, memory)
      batch.resetEndedEpisodes()
      notePaths(where: hasEnded, in: batch)
      hasEnded = Array(repeating: 0, count: count)
      endedCount = 0
    }
    unsafe writeObservations(of: &batch, to: memory)
  }

  /// Reads the caller's actions, and refuses those that are none.
  private func readActions(from memory: fledge_memory) throws {
    let count = actions.count
    switch actionSpace {
    case .discrete(let choiceCount):
      let areLegal =
        if let choices = unsafe memory.choices {
          unsafe rows_read_choices(choices, &actions, count, Int64(choiceCount))
        } else {
          unsafe rows_read_whole_numbers(memory.actions, &actions, count, Float(choiceCount))
        }
      if areLegal != 0 { return }
      for copy in 0..<count {
        let text: String
        let action: Float
        if let choices = unsafe memory.choices {
          let choice = unsafe choices[copy]
          (text, action) = ("\(choice)", Float(choice))
        } else {
          action = unsafe memory.actions[copy]
          text = "\(action)"
        }
        if action >= 0, action < Float(choiceCount), action == action.rounded() { continue }
        throw CallError(
          "The action of copy \(copy) is \(text), but must be a whole number from 0 to"
            + " \(choiceCount - 1).")
      }
    case .box:
      guard let source = unsafe memory.actions else {
        throw CallError("The actions are null, but only choices can replace them.")
      }
      if unsafe rows_read_finite(source, &actions, count) != 0 { return }
      if let index = (0..<count).first(where: { unsafe !source[$0].isFinite }) {
        throw CallError(
          "The action of copy \(index / actionSpace.size) has a number that is not finite:"
            + " \(unsafe source[index]).")
      }
    }
    throw CallError("An action changed while it was read.")
  }

  /// Writes rewards and ends, and notes whose episode has ended.
  private func writeOutcome(of batch: any EnvironmentBatch, to memory: fledge_memory) {
    unsafe batch.rewards.withUnsafeBufferPointer { rewards in
      unsafe rows_widen(rewards.baseAddress, memory.rewards, count)
    }
    endedCount = unsafe batch.isTerminated.withUnsafeBufferPointer { terminated in
      unsafe batch.isTruncated.withUnsafeBufferPointer { truncated in
        unsafe rows_note_ends(
          terminated.baseAddress, truncated.baseAddress, memory.terminated, memory.truncated,
          &hasEnded, count)
      }
    }
  }

  private func writeObservations(
    of batch: inout any EnvironmentBatch, to memory: fledge_memory
  ) {
    let rows = unsafe UnsafeMutableBufferPointer(
      start: memory.observations, count: count * observationSize)
    var span = unsafe rows.mutableSpan
    batch.writeObservations(to: &span)
  }
}
