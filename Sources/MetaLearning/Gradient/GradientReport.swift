/// What one update of a gradient learner did.
package struct GradientReport: Equatable, Sendable {
  /// Mean return of each stage of adaptation over tasks and episodes, `[K + 1]`.
  package var stageReturns: [Double] = []
  /// The mean return of each stage in each task, `[M][K + 1]`.
  package var taskReturns: [[Double]] = []
  /// The mean divergence, old to new, in nats: of the adapted policies for TRPO, PPO and ProMP, of the
  /// initial policy on a sample of rows for Adam.
  package var divergence = 0.0
  /// Which try of the line search was accepted, from 0; `nil` if none was or there was no search.
  package var lineSearchStep: Int?
  /// Length of the meta-gradient.
  package var gradientNorm = 0.0
  /// Mean entropy of the adapted policies, in nats.
  package var entropy = 0.0
  /// Mean logarithm of the adapted standard deviations, for continuous actions.
  package var logStandardDeviation: Double?
  /// The smallest and largest standard deviation that any task's adaptation led to, for continuous
  /// actions.
  package var standardDeviations: ClosedRange<Double>?
  /// The number of tasks in which an adaptation step was stopped at a limit of standard deviations.
  package var tasksAtDeviationLimit = 0
  /// Environment steps taken, all stages together.
  package var environmentSteps = 0
  /// The inner learning rates after the update.
  package var innerLearningRates: [Double] = []

  /// Creates an empty report.
  package init() {}
}

extension GradientReport {
  /// The columns of the log, each with its value.
  private static let measures: [(LogColumn, @Sendable (GradientReport) -> Measure.Value?)] = [
    (
      LogColumn("preAdaptationReturn", "mean return before adaptation"),
      { .number($0.stageReturns.first ?? 0) }
    ),
    (
      LogColumn("postAdaptationReturn", "mean return after adaptation"),
      { .number($0.stageReturns.last ?? 0) }
    ),
    (
      LogColumn(
        "klDivergence", "mean divergence from the old policies to the new ones, in nats",
        progress: .nats(label: "KL")), { .number($0.divergence) }
    ),
    (
      LogColumn("lineSearchStep", "which try of the line search was accepted, from 0"),
      { $0.lineSearchStep.map { .count($0) } }
    ),
    (LogColumn("gradientNorm", "length of the meta-gradient"), { .number($0.gradientNorm) }),
    (
      LogColumn("entropy", "mean entropy of the adapted policies, in nats"), { .number($0.entropy) }
    ),
    (
      LogColumn("logStandardDeviation", "mean logarithm of the adapted standard deviations"),
      { $0.logStandardDeviation.map { .number($0) } }
    ),
    (
      LogColumn("lowestStandardDeviation", "the smallest adapted standard deviation of any task"),
      { $0.standardDeviations.map { .number($0.lowerBound) } }
    ),
    (
      LogColumn("highestStandardDeviation", "the largest adapted standard deviation of any task"),
      { $0.standardDeviations.map { .number($0.upperBound) } }
    ),
    (
      LogColumn(
        "tasksAtStandardDeviationLimit",
        "in how many tasks a step would have led beyond the limits of standard deviations",
        progress: .count(label: "deviation limit in", noun: "task")),
      { report in report.standardDeviations.map { _ in .count(report.tasksAtDeviationLimit) } }
    ),
    (
      LogColumn("innerLearningRate", "the learning rate of the first inner step"),
      { $0.innerLearningRates.first.map { .number($0) } }
    ),
  ]

  /// The columns of the log.
  static let columns = measures.map(\.0)

  /// The same as the report of any learner.
  package var updateReport: UpdateReport {
    UpdateReport(
      measures: Self.measures.map { Measure($0.0, $0.1(self)) }, blockReturns: stageReturns,
      environmentSteps: environmentSteps,
      tasks: taskReturns.map { TaskOutcome(blockReturns: $0) })
  }
}
