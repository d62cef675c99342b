public import Gym
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

  /// A step of the episodes of a block, over all tasks.
  public struct Step: Equatable, Sendable {
    /// Mean reward; episodes that have ended count as 0, so that the sum over steps is the mean return.
    public var reward: Double
    /// The share of episodes that have this step.
    public var runningShare: Double
  }

  /// What reports call the agent.
  public var name: String
  /// Whether the episodes of a block teach one agent, or each belongs to a trial of its own.
  public var experience: Experience
  /// What the agent is by itself: a pooled one may have played separate trials, each by a copy.
  public var agentExperience: Experience
  /// The points, from no adaptation to the last step.
  public var curve: [Point]
  /// Mean over tasks of what one agent earned in its whole trial: for a pooled agent every episode it
  /// learned from and one final one.
  public var trialMean: Double
  /// Bootstrap 95 % interval of `trialMean`, over tasks.
  public var trialConfidence95: ClosedRange<Double>
  /// The whole trial like a point of the curve, normalised between the levels of as many episodes; its
  /// `environmentSteps` are those of the whole trial, its `step` and `rollouts` mean nothing.
  public var trialPoint: Point
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
  /// Each environment step of the episodes of each block, `[K + 1]`, where the protocol asks for that;
  /// otherwise empty.
  public var steps: [[Step]]
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
    let summary = try measurement.trials(of: agent)
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
    agentExperience = agent.make(tasks[0]).experience
    experience = scoring.experience == .separate ? .separate : agentExperience
    steps = Self.steps(of: summary)
    let key = RandomKey(seed: scoring.seed).child(.scoring)
    let trialNumber = Self.resampledNumber(
      ofTrialWith: scoring.stepCount + 1, experience: experience)
    trialMean = Statistics.mean(trialReturns)
    trialConfidence95 = Statistics.confidenceInterval95(
      trialReturns, key: key.child(.bootstrap, trialNumber))
    curve = []
    trialPoint = Point.none
    curve = (0...scoring.stepCount).map { step in
      point(
        step, of: taskReturns.map { $0[step] }, after: summary.map { $0.environmentSteps[step] },
        by: scoring, key: key)
    }
    trialPoint = point(
      trialNumber, of: trialReturns, after: summary.map(\.stepCount), by: scoring, key: key)
    trialPoint.normalized = self.anchors.normalized(
      trialMean / Double(trialEpisodeCount(by: scoring)))
  }

  private func point(
    _ step: Int, of returns: [Double], after environmentSteps: [Double],
    by scoring: ScoringProtocol, key: RandomKey
  ) -> Point {
    let mean = Statistics.mean(returns)
    let intervals = Statistics.intervals95(returns, key: key.child(.bootstrap, step))
    return Point(
      step: step, rollouts: experience == .pooled ? step * scoring.rolloutCount : step,
      environmentSteps: Statistics.mean(environmentSteps), mean: mean,
      confidence95: intervals.mean,
      interquartileMean: Statistics.interquartileMean(returns),
      interquartileMean95: intervals.interquartileMean,
      standardDeviation: Statistics.standardDeviation(returns),
      normalized: anchors.normalized(mean))
  }

  /// The means over all tasks at each step of each block.
  private static func steps(of summary: [Measurement.Summary]) -> [[Step]] {
    (summary.first?.stepSums ?? []).indices.map { block in
      summary.reduce(into: Measurement.StepSums()) { $0.add($1.stepSums[block]) }.steps
    }
  }

  /// How many episodes of an agent the return of its whole trial counts.
  public func trialEpisodeCount(by scoring: ScoringProtocol) -> Int {
    experience == .pooled
      ? scoring.stepCount * scoring.rolloutCount + 1 : scoring.stepCount + 1
  }
}

extension Score.Point {
  /// Stands for a point until it is computed.
  fileprivate static let none = Score.Point(
    step: 0, rollouts: 0, environmentSteps: 0, mean: 0, confidence95: 0...0, interquartileMean: 0,
    interquartileMean95: 0...0, standardDeviation: 0, normalized: 0)
}

extension Score {
  /// The number in the address of the whole trial's resampling: that of a block after the last or, where a
  /// separate trial is one episode and so the same numbers, that of the episode.
  static func resampledNumber(ofTrialWith blockCount: Int, experience: Experience) -> Int {
    experience == .separate && blockCount == 1 ? 0 : blockCount
  }

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
