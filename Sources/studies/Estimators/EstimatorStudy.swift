import Measuring
import MetaLearning
import Networks
import Numerics
import Tensors

/// The noise, the bias and the cost of estimators of the meta-gradient on `point-robot/goals`.
///
/// Every variant takes its meta-gradient on the same meta-batches, at a policy in the middle of
/// training. Each gradient is compared with means over all other meta-batches: the mean of its own kind
/// shows noise; the mean of DiCE's, which alone keep all terms of the inner Hessian, shows noise and
/// bias.
struct EstimatorStudy {
  static let name = "estimators on point-robot/goals"

  let policy: EstimatorPolicy
  let workers: Workers
  /// Timed repeats of an iteration of each variant.
  let repeats: Int

  /// Trains the policy.
  init(workers: Workers, repeats: Int, trainingIterations: Int) throws {
    self.workers = workers
    self.repeats = repeats
    policy = try EstimatorPolicy(iterationCount: trainingIterations, workers: workers)
  }

  /// Compares gradients that must agree.
  ///
  /// - Throws: `WrongResult` if, at the policy that collected the rollouts, an estimator's gradient is
  ///   not the policy gradient, or if the score-function term is not the same summand for each.
  func check() throws {
    try checkStatistics()
    let batch = try policy.metaBatch(0, workers: workers)
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
        variant, of: batch, at: policy, workers: workers)
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
    // The score function weights each row with `weights`, here the advantages.
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
    // Squared lengths are 10, products of different samples on average 26/3. For (3, 1) the sum of the
    // other samples is (9, -1). Products over ordered pairs sum to 104, with the second kind to
    // 12 · 4 - 13 = 35, and within that kind to 17 - 5 = 12.
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
    // Single precision leaves about 1e-6. A NaN fails the comparison.
    guard error < 1e-4 else {
      throw WrongResult(subject: Self.name, finding: "\(what) is wrong by \(error) of its length")
    }
  }

  /// Measures all variants.
  ///
  /// - Parameter metaBatchCount: The meta-batches on which gradients are taken, at least 3.
  /// - Returns: The comparison.
  /// - Throws: `LearnerError` if anything is not finite.
  func measure(metaBatchCount: Int) throws -> EstimatorReport {
    let samples = try MetaGradientSamples(metaBatchCount, at: policy, workers: workers)
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

  /// The time of one iteration of each variant, in iterations of first order.
  private func costs(
    outer: OuterStep.Name
  ) throws -> [MetaGradientVariant: EstimatorReport.Cost] {
    let variants = MetaGradientVariant.all
    let learners = variants.map { policy.learner($0, outer: outer) }
    let times = try Timing.secondsInTurns(learners.count, repeats: repeats) { index, number in
      try policy.update(learners[index], number: number, workers: workers)
    }
    return Dictionary(uniqueKeysWithValues: zip(variants, times.map(EstimatorReport.Cost.init)))
  }
}
