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

  /// Plays the trials of an agent on each task.
  func trials(of agent: NamedAgent) throws -> [Summary] {
    let shards = shards(for: agent, taskCount: tasks.count)
    let play = play(keepingTrials: scoring.keepsTrials)
    return try workers.map(shards.count) { try play(shards[$0], agent) }.flatMap(\.self)
  }

  /// Some tasks whose trials are played by one thread.
  struct Shard {
    var number: Int
    var tasks: Range<Int>
    /// Whether every episode of a block belongs to a trial of its own.
    var experience: Experience
  }

  /// How many separate trials are played side by side, unless those of one task are more.
  private static let mostTrials = 32

  /// Shares out the first tasks, the same way for any number of threads.
  ///
  /// A pooled agent plays one task after the other. The trials of separate agents are played side by side,
  /// those of several tasks in one batch; each task has a batch of its own if trials are kept, since only
  /// then can they be played again.
  func shards(for agent: NamedAgent, taskCount: Int) -> [Shard] {
    let experience =
      scoring.experience == .separate ? .separate : agent.make(tasks[0]).experience
    let size =
      experience == .pooled || scoring.keepsTrials || scoring.playsTaskByTask
      ? 1 : max(1, Self.mostTrials / scoring.rolloutCount)
    return stride(from: 0, to: taskCount, by: size).enumerated().map { number, first in
      Shard(
        number: number, tasks: first..<min(first + size, taskCount), experience: experience)
    }
  }

  /// What plays the trials of a shard; any thread may call it.
  ///
  /// - Parameter keepsTrials: Whether all that happened is kept.
  /// - Returns: A function from a shard and an agent to the summaries of the shard's tasks.
  func play(
    keepingTrials keepsTrials: Bool = false
  ) -> @Sendable (_ shard: Shard, _ agent: NamedAgent) throws -> [Summary] {
    var scoring = scoring
    scoring.keepsTrials = keepsTrials
    let (distribution, tasks, key, own) = (distribution, tasks, key, scoring)
    return { shard, named in
      let tasks = Array(tasks[shard.tasks])
      let key = key.child(.task, shard.number)
      return switch shard.experience {
      case .pooled:
        [try Self.pooledSummary(named, on: tasks[0], of: distribution, by: own, key: key)]
      case .separate:
        try Self.separateSummaries(named, on: tasks, of: distribution, by: own, key: key)
      }
    }
  }

  /// Plays the one trial of a pooled agent on a task.
  private static func pooledSummary(
    _ named: NamedAgent, on task: [Float], of distribution: TaskDistribution,
    by scoring: ScoringProtocol, key: RandomKey
  ) throws -> Summary {
    var agent = named.make(task)
    var summary = Summary(of: task, by: scoring)
    try distribution.play(
      scoring.plan, on: task, by: &agent, key: key, recordsStates: scoring.keepsTrials,
      recordsInsights: scoring.keepsTrials
    ) { block in
      summary.add(block, isLast: summary.meanReturns.count == scoring.stepCount)
      return true
    }
    return summary
  }

  /// Plays the separate trials on some tasks side by side, those of a task one after the other.
  private static func separateSummaries(
    _ named: NamedAgent, on tasks: [[Float]], of distribution: TaskDistribution,
    by scoring: ScoringProtocol, key: RandomKey
  ) throws -> [Summary] {
    let copies = tasks.flatMap { Array(repeating: $0, count: scoring.rolloutCount) }
    var agent = named.make(copies[0])
    if agent.experience == .pooled || named.readsTask {
      agent = IndependentAgents(
        copies.map(named.make), episodesPerStep: scoring.episodesPerStep)
    }
    let blocks = try distribution.play(
      scoring.stepCount + 1, onEach: copies, by: &agent, key: key,
      recordsStates: scoring.keepsTrials, recordsInsights: scoring.keepsTrials)
    var summaries = tasks.map { Summary(of: $0, by: scoring) }
    for block in blocks {
      let returns = block.rollouts.episodeReturns
      for index in tasks.indices {
        let copies = index * scoring.rolloutCount..<(index + 1) * scoring.rolloutCount
        summaries[index].add(block, copies: copies, returns: returns[copies])
      }
    }
    return summaries
  }
}

