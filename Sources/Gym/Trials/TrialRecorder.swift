public import Numerics

/// Keeps trials as they are played, by any learner.
///
/// A distribution with a recorder hands it all that happens in the plays whose addresses it knows, states
/// included. So the trials of an update can be kept although the learner plays them, and no learner has to
/// know of it. Several threads may play at once.
public final class TrialRecorder: Sendable {
  /// What was played at one address.
  private struct Play {
    var tasks: [[Float]]
    var experience: Experience
    var blocks: [TrialBlock] = []
  }

  private let places: [RandomKey: Int]
  private let plays: Protected<[Int: Play]>

  /// Creates a recorder.
  ///
  /// - Parameter addresses: The addresses of the plays to keep, in the order of their tasks.
  public init(addresses: [RandomKey]) {
    places = Dictionary(uniqueKeysWithValues: zip(addresses, addresses.indices))
    plays = Protected([:])
  }

  /// Whether a play is kept.
  func keeps(_ key: RandomKey) -> Bool { places[key] != nil }

  /// Keeps a block of a play.
  ///
  /// - Parameters:
  ///   - block: All of it; with its states.
  ///   - key: The address of the play.
  ///   - tasks: The one task of a pooled agent, or the task of each copy.
  ///   - experience: Whether each copy is in a trial of its own.
  func keep(
    _ block: TrialBlock, of key: RandomKey, on tasks: [[Float]], _ experience: Experience
  ) {
    guard let place = places[key] else { return }
    plays.withLock { plays in
      plays[place, default: Play(tasks: tasks, experience: experience)].blocks.append(block)
    }
  }

  /// The trials on the first tasks, and whether they are of separate agents.
  ///
  /// - Parameter count: How many tasks.
  /// - Returns: A trial for each of the first tasks, fewer if fewer were played.
  public func trials(ofFirst count: Int) -> (trials: [Trial], experience: Experience) {
    let plays = plays.withLock { plays in places.values.sorted().compactMap { plays[$0] } }
    var trials: [Trial] = []
    for play in plays where trials.count < count {
      guard play.experience == .separate else {
        trials.append(Trial(task: play.tasks[0], blocks: play.blocks))
        continue
      }
      for copy in play.tasks.indices.prefix(count - trials.count) {
        trials.append(
          Trial(
            task: play.tasks[copy], blocks: play.blocks.map { $0.only(copy) }, firstCopy: copy))
      }
    }
    return (trials, plays.first?.experience ?? .pooled)
  }
}

extension TrialBlock {
  /// The episode of one copy.
  fileprivate func only(_ copy: Int) -> TrialBlock {
    let rows = rollouts.rows(ofEpisode: copy)
    var own = Rollouts(
      observationSize: rollouts.observationSize, actionSize: rollouts.actionSize)
    func part(_ values: [Float], _ rows: Range<Int>, of count: Int) -> [Float] {
      let size = values.count / max(1, count)
      return Array(values[rows.lowerBound * size..<rows.upperBound * size])
    }
    let count = rollouts.stepCount
    own.observations = part(rollouts.observations, rows, of: count)
    own.actions = part(rollouts.actions, rows, of: count)
    own.rewards = Array(rollouts.rewards[rows])
    own.targets = part(rollouts.targets, rows, of: count)
    own.offsets = [0, rows.count]
    own.isTerminated = [rollouts.isTerminated[copy]]
    own.finalObservations = part(
      rollouts.finalObservations, copy..<copy + 1, of: rollouts.episodeCount)
    return TrialBlock(
      key: key, rollouts: own, stateSize: stateSize,
      states: part(
        states, rows.lowerBound + copy..<rows.upperBound + copy + 1,
        of: count + rollouts.episodeCount))
  }
}
