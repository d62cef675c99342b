public import Gym
import MetaLearning
public import Numerics

/// How well an agent adapts: its curve over held-out tasks, between levels that are known.
public struct Score: Equatable, Sendable {
  /// One block of the trials, over all tasks.
  public struct Point: Equatable, Sendable {
    /// How many blocks an agent had played before, which is how many adaptation steps it had taken.
    public var step: Int
    /// How many episodes an agent had played before.
    public var rollouts: Int
    /// How many environment steps those took, mean over tasks.
    public var environmentSteps: Double
    /// Mean over tasks of the mean undiscounted episode return, in units of reward.
    public var mean: Double
    /// Bootstrap 95 % interval of the mean.
    public var confidence95: ClosedRange<Double>
    /// Mean of the middle half of the tasks.
    public var interquartileMean: Double
    /// Bootstrap 95 % interval of the interquartile mean.
    public var interquartileMean95: ClosedRange<Double>
    /// Standard deviation over tasks.
    public var standardDeviation: Double
    /// 0 at the level of random actions, 1 at the oracle's; not finite where the two are equal.
    public var normalized: Double
  }

  /// What reports call the agent.
  public var name: String
  /// Whether the episodes of a block teach one agent, or each belongs to a trial of its own.
  public var experience: Experience
  /// The points, from no adaptation to the last step.
  public var curve: [Point]
  /// Mean over tasks of what one agent earned in its whole trial: for a pooled agent every episode it
  /// learned from and one final one.
  public var trialMean: Double
  /// Bootstrap 95 % interval of `trialMean`, over tasks.
  public var trialConfidence95: ClosedRange<Double>
  /// Known levels on the same tasks.
  public var anchors: Anchors
  /// The parameters of each task.
  public var tasks: [[Float]]
  /// The mean return of each task in each block, `[tasks][K + 1]`.
  public var taskReturns: [[Double]]
  /// The environment steps an agent had taken on each task before each block, `[tasks][K + 1]`.
  public var taskEnvironmentSteps: [[Double]]
  /// The return of the whole trial on each task.
  public var trialReturns: [Double]
  /// All that happened on each task, where the protocol asks for that; otherwise empty.
  public var trials: [Trial]

  /// Scores an agent by a protocol.
  ///
  /// - Parameters:
  ///   - agent: What is scored.
  ///   - untrained: What it was before training, for each of several learning rates if they matter;
  ///     empty if it was not trained.
  ///   - distribution: Where tasks come from.
  ///   - scoring: Which tasks, how many steps and rollouts.
  ///   - anchors: The anchors of another agent on these tasks; measured if not given.
  ///   - known: Levels of the reference agents over many tasks; measured on these if not given.
  ///   - workers: The threads that share out the tasks; their number changes no bit.
  ///   - progress: Receives the number of parts done and the number of all parts.
  /// - Throws: `TaskDistributionError` if there is no such split; `PlayError` if actions are not finite;
  ///   what the agent throws.
  public init(
    of agent: NamedAgent, untrained: [NamedAgent] = [], distribution: TaskDistribution,
    by scoring: ScoringProtocol, anchors: Anchors? = nil, known: Anchors? = nil,
    workers: Workers, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let measurement = try Measurement(of: distribution, by: scoring, workers: workers)
    let partCount =
      anchors == nil ? 1 + Measurement.anchorPartCount(untrained: untrained) : 1
    var done = 0
    func advance() {
      done += 1
      progress(done, partCount)
    }
    let summary = try measurement.trials(of: agent, keepingAll: scoring.keepsTrials)
    advance()
    self.anchors =
      try anchors
      ?? measurement.anchors(
        untrained: untrained, known: known, progress: advance)
    name = agent.name
    tasks = measurement.tasks
    taskReturns = summary.map(\.meanReturns)
    taskEnvironmentSteps = summary.map(\.environmentSteps)
    trialReturns = summary.map(\.trialReturn)
    trials = summary.compactMap(\.recorded)
    experience = summary.first?.experience ?? .pooled
    let key = RandomKey(seed: scoring.seed).child(.scoring)
    trialMean = Statistics.mean(trialReturns)
    trialConfidence95 = Statistics.confidenceInterval95(
      trialReturns, key: key.child(.bootstrap, scoring.stepCount + 1))
    curve = []
    curve = (0...scoring.stepCount).map { point($0, by: scoring, key: key) }
  }

  private func point(_ step: Int, by scoring: ScoringProtocol, key: RandomKey) -> Point {
    let returns = taskReturns.map { $0[step] }
    let mean = Statistics.mean(returns)
    let intervals = Statistics.intervals95(returns, key: key.child(.bootstrap, step))
    return Point(
      step: step, rollouts: experience == .pooled ? step * scoring.rolloutCount : step,
      environmentSteps: Statistics.mean(taskEnvironmentSteps.map { $0[step] }),
      mean: mean, confidence95: intervals.mean,
      interquartileMean: Statistics.interquartileMean(returns),
      interquartileMean95: intervals.interquartileMean,
      standardDeviation: Statistics.standardDeviation(returns),
      normalized: anchors.normalized(mean))
  }
}

extension Score {
  /// Measures the known levels on the tasks of a protocol, without any policy.
  ///
  /// - Parameters:
  ///   - distribution: Where tasks come from.
  ///   - scoring: Which tasks, and how many episodes each.
  ///   - workers: The threads that share out the tasks.
  /// - Returns: The mean returns of the reference agents.
  /// - Throws: `TaskDistributionError` if there is no such split.
  public static func anchors(
    on distribution: TaskDistribution, by scoring: ScoringProtocol, workers: Workers
  ) throws -> Anchors {
    try Measurement(of: distribution, by: scoring, workers: workers)
      .anchors(untrained: [], known: nil) {}
  }
}