extension Measurement {
  /// What a score keeps of one task.
  ///
  /// For a pooled agent the episodes of a block belong to one trial. Otherwise each copy plays a trial of
  /// its own, so sums over episodes become means over copies.
  struct Summary: Sendable {
    /// The mean return of each block, `[K + 1]`.
    private(set) var meanReturns: [Double] = []
    /// The environment steps that an agent had taken before each block, `[K + 1]`.
    private(set) var environmentSteps: [Double] = []
    /// What an agent earned in its whole trial: all episodes, but of a pooled agent's last block the
    /// mean.
    private(set) var trialReturn = 0.0
    /// The steps of each block, `[K + 1]`, if they are measured.
    private(set) var stepSums: [StepSums] = []
    /// All that happened, if it is kept.
    private(set) var recorded: Trial?
    private let measuresSteps: Bool
    /// The environment steps of an agent in all of its blocks.
    private(set) var stepCount = 0.0

    init(of task: [Float], by scoring: ScoringProtocol) {
      measuresSteps = scoring.measuresSteps
      recorded = scoring.keepsTrials ? Trial(task: task, blocks: []) : nil
    }

    /// Adds a block of a pooled agent.
    mutating func add(_ block: TrialBlock, isLast: Bool) {
      let rollouts = block.rollouts
      meanReturns.append(rollouts.meanReturn)
      environmentSteps.append(stepCount)
      trialReturn += isLast ? rollouts.meanReturn : rollouts.episodeReturns.reduce(0, +)
      stepCount += Double(rollouts.stepCount)
      keep(block, copies: 0..<rollouts.episodeCount)
    }

    /// Adds a block of separate agents.
    ///
    /// - Parameters:
    ///   - block: The block, perhaps of several tasks.
    ///   - copies: The copies on this task; all of them if the trial is kept.
    ///   - returns: The returns of their episodes.
    mutating func add(_ block: TrialBlock, copies: Range<Int>, returns: ArraySlice<Double>) {
      let count = Double(copies.count)
      let meanReturn = returns.reduce(0, +) / count
      meanReturns.append(meanReturn)
      environmentSteps.append(stepCount)
      trialReturn += meanReturn
      let offsets = block.rollouts.offsets
      stepCount += Double(offsets[copies.upperBound] - offsets[copies.lowerBound]) / count
      keep(block, copies: copies)
    }

    private mutating func keep(_ block: TrialBlock, copies: Range<Int>) {
      if measuresSteps { stepSums.append(StepSums(of: block.rollouts, copies: copies)) }
      recorded?.blocks.append(block)
    }
  }

  /// Sums over the episodes of a block at each of their steps.
  struct StepSums: Equatable, Sendable {
    /// The rewards at each step, as long as the longest episode.
    private(set) var rewards: [Double] = []
    /// How many episodes have had that step.
    private(set) var runningCounts: [Int] = []
    /// How many episodes there are.
    private(set) var episodeCount = 0

    /// No episodes.
    init() {}

    /// Adds up the episodes of some copies.
    init(of rollouts: Rollouts, copies: Range<Int>) {
      episodeCount = copies.count
      for episode in copies {
        let rows = rollouts.rows(ofEpisode: episode)
        extend(to: rows.count)
        for (step, row) in rows.enumerated() {
          rewards[step] += Double(rollouts.rewards[row])
          runningCounts[step] += 1
        }
      }
    }

    /// Adds other episodes.
    mutating func add(_ other: StepSums) {
      extend(to: other.rewards.count)
      for step in other.rewards.indices {
        rewards[step] += other.rewards[step]
        runningCounts[step] += other.runningCounts[step]
      }
      episodeCount += other.episodeCount
    }

    private mutating func extend(to count: Int) {
      let missing = max(0, count - rewards.count)
      rewards += Array(repeating: 0, count: missing)
      runningCounts += Array(repeating: 0, count: missing)
    }

    /// The means over all episodes.
    var steps: [Score.Step] {
      zip(rewards, runningCounts).map { reward, count in
        Score.Step(
          reward: reward / Double(episodeCount), runningShare: Double(count) / Double(episodeCount))
      }
    }
  }
}
