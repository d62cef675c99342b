public import Gym
public import MetaLearning
public import Tensors

/// How well a policy adapts: its curve over held-out tasks, between levels that are known.
public struct Score: Equatable, Sendable {
  /// One stage of adaptation, over all tasks.
  public struct Point: Equatable, Sendable {
    /// How many adaptation steps were taken.
    public var step: Int
    /// How many support episodes each task had used by then.
    public var rollouts: Int
    /// How many environment steps those took, mean over tasks.
    public var environmentSteps: Double
    /// Mean over tasks of the mean undiscounted episode return.
    public var mean: Double
    /// Bootstrap 95 % interval of the mean, over tasks.
    public var confidence95: ClosedRange<Double>
    /// Mean of the middle half of the tasks.
    public var interquartileMean: Double
    /// Standard deviation over tasks.
    public var standardDeviation: Double
    /// 0 at the level of random actions, 1 at the oracle's; not finite where the two are equal.
    public var normalized: Double
  }

  /// The points, from no adaptation to the last step.
  public var curve: [Point]
  /// Mean over tasks of the whole trial's return: every support episode and one final one.
  public var trialMean: Double
  /// Bootstrap 95 % interval of `trialMean`, over tasks.
  public var trialConfidence95: ClosedRange<Double>
  /// Known levels on the same tasks.
  public var anchors: Anchors
  /// The parameters of each task.
  public var tasks: [[Float]]
  /// The mean return of each task at each stage, `[tasks][K + 1]`.
  public var taskReturns: [[Double]]
  /// All that happened on each task, where the protocol asks for that; otherwise empty.
  public var trials: [RecordedTrial]

  /// Scores a learner's adaptation by a protocol.
  ///
  /// - Parameters:
  ///   - adaptation: Where the policy begins on each task.
  ///   - untrained: Where its untrained twin begins, for each of several learning rates.
  ///   - distribution: Where tasks come from.
  ///   - scoring: Which tasks, how many steps and rollouts.
  ///   - workers: The threads that share out the tasks; their number changes no bit.
  ///   - progress: Told how many of how many parts are done.
  /// - Throws: `TaskDistributionError` if there is no such split; what an adaptation throws;
  ///   `ResimulationError` if a trial is to be kept, but comes out otherwise when played again.
  public init(
    of adaptation: any Adaptation, untrained: [UntrainedStart], distribution: TaskDistribution,
    by scoring: ScoringProtocol, workers: Workers, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let root = RandomKey(seed: scoring.seed)
    let tasks = try (0..<scoring.taskCount).map {
      try distribution.task(scoring.split, index: $0, key: root)
    }
    let measurement = Measurement(
      distribution: distribution, scoring: scoring, tasks: tasks,
      key: root.child(.scoring), workers: workers)
    let partCount = untrained.count + 4
    let summary = try measurement.trials(
      of: adaptation, keepingAll: scoring.keepsTrials)
    progress(1, partCount)
    anchors = try measurement.anchors(untrained: untrained) { progress($0 + 1, partCount) }
    self.tasks = tasks
    taskReturns = summary.map(\.meanReturns)
    trials = summary.compactMap(\.recorded)
    let bootstrap = root.child(.scoring)
    let trialReturns = summary.map(\.trialReturn)
    trialMean = Statistics.mean(trialReturns)
    trialConfidence95 = Statistics.confidenceInterval95(
      trialReturns, key: bootstrap.child(.bootstrap, scoring.stepCount + 1))
    let anchors = anchors
    curve = (0...scoring.stepCount).map { step in
      let returns = summary.map { $0.meanReturns[step] }
      let mean = Statistics.mean(returns)
      return Point(
        step: step, rollouts: step * scoring.rolloutCount,
        environmentSteps: Statistics.mean(summary.map { Double($0.environmentSteps[step]) }),
        mean: mean,
        confidence95: Statistics.confidenceInterval95(
          returns, key: bootstrap.child(.bootstrap, step)),
        interquartileMean: Statistics.interquartileMean(returns),
        standardDeviation: Statistics.standardDeviation(returns),
        normalized: anchors.normalized(mean))
    }
  }
}

extension Score {
  /// Measures the known levels on the tasks of a protocol, without any policy.
  ///
  /// - Parameters:
  ///   - distribution: Where tasks come from.
  ///   - scoring: Which tasks, and how many episodes each.
  ///   - workers: The threads that share out the tasks.
  /// - Returns: The mean returns of the reference players.
  /// - Throws: `TaskDistributionError` if there is no such split.
  public static func anchors(
    on distribution: TaskDistribution, by scoring: ScoringProtocol, workers: Workers
  ) throws -> Anchors {
    let root = RandomKey(seed: scoring.seed)
    let tasks = try (0..<scoring.taskCount).map {
      try distribution.task(scoring.split, index: $0, key: root)
    }
    let measurement = Measurement(
      distribution: distribution, scoring: scoring, tasks: tasks,
      key: root.child(.scoring), workers: workers)
    return try measurement.anchors(untrained: []) { _ in }
  }
}

/// An untrained policy with one inner learning rate.
public struct UntrainedStart: Sendable {
  /// The rate of every step.
  public var learningRate: Double
  /// Where it begins.
  public var adaptation: any Adaptation

  /// Creates a start.
  public init(learningRate: Double, adaptation: any Adaptation) {
    self.learningRate = learningRate
    self.adaptation = adaptation
  }
}
