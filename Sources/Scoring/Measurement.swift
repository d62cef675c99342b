import Gym
import MetaLearning
import Tensors

/// Plays trials and reference players on the tasks of one score, all tasks in parallel.
struct Measurement {
  let distribution: TaskDistribution
  let scoring: ScoringProtocol
  let tasks: [[Float]]
  let key: RandomKey
  let workers: Workers

  /// What a score keeps of one task's trial.
  struct Summary: Sendable {
    var meanReturns: [Double]
    var environmentSteps: [Int]
    var trialReturn: Double
    /// All that happened, if it is kept.
    var recorded: RecordedTrial?
  }

  func trials(of adaptation: any Adaptation, keepingAll: Bool = false) throws -> [Summary] {
    let (distribution, scoring, tasks, key) = (distribution, scoring, tasks, key)
    return try workers.map(tasks.count) { index in
      let task = tasks[index]
      var summary = Summary(
        meanReturns: [], environmentSteps: [], trialReturn: 0,
        recorded: keepingAll ? RecordedTrial(task: task, stages: []) : nil)
      var steps = 0
      try AdaptationTrial.play(
        adapting: adaptation, to: task, of: distribution,
        stepCount: scoring.stepCount, rolloutCount: scoring.rolloutCount,
        key: key.child(.task, index)
      ) { stage, key in
        let isLast = summary.meanReturns.count == scoring.stepCount
        summary.trialReturn += isLast ? stage.meanReturn : stage.episodeReturns.reduce(0, +)
        summary.meanReturns.append(stage.meanReturn)
        summary.environmentSteps.append(steps)
        steps += stage.stepCount
        if keepingAll {
          summary.recorded?.stages.append(
            try distribution.recording(of: stage, task: task, key: key))
        }
      }
      return summary
    }
  }

  func anchors(untrained: [UntrainedStart], progress: (Int) -> Void) throws -> Anchors {
    let specification = distribution.specification
    let players = distribution.referencePlayers
    let random = try meanReturn(0) { _ in
      RandomPlayer(actionSpace: specification.actionSpace)
    }
    progress(1)
    let blind = try meanReturn(1) { _ in players.makeBlind() }
    progress(2)
    let oracle = try meanReturn(2) { players.makeOracle($0) }
    progress(3)
    var best: Anchors.UntrainedLevel?
    for (index, start) in untrained.enumerated() {
      if let level = untrainedLevel(of: start), level.merit > best?.merit ?? -.infinity {
        best = level
      }
      progress(index + 4)
    }
    return Anchors(random: random, blind: blind, oracle: oracle, untrained: best)
  }

  /// The level of one learning rate, or nothing where it is so large that steps are not finite.
  private func untrainedLevel(of start: UntrainedStart) -> Anchors.UntrainedLevel? {
    guard let summary = try? trials(of: start.adaptation) else { return nil }
    let curve = (0...scoring.stepCount).map { step in
      Statistics.mean(summary.map { $0.meanReturns[step] })
    }
    return Anchors.UntrainedLevel(
      learningRate: start.learningRate, curve: curve,
      trialMean: Statistics.mean(summary.map(\.trialReturn)))
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

extension Anchors.UntrainedLevel {
  /// What the best learning rate is chosen by: the mean over all stages but the first.
  fileprivate var merit: Double { Statistics.mean(Array(curve.dropFirst())) }
}
