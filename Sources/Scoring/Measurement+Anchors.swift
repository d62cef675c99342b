import Gym
import Numerics

extension Measurement {
  /// Into how many parts `anchors` divides its work; `progress` is called after each.
  static func anchorPartCount(untrained: [NamedAgent]) -> Int {
    untrained.isEmpty ? 1 : 4
  }

  /// Measures the reference agents on all tasks, if their levels are not known, and the untrained
  /// agent in its best variant.
  func anchors(
    untrained: [NamedAgent], known: Anchors?, progress: () -> Void
  ) throws -> Anchors {
    var anchors = try known ?? referenceLevels()
    progress()
    anchors.untrained = try untrainedLevel(among: untrained, progress: progress)
    return anchors
  }

  /// Measures the reference agents on all tasks.
  func referenceLevels() throws -> Anchors {
    Anchors(
      tasks: tasks.count, episodes: scoring.rolloutCount, random: try level(0),
      blind: try level(1), oracle: try level(2), isOfScoredTasks: true)
  }

  /// The level of a reference agent, by its number in `namedAgents`.
  private func level(_ number: Int) throws -> Anchors.Level {
    let (distribution, scoring, tasks, key) = (distribution, scoring, tasks, key)
    let named = distribution.namedAgents[number]
    return Anchors.Level(
      of: try workers.map(tasks.count) { index in
        var agent = named.make(tasks[index])
        return distribution.rollouts(
          scoring.rolloutCount, of: tasks[index], by: &agent,
          key: key.child(.anchors, number).child(.task, index)
        ).meanReturn
      })
  }
}

/// The choice among variants of an untrained agent, coarse to fine: measured on all tasks, a dozen
/// learning rates would cost as much as a dozen scores.
extension Measurement {
  /// The number of first tasks that variants are compared on, and how many variants are kept, in two
  /// rounds that together cost a little more than one score.
  private var selection: [(taskCount: Int, keptCount: Int)] {
    [(max(3, tasks.count / 20), 4), (max(10, tasks.count / 5), 1)]
  }

  /// The level of the best variant on all tasks; where its steps are not finite there, of the next best.
  func untrainedLevel(
    among variants: [NamedAgent], progress: () -> Void
  ) throws -> Anchors.Untrained? {
    guard !variants.isEmpty else { return nil }
    // Without a step all learning rates give the same agent.
    var candidates = scoring.stepCount == 0 ? Array(variants.prefix(1)) : variants
    var inReserve: [NamedAgent] = []
    for round in selection {
      if candidates.count > 1 {
        candidates = try ranked(candidates, taskCount: min(round.taskCount, tasks.count))
      }
      inReserve = candidates.dropFirst(round.keptCount) + inReserve
      candidates = Array(candidates.prefix(round.keptCount))
      progress()
    }
    defer { progress() }
    for variant in candidates + inReserve {
      if let level = try levels(of: [variant], taskCount: tasks.count)[0] { return level }
    }
    return nil
  }

  /// The variants whose steps are finite on the first tasks, best first, equal ones in their order.
  private func ranked(_ variants: [NamedAgent], taskCount: Int) throws -> [NamedAgent] {
    let merits = try levels(of: variants, taskCount: taskCount).map { $0?.merit ?? .nan }
    return variants.indices.filter { merits[$0].isFinite }
      .sorted { (merits[$1], $0) < (merits[$0], $1) }
      .map { variants[$0] }
  }

  /// The level of each variant on the first tasks, or nothing where its steps are not finite.
  private func levels(
    of variants: [NamedAgent], taskCount: Int
  ) throws -> [Anchors.Untrained?] {
    guard let first = variants.first else { return [] }
    let (shards, play) = (shards(for: first, taskCount: taskCount), play())
    let summaries = try workers.map(variants.count * shards.count) { number in
      try? play(shards[number % shards.count], variants[number / shards.count])
    }
    return variants.enumerated().map { number, variant in
      let own = summaries[number * shards.count..<(number + 1) * shards.count]
        .compactMap(\.self).flatMap(\.self)
      guard own.count == taskCount else { return nil }
      let curve = (0...scoring.stepCount).map { step in
        Anchors.Level(of: own.map { $0.meanReturns[step] })
      }
      return Anchors.Untrained(
        learningRate: variant.learningRate, rollouts: scoring.rolloutCount, curve: curve,
        trialMean: Statistics.mean(own.map(\.trialReturn)))
    }
  }
}

extension Anchors.Untrained {
  /// What the best variant is chosen by: the mean over all blocks but the first.
  fileprivate var merit: Double { Statistics.mean(curve.dropFirst().map(\.mean)) }
}
