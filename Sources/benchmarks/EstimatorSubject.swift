import MetaLearning
import Networks
import Tensors

/// What the estimators of meta-gradients are worth on `point-robot/goals`, and what they cost.
///
/// On the same fresh meta-batches every variant takes its meta-gradient, at a policy that is partly
/// trained. Each gradient is compared with the mean over all other meta-batches: of its own kind,
/// which shows noise, and of DiCE's, the only one to keep all terms of the inner Hessian, which shows
/// noise and bias.
struct EstimatorSubject {
  static let name = "estimators on point-robot/goals"

  let policy: PartlyTrainedPolicy
  let bench: Bench

  /// Trains the policy.
  init(bench: Bench, trainingIterations: Int) throws {
    self.bench = bench
    policy = try PartlyTrainedPolicy(
      iterationCount: trainingIterations, workers: bench.workers)
  }

  /// Compares gradients that must agree.
  ///
  /// - Throws: `WrongResult` if, at the policy that collected the rollouts, an estimator's gradient is
  ///   not the policy gradient, or if the score-function term is not the same summand for each.
  func check() throws {
    try checkStatistics()
    let batch = try policy.metaBatch(0, workers: bench.workers)
    for estimator in InnerEstimator.allCases {
      for task in batch {
        var support = task.path.supports[0]
        support.estimator = estimator
        try compare(
          support.gradient(at: policy.point.parameters).map(Double.init),
          with: policyGradient(of: support), "a gradient of \(estimator.rawValue)")
      }
    }
    func gradient(_ variant: MetaGradientVariant) throws -> [Double] {
      try MetaGradientSamples.gradient(
        variant, of: batch, at: policy, workers: bench.workers)
    }
    let score = zip(try gradient(.firstOrder.addingScore), try gradient(.firstOrder)).map(-)
    for variant in MetaGradientVariant.withoutScore {
      try compare(
        gradient(variant.addingScore), with: zip(gradient(variant), score).map(+),
        "a meta-gradient of \(variant.addingScore.name)")
    }
  }

  /// The policy gradient in double precision, 1/B Σ A ∇log π.
  private func policyGradient(of surrogate: Surrogate<Float>) -> [Double] {
    let rows = surrogate.batch
    let actions: PolicyBatch<Double>.ActionRows =
      switch rows.actions {
      case .continuous(let values, let size): .continuous(values.map(Double.init), size: size)
      case .discrete(let choices): .discrete(choices)
      }
    let advantages = rows.advantages.map(Double.init)
    // The score function weighs each row, which need not be with how much a row counts.
    let weighted = Surrogate<Double>(
      policy: surrogate.policy,
      batch: PolicyBatch(
        observations: rows.observations.map(Double.init), observationSize: rows.observationSize,
        actions: actions, advantages: advantages, offsets: rows.offsets, weights: advantages))
    let sum = weighted.scoreFunction(at: policy.point.parameters.map(Double.init))
    return VectorMath.scaled(sum, by: 1 / Double(rows.rowCount))
  }

  private func checkStatistics() throws(WrongResult) {
    let samples = [[3.0, 1], [3, -1], [3, 1], [3, -1]]
    let own = MetaGradientStatistics(samples, against: samples)
    let mixed = MetaGradientStatistics(samples, against: [[1, 1], [1, 0], [1, 0], [1, 0]])
    // Squares are 10, products of different samples on average 26/3. The sum of the others is (9, -1)
    // for (3, 1). Over ordered pairs products add up to 104, with the second kind to 12 · 4 - 13 = 35,
    // and of that kind to 17 - 5 = 12.
    try compare(
      [own.relativeVariance?.value ?? .nan, own.cosine.value, mixed.cosineOfMeans?.value ?? .nan],
      with: [2.0 / 13, 26 / 820.0.squareRoot(), 35 / (104.0 * 12).squareRoot()],
      "a statistic of four vectors")
  }

  private func compare(
    _ found: [Double], with expected: [Double], _ what: String
  ) throws(WrongResult) {
    let difference = VectorMath.norm(VectorMath.sum(found, expected, times: -1))
    let error = difference / VectorMath.norm(expected)
    // Single precision leaves about 1e-6; not a number is more than any bound.
    guard error < 1e-4 else {
      throw WrongResult(subject: Self.name, finding: "\(what) is wrong by \(error) of its length")
    }
  }

  /// Measures all variants.
  ///
  /// - Parameter metaBatchCount: How many meta-batches the gradients are of.
  /// - Returns: The comparison.
  /// - Throws: `LearnerError` if anything was not finite.
  func measure(metaBatchCount: Int) throws -> EstimatorReport {
    let samples = try MetaGradientSamples(metaBatchCount, at: policy, workers: bench.workers)
    let (adam, trpo) = (try costs(outer: .adam), try costs(outer: .trpo))
    let dice = samples.gradients[.dice] ?? []
    let rows = MetaGradientVariant.all.map { variant in
      let gradients = samples.gradients[variant] ?? []
      let (own, common) = (
        MetaGradientStatistics(gradients, against: gradients),
        MetaGradientStatistics(gradients, against: dice)
      )
      return EstimatorReport.Row(
        name: variant.name,
        relativeVariance: .init(own.relativeVariance, unit: "squared length of the mean"),
        cosineToOwnLargeBatch: .init(own.cosine, unit: "cosine"),
        cosineToDiceLargeBatch: .init(common.cosine, unit: "cosine"),
        cosineOfMeanToDice: .init(common.cosineOfMeans, unit: "cosine"),
        adamIteration: adam[variant], trpoIteration: trpo[variant])
    }
    return EstimatorReport(
      trainingIterations: policy.iterationCount, stageReturns: samples.stageReturns,
      metaBatches: metaBatchCount, tasks: policy.settings.tasks,
      rollouts: policy.settings.rollouts, rows: rows)
  }

  /// What one iteration costs, in those of first order.
  private func costs(
    outer: OuterStep.Name
  ) throws -> [MetaGradientVariant: EstimatorReport.Cost] {
    let variants = MetaGradientVariant.all
    let learners = variants.map { policy.learner($0, outer: outer) }
    let times = try Bench.secondsInTurns(learners.count, repeats: bench.repeats) { index, number in
      try policy.update(learners[index], number: number, workers: bench.workers)
    }
    return Dictionary(uniqueKeysWithValues: zip(variants, times.map(EstimatorReport.Cost.init)))
  }
}
