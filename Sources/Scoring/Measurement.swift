import Gym
import MetaLearning
import Numerics

/// Plays trials and reference players on the tasks of one score, all tasks in parallel.
struct Measurement {
  let distribution: TaskDistribution
  let scoring: ScoringProtocol
  let tasks: [[Float]]
  let key: RandomKey
  let workers: Workers

  /// Draws the tasks of a protocol.
  ///
  /// - Throws: `TaskDistributionError` if there is no such split.
  init(
    of distribution: TaskDistribution, by scoring: ScoringProtocol, workers: Workers
  ) throws {
    let root = RandomKey(seed: scoring.seed)
    self.distribution = distribution
    self.scoring = scoring
    self.workers = workers
    key = root.child(.scoring)
    tasks = try (0..<scoring.taskCount).map {
      try distribution.task(scoring.split, index: $0, key: root)
    }
  }

  /// What a score keeps of one task's trial.
  struct Summary: Sendable {
    var meanReturns: [Double]
    var environmentSteps: [Int]
    var trialReturn: Double
    /// All that happened, if it is kept.
    var recorded: RecordedTrial?
  }

  /// Plays the trial of a contestant on each task.
  func trials(of contestant: Contestant, keepingAll: Bool = false) throws -> [Summary] {
    let begin = contestant.begin
    let trial = trial(keepingAll: keepingAll)
    let tasks = tasks
    return try workers.map(tasks.count) { try trial($0, begin(tasks[$0])) }
  }

  /// What plays one trial on the task of a number; any thread may call it.
  func trial(
    keepingAll: Bool = false
  ) -> @Sendable (_ index: Int, _ adaptation: any Adaptation) throws -> Summary {
    let (distribution, scoring, tasks, key) = (distribution, scoring, tasks, key)
    return { index, adaptation in
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
}
