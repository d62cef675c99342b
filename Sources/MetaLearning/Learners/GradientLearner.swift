public import Gym
public import Networks
public import Tensors

/// Policy-gradient MAML, and joint training as its case without inner steps.
///
/// Each task of a meta-batch collects rollouts, takes a policy-gradient step, and so on K times, then
/// collects query rollouts with the adapted policy. The meta-gradient of the query surrogate goes
/// back through the steps exactly (or to first order) and an outer optimiser ascends it.
///
/// - Source: Finn et al. 2017, algorithm 3, <https://arxiv.org/abs/1703.03400>.
public struct GradientLearner<Scalar: TensorScalar>: Sendable {
  /// How it learns.
  public let settings: LearnerSettings
  /// The architecture of the policy.
  public let policy: MLPPolicy
  /// What was learned so far: initial parameters and logarithms of inner learning rates.
  public var point: MetaVector<Scalar>
  var adam: Adam<Scalar>

  /// Creates a learner with random initial parameters.
  public init(settings: LearnerSettings, policy: MLPPolicy, key: RandomKey) {
    self.settings = settings
    self.policy = policy
    let parameters: [Scalar] = policy.initialParameters(
      key: key, initialStandardDeviation: Scalar(settings.initialStandardDeviation))
    let rates = InnerLearningRates(settings: settings).prefix(settings.trainingSteps)
    point = MetaVector(
      parameters: parameters, logLearningRates: rates.map { Scalar.naturalLogarithm(Scalar($0)) })
    adam = Adam(
      parameterCount: point.flattened.count, learningRate: Scalar(settings.outerLearningRate))
  }

  /// The inner learning rates as they are now, `[K]`.
  public var learningRates: [Scalar] { point.logLearningRates.map(Scalar.exponential) }

  var advantageOptions: AdvantageOptions {
    AdvantageOptions(
      discount: settings.discount, lambda: settings.lambda,
      baseline: settings.baseline, isNormalized: settings.normalizesAdvantages)
  }

  /// Improves the initial parameters on a meta-batch; see `Learner.update`.
  public mutating func update(
    on tasks: [[Float]], of distribution: TaskDistribution, workers: Workers, key: RandomKey
  ) throws -> UpdateReport {
    let learner = self
    let isTrustRegion = settings.outer == .trpo
    let results = try workers.map(tasks.count) { index in
      var adapted = try learner.adapt(
        to: tasks[index], of: distribution, key: key.child(.task, index))
      if isTrustRegion {
        adapted.path.fixOldPolicies()
        adapted.query.fixOldPolicy(at: adapted.path.adaptedParameters)
      }
      return (task: adapted, gradient: learner.metaGradient(of: adapted))
    }
    let gradient = meanGradient(results.map(\.gradient))
    try checkFinite(gradient.flattened)
    var report = makeReport(results.map(\.task.record))
    report.gradientNorm = Double(VectorMath.norm(gradient.flattened))
    switch settings.outer {
    case .adam, .ppo, .promp:
      var flat = point.flattened
      var optimizer = adam
      optimizer.ascend(&flat, along: gradient.flattened)
      try checkFinite(flat)
      // An infinite moment would hold its parameter still ever after.
      try checkFinite(optimizer.secondMoment)
      let moved = MetaVector(flattened: flat, parameterCount: point.parameters.count)
      report.divergence = try initialDivergence(
        to: moved.parameters, on: results.map { $0.task }, workers: workers)
      adam = optimizer
      point = moved
    case .trpo:
      let region = TrustRegion<Scalar>(settings: settings, workers: workers)
      let outcome = try region.step(from: point, along: gradient, tasks: results.map(\.task))
      try checkFinite(outcome.point.flattened)
      point = outcome.point
      report.divergence = Double(outcome.divergence)
      report.lineSearchStep = outcome.lineSearchStep
    }
    report.innerLearningRates = learningRates.map { Double($0) }
    return report
  }

