/// What one update of a learner with a memory did.
package struct MemoryReport: Equatable, Sendable {
  /// The mean return of each episode of a trial, `[episodes]`.
  package var blockReturns: [Double]
  /// The return of each episode in each trial, `[M][episodes]`.
  package var trialReturns: [[Double]]
  /// Environment steps taken.
  package var environmentSteps: Int
  /// Sums over the last epoch.
  package var sums = ProximalSums()
  /// The length of each step's gradient before it was limited.
  package var gradientNorms: [Double] = []
  /// Adam's step size.
  package var learningRate = 0.0

  init(_ summaries: [TrialSummary], steps: Int) {
    trialReturns = summaries.flatMap(\.blockReturns)
    let count = Double(max(1, trialReturns.count))
    let returns = trialReturns
    blockReturns = (returns.first ?? []).indices.map { block in
      returns.reduce(0) { $0 + $1[block] } / count
    }
    environmentSteps = steps
  }
}

/// What is known of the trials of a shard.
struct TrialSummary: Sendable {
  /// The return of each episode in each trial, `[trials][episodes]`.
  var blockReturns: [[Double]]
  /// Of the discounted returns of all steps.
  var moments: Moments

  init<Scalar>(_ batch: TrialBatch<Scalar>, discount: Double) {
    blockReturns = batch.blockReturns
    moments = Moments()
    let returns = batch.advantages(
      values: [Double](repeating: 0, count: batch.rewards.count), discount: discount, lambda: 1)
    for number in returns { moments.add(number) }
  }
}

extension MemoryReport {
  /// The columns of the log, each with its value.
  private static let measures: [(LogColumn, @Sendable (MemoryReport) -> Measure.Value)] = [
    (
      LogColumn("firstEpisodeReturn", "mean return of a trial's first episode"),
      { .number($0.blockReturns.first ?? 0) }
    ),
    (
      LogColumn("lastEpisodeReturn", "mean return of a trial's last episode"),
      { .number($0.blockReturns.last ?? 0) }
    ),
    (
      LogColumn("trialReturn", "mean return of a whole trial"),
      { .number($0.blockReturns.reduce(0, +)) }
    ),
    (
      LogColumn(
        "klDivergence", "mean divergence from the policy that played, in the last epoch, in nats",
        progress: .nats(label: "KL")), { .number($0.sums.mean(\.divergence)) }
    ),
    (
      LogColumn("entropy", "mean entropy of the actions' distributions, in nats"),
      { .number($0.sums.mean(\.entropy)) }
    ),
    (
      LogColumn("clippedShare", "share of steps that were ignored because their ratio is clipped"),
      { .number(Double($0.sums.clippedCount) / Double(max(1, $0.sums.rowCount))) }
    ),
    (
      LogColumn("valueLoss", "mean loss of the value, in units of the returns' deviation"),
      { .number($0.sums.mean(\.valueLoss)) }
    ),
    (
      LogColumn("gradientNorm", "mean length of the gradients before they were limited"),
      { .number($0.gradientNorms.reduce(0, +) / Double(max(1, $0.gradientNorms.count))) }
    ),
    (LogColumn("learningRate", "step size of Adam"), { .number($0.learningRate) }),
  ]

  /// The columns of the log.
  static let columns = measures.map(\.0)

  /// The same as the report of any learner.
  package var updateReport: UpdateReport {
    UpdateReport(
      measures: Self.measures.map { Measure($0.0, $0.1(self)) }, blockReturns: blockReturns,
      environmentSteps: environmentSteps,
      tasks: trialReturns.map { TaskOutcome(blockReturns: $0) })
  }
}
