import Numerics

/// Collects the steps of episodes that run side by side, then lays each episode out in one piece.
///
/// Steps are kept in the order they were taken: those of the first step of every episode, then those
/// of the second step of every episode that had one. So the buffers grow as they are needed, and
/// lengths alone tell where a step belongs.
struct RolloutRecorder {
  /// What the agent sees, of the running copies only.
  private(set) var view: View
  /// What the agent chooses, `[n, A]`.
  var actions: [Float]
  /// The actions as a batch takes them, `[E, A]`; those of ended episodes are left as they were.
  private(set) var allActions: [Float]
  private let observationSize: Int
  private let actionSize: Int
  private let stateSize: Int
  private let recordsStates: Bool
  private var lengths: [Int]
  private var log: Rollouts
  private var targetSize = 0
  /// The states before each step, in the order of the log.
  private var stateLog: [Float] = []
  /// What the agent remembers and intends, in the order of the log.
  private var insightLog = InsightLog()

  init(specification: EnvironmentSpecification, copyCount: Int, recordsStates: Bool) {
    observationSize = specification.observationSpace.size
    actionSize = specification.actionSpace.size
    stateSize = specification.stateNames.count
    self.recordsStates = recordsStates
    view = View(
      step: 0, copies: Array(0..<copyCount),
      observations: Array(repeating: 0, count: copyCount * observationSize))
    actions = Array(repeating: 0, count: copyCount * actionSize)
    allActions = actions
    lengths = Array(repeating: 0, count: copyCount)
    log = Rollouts(observationSize: observationSize, actionSize: actionSize)
    // Room for all steps, so that recording takes no memory on the way; beyond some millions of
    // numbers, which early ends may leave unused, it grows as it is needed.
    let rowCount = min(copyCount * specification.horizon, 1 << 20)
    log.observations.reserveCapacity(rowCount * observationSize)
    log.actions.reserveCapacity(rowCount * actionSize)
    log.rewards.reserveCapacity(rowCount)
  }

  var isAnyRunning: Bool { !view.copies.isEmpty }

  mutating func beginStep(_ batch: any EnvironmentBatch) {
    Self.gather(
      batch.observations, of: view.copies, size: observationSize, into: &view.observations)
    log.observations.append(contentsOf: view.observations)
    if recordsStates { Self.append(batch.states, of: view.copies, size: stateSize, to: &stateLog) }
  }

  /// Records the actions, and what the agent said of them.
  mutating func recordActions(logProbabilities: [Float], values: [Float]) {
    precondition(
      actions.count == view.copies.count * actionSize,
      "Agent.act: made \(actions.count) numbers, but \(view.copies.count) copies × action size"
        + " \(actionSize) need \(view.copies.count * actionSize).")
    log.actions.append(contentsOf: actions)
    var index = 0
    for copy in view.copies {
      for coordinate in 0..<actionSize {
        allActions[copy * actionSize + coordinate] = actions[index]
        index += 1
      }
    }
    let count = view.copies.count
    precondition(
      (logProbabilities.isEmpty || logProbabilities.count == count)
        && (values.isEmpty || values.count == count),
      "Agent.logProbabilities: \(logProbabilities.count), and \(values.count) values, for"
        + " \(count) actions.")
    log.logProbabilities.append(contentsOf: logProbabilities)
    log.values.append(contentsOf: values)
  }

  /// Records what the agent remembers and intends, `nil` if it has nothing to show.
  mutating func record(_ insight: AgentInsight?) {
    guard let insight else { return }
    insightLog.append(insight, copyCount: lengths.count, running: view.copies)
  }

  mutating func endStep(_ outcome: Outcome) {
    Self.append(outcome.rewards, of: view.copies, size: 1, to: &log.rewards)
    if !outcome.targets.isEmpty {
      targetSize = outcome.targets.count / lengths.count
      Self.append(outcome.targets, of: view.copies, size: targetSize, to: &log.targets)
    }
    for copy in view.copies { lengths[copy] += 1 }
    view.step += 1
    view.copies.removeAll { outcome.isTerminated[$0] || outcome.isTruncated[$0] }
    let count = view.copies.count
    Self.shorten(&view.observations, to: count * observationSize)
    Self.shorten(&actions, to: count * actionSize)
  }

