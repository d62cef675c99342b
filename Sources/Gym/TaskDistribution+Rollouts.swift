public import Numerics

extension TaskDistribution {
  /// Plays complete episodes of one task, all at the same time, each to its own end.
  ///
  /// - Parameters:
  ///   - count: How many episodes, at least 1.
  ///   - task: The task's parameters.
  ///   - player: Who acts.
  ///   - key: The address of all random numbers of these episodes.
  /// - Returns: Exactly `count` episodes.
  /// - Complexity: Allocates a fixed number of growing buffers, nothing per step.
  public func rollouts(
    _ count: Int, of task: [Float], by player: inout some Player, key: RandomKey
  ) -> Rollouts {
    var batch = makeBatch(task, count)
    var recorder = RolloutRecorder(specification: specification, episodeCount: count)
    batch.reset(key: key)
    player.begin(episodeCount: count, key: key)
    while recorder.isAnyRunning {
      recorder.beginStep(observations: batch.observations)
      player.act(at: recorder.moment, actions: &recorder.actions)
      recorder.recordActions()
      batch.stepRunning(actions: recorder.allActions)
      recorder.recordRewards(batch.rewards)
      player.observe(
        rewards: recorder.rewards, at: recorder.moment, actions: recorder.actions)
      recorder.endStep(isTerminated: batch.isTerminated, isTruncated: batch.isTruncated)
    }
    return recorder.rollouts(
      isTerminated: batch.isTerminated, finalObservations: batch.observations)
  }
}

/// Collects the steps of episodes that run side by side, then lays each episode out in one piece.
///
/// Steps are kept in the order they were taken: those of the first step of every episode, then those
/// of the second step of every episode that had one. So the buffers grow as they are needed, and
/// lengths alone tell where a step belongs.
private struct RolloutRecorder {
  /// What the player sees, of the running episodes only.
  private(set) var moment: Moment
  /// What the player chooses, `[n, A]`.
  var actions: [Float]
  /// What the running episodes were paid, `[n]`.
  private(set) var rewards: [Float]
  /// The actions as a batch takes them, `[E, A]`; those of ended episodes are left as they were.
  private(set) var allActions: [Float]
  private let observationSize: Int
  private let actionSize: Int
  private var lengths: [Int]
  private var log: Rollouts

  init(specification: EnvironmentSpecification, episodeCount: Int) {
    observationSize = specification.observationSpace.size
    actionSize = specification.actionSpace.size
    moment = Moment(
      step: 0, episodes: Array(0..<episodeCount),
      observations: Array(repeating: 0, count: episodeCount * observationSize))
    actions = Array(repeating: 0, count: episodeCount * actionSize)
    rewards = Array(repeating: 0, count: episodeCount)
    allActions = actions
    lengths = Array(repeating: 0, count: episodeCount)
    log = Rollouts(observationSize: observationSize, actionSize: actionSize)
    // Room for all steps, so that recording takes no memory on the way; beyond some millions of
    // numbers, which early ends may leave unused, it grows as it is needed.
    let rowCount = min(episodeCount * specification.horizon, 1 << 20)
    log.observations.reserveCapacity(rowCount * observationSize)
    log.actions.reserveCapacity(rowCount * actionSize)
    log.rewards.reserveCapacity(rowCount)
  }

  var isAnyRunning: Bool { !moment.episodes.isEmpty }

  mutating func beginStep(observations: [Float]) {
    Self.gather(
      observations, of: moment.episodes, size: observationSize, into: &moment.observations)
    log.observations.append(contentsOf: moment.observations)
  }

  mutating func recordActions() {
    precondition(
      actions.count == moment.episodes.count * actionSize,
      "Player.act: made \(actions.count) numbers, but \(moment.episodes.count) episodes × action size"
        + " \(actionSize) need \(moment.episodes.count * actionSize).")
    log.actions.append(contentsOf: actions)
    var index = 0
    for episode in moment.episodes {
      for coordinate in 0..<actionSize {
        allActions[episode * actionSize + coordinate] = actions[index]
        index += 1
      }
    }
  }

  mutating func recordRewards(_ all: [Float]) {
    Self.gather(all, of: moment.episodes, size: 1, into: &rewards)
    log.rewards.append(contentsOf: rewards)
  }

  mutating func endStep(isTerminated: [Bool], isTruncated: [Bool]) {
    for episode in moment.episodes { lengths[episode] += 1 }
    moment.step += 1
    moment.episodes.removeAll { isTerminated[$0] || isTruncated[$0] }
    let count = moment.episodes.count
    Self.shorten(&moment.observations, to: count * observationSize)
    Self.shorten(&actions, to: count * actionSize)
    Self.shorten(&rewards, to: count)
  }

  /// Moves every step to its episode.
  func rollouts(isTerminated: [Bool], finalObservations: [Float]) -> Rollouts {
    var result = Rollouts(observationSize: observationSize, actionSize: actionSize)
    result.offsets = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    result.observations = inEpisodeOrder(log.observations, result.offsets, size: observationSize)
    result.actions = inEpisodeOrder(log.actions, result.offsets, size: actionSize)
    result.rewards = inEpisodeOrder(log.rewards, result.offsets, size: 1)
    result.isTerminated = isTerminated
    result.finalObservations = finalObservations
    return result
  }

  private func inEpisodeOrder(_ rows: [Float], _ offsets: [Int], size: Int) -> [Float] {
    var result = [Float](repeating: 0, count: rows.count)
    var target = result.mutableSpan
    var source = 0
    for step in 0..<moment.step {
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

  /// Takes the rows of the running episodes out of those of all.
  private static func gather(
    _ rows: [Float], of episodes: [Int], size: Int, into target: inout [Float]
  ) {
    var index = 0
    for episode in episodes {
      for coordinate in 0..<size {
        target[index] = rows[episode * size + coordinate]
        index += 1
      }
    }
  }

  private static func shorten(_ values: inout [Float], to count: Int) {
    values.removeLast(values.count - count)
  }
}
