import Gym
import Numerics

extension Measurement {
  /// Into how many parts `anchors` divides its work, each told to `progress`.
  static func anchorPartCount(untrained: [UntrainedStart]) -> Int {
    untrained.isEmpty ? 1 : 4
  }

  /// Measures the reference players on all tasks, if their levels are not known, and the untrained
  /// policy with its best rate.
  func anchors(
    untrained: [UntrainedStart], known: KnownLevels?, progress: () -> Void
  ) throws -> Anchors {
    var anchors = try known?.anchors ?? playerLevels()
    progress()
    anchors.untrained = try untrainedLevel(among: untrained, progress: progress)
    return anchors
  }

  private func playerLevels() throws -> Anchors {
    let specification = distribution.specification
    let players = distribution.referencePlayers
    return Anchors(
      random: try meanReturn(0) { _ in RandomPlayer(actionSpace: specification.actionSpace) },
      blind: try meanReturn(1) { _ in players.makeBlind() },
      oracle: try meanReturn(2) { players.makeOracle($0) })
  }

  private func meanReturn(
    _ number: Int, _ makePlayer: @escaping @Sendable ([Float]) -> any Player
  ) throws -> Double {
    let (distribution, scoring, tasks, key) = (distribution, scoring, tasks, key)
    return Statistics.mean(
      try workers.map(tasks.count) { index in
        var player = makePlayer(tasks[index])
        return distribution.rollouts(
          scoring.rolloutCount, of: tasks[index], by: &player,
          key: key.child(.anchors, number).child(.task, index)
        ).meanReturn
      })
  }
}

/// The choice of a learning rate for the untrained policy, coarse to fine: measured on all tasks, a
/// dozen rates would cost as much as a dozen scores.
extension Measurement {
  /// On how many of the first tasks rates are compared, and how many of them go on: two rounds, which
  /// together cost a little more than one score.
  private var selection: [(taskCount: Int, keptCount: Int)] {
    [(max(3, tasks.count / 20), 4), (max(10, tasks.count / 5), 1)]
  }

  /// The level of the best rate on all tasks; where its steps are not finite there, of the next best.
  private func untrainedLevel(
    among starts: [UntrainedStart], progress: () -> Void
  ) throws -> Anchors.UntrainedLevel? {
    guard !starts.isEmpty else { return nil }
    // Without a step all rates are the same.
    var candidates = scoring.stepCount == 0 ? Array(starts.prefix(1)) : starts
    var inReserve: [UntrainedStart] = []
    for round in selection {
      candidates = try ranked(candidates, taskCount: min(round.taskCount, tasks.count))
      inReserve = candidates.dropFirst(round.keptCount) + inReserve
      candidates = Array(candidates.prefix(round.keptCount))
      progress()
    }
    defer { progress() }
    for start in candidates + inReserve {
      if let level = try levels(of: [start], taskCount: tasks.count)[0] { return level }
    }
    return nil
  }

  /// Those rates whose steps are finite on the first tasks, best first; of equals the smaller first.
  private func ranked(
    _ starts: [UntrainedStart], taskCount: Int
  ) throws -> [UntrainedStart] {
    let merits = try levels(of: starts, taskCount: taskCount).map { $0?.merit ?? .nan }
    return starts.indices.filter { merits[$0].isFinite }
      .sorted { (merits[$1], $0) < (merits[$0], $1) }
      .map { starts[$0] }
  }

  /// The level of each rate on the first tasks, or nothing where it is so large that steps are not
  /// finite.
  private func levels(
    of starts: [UntrainedStart], taskCount: Int
  ) throws -> [Anchors.UntrainedLevel?] {
    let trial = trial()
    let summaries = try workers.map(starts.count * taskCount) { shard in
      try? trial(shard % taskCount, starts[shard / taskCount].adaptation)
    }
    return starts.enumerated().map { number, start in
      let own = summaries[number * taskCount..<(number + 1) * taskCount].compactMap(\.self)
      guard own.count == taskCount else { return nil }
      let curve = (0...scoring.stepCount).map { step in
        Statistics.mean(own.map { $0.meanReturns[step] })
      }
      return Anchors.UntrainedLevel(
        learningRate: start.learningRate, curve: curve,
        trialMean: Statistics.mean(own.map(\.trialReturn)))
    }
  }
}

extension Anchors.UntrainedLevel {
  /// What the best learning rate is chosen by: the mean over all stages but the first.
  fileprivate var merit: Double { Statistics.mean(Array(curve.dropFirst())) }
}