  /// Moves every step to its episode.
  func rollouts(isTerminated: [Bool], finalObservations: [Float]) -> Rollouts {
    precondition(
      log.logProbabilities.isEmpty || log.logProbabilities.count == log.rewards.count,
      "Agent.logProbabilities: given in some steps of a block only.")
    precondition(
      log.values.isEmpty || log.values.count == log.rewards.count,
      "Agent.values: given in some steps of a block only.")
    var result = Rollouts(observationSize: observationSize, actionSize: actionSize)
    result.offsets = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    result.observations = inEpisodeOrder(log.observations, result.offsets, size: observationSize)
    result.actions = inEpisodeOrder(log.actions, result.offsets, size: actionSize)
    result.rewards = inEpisodeOrder(log.rewards, result.offsets, size: 1)
    if !log.logProbabilities.isEmpty {
      result.logProbabilities = inEpisodeOrder(log.logProbabilities, result.offsets, size: 1)
    }
    if !log.values.isEmpty {
      result.values = inEpisodeOrder(log.values, result.offsets, size: 1)
    }
    if targetSize > 0 {
      result.targets = inEpisodeOrder(log.targets, result.offsets, size: targetSize)
    }
    result.isTerminated = isTerminated
    result.finalObservations = finalObservations
    return result
  }

  /// Lays out the states of every episode with the one it ended in.
  ///
  /// - Parameter finalStates: The state of each copy after its last step, `[E, S]`.
  /// - Returns: The states, `[B + E, S]`.
  func states(finalStates: [Float]) -> [Float] {
    let offsets = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let ordered = inEpisodeOrder(stateLog, offsets, size: stateSize)
    var result: [Float] = []
    result.reserveCapacity(ordered.count + finalStates.count)
    for copy in lengths.indices {
      result += ordered[offsets[copy] * stateSize..<offsets[copy + 1] * stateSize]
      result += finalStates[copy * stateSize..<(copy + 1) * stateSize]
    }
    return result
  }

  /// What the agent remembers and intends, episode by episode; `nil` if nothing was recorded.
  func insights() -> InsightTrace? {
    guard insightLog.stepCount > 0 else { return nil }
    precondition(
      insightLog.stepCount == log.rewards.count,
      "Agent.insight: given in some steps of a block only.")
    let offsets = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let (memorySize, choiceCount) = (insightLog.memorySize, insightLog.choiceCount)
    return InsightTrace(
      memorySize: memorySize, choiceCount: choiceCount,
      memory: inEpisodeOrder(insightLog.memory, offsets, size: memorySize),
      probabilities: inEpisodeOrder(insightLog.probabilities, offsets, size: choiceCount))
  }

  private func inEpisodeOrder(_ rows: [Float], _ offsets: [Int], size: Int) -> [Float] {
    var result = [Float](repeating: 0, count: rows.count)
    var target = result.mutableSpan
    var source = 0
    for step in 0..<view.step {
      for episode in lengths.indices where lengths[episode] > step {
        let row = offsets[episode] + step
        for coordinate in 0..<size {
          target[row * size + coordinate] = rows[source]
          source += 1
        }
      }
    }
    return result
  }

  // Static, since a method given one property of `self` to change would copy all of `self` first.

  /// Takes the rows of the running copies out of those of all.
  private static func gather(
    _ rows: [Float], of copies: [Int], size: Int, into target: inout [Float]
  ) {
    var index = 0
    for copy in copies {
      for coordinate in 0..<size {
        target[index] = rows[copy * size + coordinate]
        index += 1
      }
    }
  }

  /// Appends the rows of the running copies.
  private static func append(
    _ rows: [Float], of copies: [Int], size: Int, to target: inout [Float]
  ) {
    for copy in copies {
      for coordinate in 0..<size { target.append(rows[copy * size + coordinate]) }
    }
  }

  private static func shorten(_ values: inout [Float], to count: Int) {
    values.removeLast(values.count - count)
  }
}

/// What an agent remembers and intends, in the order in which steps were taken.
private struct InsightLog {
  private(set) var memorySize = 0
  private(set) var choiceCount = 0
  private(set) var memory: [Float] = []
  private(set) var probabilities: [Float] = []
  private(set) var stepCount = 0

  /// Appends the rows of the running copies.
  mutating func append(_ insight: AgentInsight, copyCount: Int, running: [Int]) {
    if stepCount == 0 {
      memorySize = insight.memorySize
      choiceCount = insight.probabilities.count / running.count
      guard memorySize + choiceCount > 0 else { return }
    }
    precondition(
      insight.memorySize == memorySize && insight.memory.count == copyCount * memorySize
        && insight.probabilities.count == running.count * choiceCount,
      "Agent.insight: \(insight.memory.count) numbers of memory and \(insight.probabilities.count)"
        + " probabilities, but \(copyCount) copies, \(running.count) of them running, need"
        + " \(copyCount * memorySize) and \(running.count * choiceCount).")
    for copy in running { memory += insight.memory[copy * memorySize..<(copy + 1) * memorySize] }
    probabilities += insight.probabilities
    stepCount += running.count
  }
}
