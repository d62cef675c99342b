import Gym
import Numerics

/// Plays the trials of agents on the tasks of one score, all tasks in parallel.
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
  ///
  /// For a pooled agent the episodes of a block belong to one trial. For separate agents each copy plays
  /// a trial of its own, so sums over episodes become means over copies.
  struct Summary: Sendable {
    let experience: Experience
    /// The mean return of each block, `[K + 1]`.
    var meanReturns: [Double] = []
    /// The environment steps that an agent had taken before each block, `[K + 1]`.
    var environmentSteps: [Double] = []
    /// What an agent earned in its whole trial: all episodes, but of a pooled agent's last block the
    /// mean.
    var trialReturn = 0.0
    /// All that happened, if it is kept.
    var recorded: Trial?
    private var stepCount = 0.0

    init(experience: Experience, recorded: Trial?) {
      self.experience = experience
      self.recorded = recorded
    }

    mutating func add(_ block: TrialBlock, isLast: Bool) {
      let rollouts = block.rollouts
      meanReturns.append(rollouts.meanReturn)
      environmentSteps.append(stepCount)
      switch experience {
      case .pooled:
        trialReturn += isLast ? rollouts.meanReturn : rollouts.episodeReturns.reduce(0, +)
        stepCount += Double(rollouts.stepCount)
      case .separate:
        trialReturn += rollouts.meanReturn
        stepCount += Double(rollouts.stepCount) / Double(rollouts.episodeCount)
      }
      recorded?.blocks.append(block)
    }
  }

  /// Plays the trial of an agent on each task.
  func trials(of agent: NamedAgent, keepingAll: Bool = false) throws -> [Summary] {
    let trial = trial(keepingAll: keepingAll)
    return try workers.map(tasks.count) { try trial($0, agent) }
  }

  /// What plays one trial on the task of a number; any thread may call it.
  func trial(
    keepingAll: Bool = false
  ) -> @Sendable (_ index: Int, _ agent: NamedAgent) throws -> Summary {
    let (distribution, scoring, tasks, key) = (distribution, scoring, tasks, key)
    return { index, named in
      let task = tasks[index]
      var agent = named.make(task)
      var summary = Summary(
        experience: agent.experience, recorded: keepingAll ? Trial(task: task, blocks: []) : nil)
      try distribution.play(
        scoring.plan, on: task, by: &agent, key: key.child(.task, index),
        recordsStates: keepingAll
      ) { block in
        summary.add(block, isLast: summary.meanReturns.count == scoring.stepCount)
        return true
      }
      return summary
    }
  }
}
