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

  private let distribution: TaskDistribution
  private var batch: any EnvironmentBatch
  private let memory: fledge_memory
  private let autoreset: Autoreset
  /// Where copies draw tasks from; `nil` if they do not.
  private let split: Split?
  /// 0 for one task until a copy begins on another stream.
  private let episodesPerTrial: Int
  private var copies: [Copy]
  /// The actions of a step, `[E, A]`.
  private var actions: [Float]
  private var hasEnded: [Bool]
  private var endedCount = 0
  private var hasBegun = false

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
    actions = Array(repeating: 0, count: count * distribution.specification.actionSpace.size)
    hasEnded = Array(repeating: true, count: count)
    endedCount = count
  }

  private var observationSize: Int { distribution.specification.observationSpace.size }

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
  }

  /// Begins an episode in some copies, with streams for those that begin anew.
  func begin(_ chosen: UnsafePointer<UInt8>?, streams: UnsafePointer<UInt32>?) throws {
    let chosen = copies.indices.map { copy in unsafe chosen.map { unsafe $0[copy] != 0 } ?? true }
    if !hasBegun, chosen.contains(false) {
      throw CallError("Episodes have not begun yet: begin one in every copy first.")
    }
    let own = unsafe streams.map { streams in copies.indices.map { unsafe streams[$0] } }
    try begin(chosen, streams: own ?? (hasBegun ? nil : copies.map(\.stream)))
    clearOutcome(of: chosen)
    writeObservations()
  }

  /// Begins episodes; observations are not written yet.
  private func begin(_ chosen: [Bool], streams: [UInt32]?) throws {
    for copy in copies.indices {
      unsafe memory.begun[copy] = 0
      guard chosen[copy] else { continue }
      let isTrialStart = try advance(copy, stream: streams?[copy])
      unsafe memory.begun[copy] = isTrialStart ? 2 : 1
    }
    if let streams, !chosen.contains(false) {
      batch.reset(key: Self.key, streams: streams)
    } else {
      batch.beginEpisodes(in: chosen, streams: streams)
    }
    hasBegun = true
    for copy in copies.indices where chosen[copy] {
      if hasEnded[copy] { endedCount -= 1 }
      hasEnded[copy] = false
    }
  }

  /// Moves a copy on to its next episode, and to its next task if that begins a trial.
  ///
  /// - Returns: Whether a trial begins.
  private func advance(_ number: Int, stream: UInt32?) throws -> Bool {
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
    if autoreset == .disabled, endedCount > 0, let copy = hasEnded.firstIndex(of: true) {
      throw CallError(
        "The episode of copy \(copy) has ended. Begin its next one before the next step.")
    }
    try readActions()
    let before = endedCount > 0 ? hasEnded : nil
    batch.stepRunning(actions: actions)
    writeOutcome()
    switch autoreset {
    case .nextStep:
      if let before {
        try begin(before, streams: nil)
        clearOutcome(of: before)
      } else {
        clearBegun()
      }
    case .sameStep:
      if endedCount > 0 {
        try begin(hasEnded, streams: nil)
      } else {
        clearBegun()
      }
    case .disabled:
      clearBegun()
    }
    writeObservations()
  }

  /// Writes that some copies were paid nothing and go on.
  private func clearOutcome(of chosen: [Bool]) {
    for copy in copies.indices where chosen[copy] {
      unsafe memory.rewards[copy] = 0
      unsafe memory.terminated[copy] = 0
      unsafe memory.truncated[copy] = 0
    }
  }

  private func clearBegun() {
    for copy in copies.indices { unsafe memory.begun[copy] = 0 }
  }

  /// Copies the caller's actions, and refuses those that are none.
  private func readActions() throws {
    let space = distribution.specification.actionSpace
    for index in actions.indices {
      let action = unsafe memory.actions[index]
      let copy = index / space.size
      switch space {
      case .box:
        guard action.isFinite else {
          throw CallError("The action of copy \(copy) has a number that is not finite: \(action).")
        }
      case .discrete(let count):
        guard action >= 0, action < Float(count), action == action.rounded() else {
          throw CallError(
            "The action of copy \(copy) is \(action), but must be a whole number from 0 to"
              + " \(count - 1).")
        }
      }
      actions[index] = action
    }
  }

  /// Writes rewards and ends, and keeps what was seen last of the episodes that ended in this step.
  private func writeOutcome() {
    let (rewards, terminated, truncated) = (batch.rewards, batch.isTerminated, batch.isTruncated)
    let observations = batch.observations
    let size = observationSize
    for copy in copies.indices {
      // A copy that rests shows the end of its episode; it is not one of this step.
      let isEnd = !hasEnded[copy] && (terminated[copy] || truncated[copy])
      unsafe memory.rewards[copy] = rewards[copy]
      unsafe memory.terminated[copy] = terminated[copy] ? 1 : 0
      unsafe memory.truncated[copy] = truncated[copy] ? 1 : 0
      guard isEnd else { continue }
      hasEnded[copy] = true
      endedCount += 1
      guard let final = unsafe memory.final_observations else { continue }
      for index in copy * size..<(copy + 1) * size { unsafe final[index] = observations[index] }
    }
  }

  private func writeObservations() {
    unsafe batch.observations.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe memcpy(memory.observations, source, bytes.count)
    }
  }
}