  /// Adapts to one task and collects query rollouts.
  package func adapt(
    to task: [Float], of distribution: TaskDistribution, key: RandomKey
  ) throws -> AdaptedTask<Scalar> {
    var path = AdaptationPath(
      initialParameters: point.parameters, isFirstOrder: settings.isFirstOrder)
    var record = TaskRecord()
    for (k, rate) in learningRates.enumerated() {
      let support = collect(
        task, of: distribution, with: path, key: key.child(.adaptationStep, k), record: &record)
      path.step(on: support, learningRate: rate)
    }
    let query = collect(
      task, of: distribution, with: path, key: key.child(.adaptationStep, path.stepCount),
      record: &record)
    record.entropy = Double(query.entropy(at: path.adaptedParameters, isSample: true))
    record.logStandardDeviation = policy.meanLogStandardDeviation(path.adaptedParameters)
    return AdaptedTask(path: path, query: query, record: record)
  }

  private func collect(
    _ task: [Float], of distribution: TaskDistribution, with path: AdaptationPath<Scalar>,
    key: RandomKey, record: inout TaskRecord
  ) -> Surrogate<Scalar> {
    var player = PolicyPlayer(policy: policy, parameters: path.adaptedParameters)
    let rollouts = distribution.rollouts(settings.rollouts, of: task, by: &player, key: key)
    record.meanReturns.append(rollouts.meanReturn)
    record.environmentSteps += rollouts.stepCount
    return Surrogate(
      policy: policy,
      batch: PolicyBatch(rollouts, actionKind: policy.actionKind, options: advantageOptions))
  }

  /// The gradient of one task's outer objective with respect to what is learned.
  package func metaGradient(of task: AdaptedTask<Scalar>) -> MetaVector<Scalar> {
    let path = task.path
    let last = task.query.gradient(at: path.adaptedParameters)
    guard settings.countsWholeTrial else { return path.pullback(last) }
    return path.pullback(last, addingStageGradients: true)
  }

  private func meanGradient(_ gradients: [MetaVector<Scalar>]) -> MetaVector<Scalar> {
    var total = [Scalar](repeating: 0, count: point.flattened.count)
    for gradient in gradients {
      VectorMath.add(gradient.flattened, times: 1 / Scalar(gradients.count), to: &total)
    }
    var result = MetaVector(flattened: total, parameterCount: point.parameters.count)
    if !settings.learnsInnerLearningRates {
      result.logLearningRates = result.logLearningRates.map { _ in 0 }
    }
    return result
  }

  /// How far the initial policy would move: its mean divergence on a sample of the first rollouts.
  ///
  /// It is refused if it is not finite: then neither is what the new policy says of actions.
  private func initialDivergence(
    to after: [Scalar], on tasks: [AdaptedTask<Scalar>], workers: Workers
  ) throws -> Double {
    let before = point.parameters
    let divergences = try workers.map(tasks.count) { index in
      let first = tasks[index].path.supports.first ?? tasks[index].query
      return Double(first.klDivergence(from: before, to: after, isSample: true))
    }
    let mean = divergences.reduce(0, +) / Double(tasks.count)
    guard mean.isFinite else { throw LearnerError.notFiniteDivergence }
    return mean
  }

  private func makeReport(_ records: [TaskRecord]) -> UpdateReport {
    let count = Double(records.count)
    var report = UpdateReport()
    report.stageReturns = (0...settings.trainingSteps).map { stage in
      records.reduce(0) { $0 + $1.meanReturns[stage] } / count
    }
    report.environmentSteps = records.reduce(0) { $0 + $1.environmentSteps }
    report.entropy = records.reduce(0) { $0 + $1.entropy } / count
    let logs = records.compactMap(\.logStandardDeviation)
    report.logStandardDeviation = logs.isEmpty ? nil : logs.reduce(0, +) / count
    return report
  }

  private func checkFinite(_ vector: [Scalar]) throws(LearnerError) {
    let bad = vector.indices.filter { !vector[$0].isFinite }
    guard let first = bad.first else { return }
    let name =
      first < policy.layout.count
      ? policy.layout.name(ofParameter: first)
      : "innerLearningRate[\(first - policy.layout.count)]"
    throw .notFiniteMetaGradient(count: bad.count, firstName: name)
  }
}
