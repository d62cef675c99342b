public import Gym
public import Networks
public import Numerics
public import Tensors

/// Policy-gradient MAML and its relatives, in either precision.
///
/// Each task of a meta-batch collects rollouts, takes a policy-gradient step, and so on K times, then
/// collects query rollouts with the adapted policy. The meta-gradient of the query surrogate goes
/// back through the steps and an outer optimiser ascends it. The learners of the family differ in
/// which parameters a step changes and how far (`AdaptationRule`, `InnerRates`), and in what is
/// ascended (`MetaObjective`); joint training is the case without inner steps.
///
/// - Source: Finn et al. 2017, algorithm 3, <https://arxiv.org/abs/1703.03400>.
public struct GradientLearner<Scalar: TensorScalar>: Sendable {
  /// How it learns.
  public let settings: LearnerSettings
  /// The architecture of the policy.
  public let policy: MLPPolicy
  /// What was learned so far: initial parameters and logarithms of inner learning rates.
  public var point: MetaVector<Scalar>
  /// What an inner step may change.
  public let rule: AdaptationRule<Scalar>
  var adam: Adam<Scalar>

  /// Creates a learner with random initial parameters.
  public init(settings: LearnerSettings, policy: MLPPolicy, key: RandomKey) {
    self.settings = settings
    self.policy = policy
    rule = AdaptationRule(settings: settings, policy: policy)
    let parameters: [Scalar] = policy.initialParameters(
      key: key, initialStandardDeviation: Scalar(settings.initialStandardDeviation))
    let rates = InnerLearningRates(settings: settings).prefix(settings.trainingSteps)
    point = MetaVector(
      parameters: parameters, logLearningRates: rates.map { Scalar.naturalLogarithm(Scalar($0)) },
      logMultipliers: settings.learner == .metaSGD ? parameters.map { _ in 0 } : [])
    adam = Adam(
      parameterCount: point.flattened.count, learningRate: Scalar(settings.outerLearningRate))
  }

  /// The inner learning rates as they are now, `[K]`.
  public var learningRates: [Scalar] { point.rates.steps }

  var advantageOptions: AdvantageOptions { AdvantageOptions(settings: settings) }

  /// Improves the initial parameters on a meta-batch; see `Learner.update`.
  public mutating func update(
    on tasks: [[Float]], of distribution: TaskDistribution, workers: Workers, key: RandomKey
  ) throws -> UpdateReport {
    let learner = self
    let results = try workers.map(tasks.count) { index in
      learner.adaptAndDifferentiate(
        to: tasks[index], of: distribution, key: key.child(.task, index))
    }
    let adapted = results.map(\.task)
    var report = UpdateReport(
      adapted.map(\.record), isAtLimit: adapted.map { !$0.path.stopped.allSatisfy(\.isEmpty) })
    let objective = MetaObjective(settings: settings, tasks: adapted)
    let gradients = results.compactMap(\.gradient)
    let meanGradient =
      gradients.isEmpty ? try objective.meanGradient(workers: workers) : MetaVector.mean(gradients)
    try step(on: objective, along: meanGradient, workers: workers, report: &report)
    report.innerLearningRates = learningRates.map { Double($0) }
    return report
  }

  /// Adapts to one task and takes its part of the meta-gradient, unless that depends on other tasks.
  ///
  /// Both in one go: what a step's gradient and its Hessian have in common is still at hand.
  private func adaptAndDifferentiate(
    to task: [Float], of distribution: TaskDistribution, key: RandomKey
  ) -> (task: AdaptedTask<Scalar>, gradient: MetaVector<Scalar>?) {
    let keepsHessians =
      !rule.isFirstOrder && !settings.hasScoreFunctionTerm && settings.learner != .reptile
    var hessians: [AdaptationPath<Surrogate<Scalar>>.Hessian]? = keepsHessians ? [] : nil
    var adapted = adapt(to: task, of: distribution, key: key, keeping: &hessians)
    // The weights of score functions compare tasks.
    let gradient =
      settings.hasScoreFunctionTerm
      ? nil
      : MetaObjective(settings: settings, tasks: [adapted]).gradient(
        ofTask: 0, hessians: hessians)
    // Adam moves once and never asks how the rollouts would count elsewhere.
    if settings.outer != .adam { adapted.fixOldPolicies() }
    return (adapted, gradient)
  }

  /// Adapts to one task and collects query rollouts.
  package func adapt(
    to task: [Float], of distribution: TaskDistribution, key: RandomKey
  ) throws -> AdaptedTask<Scalar> {
    var hessians: [AdaptationPath<Surrogate<Scalar>>.Hessian]?
    return adapt(to: task, of: distribution, key: key, keeping: &hessians)
  }

  private func adapt(
    to task: [Float], of distribution: TaskDistribution, key: RandomKey,
    keeping hessians: inout [AdaptationPath<Surrogate<Scalar>>.Hessian]?
  ) -> AdaptedTask<Scalar> {
    let rates = point.rates
    var path = AdaptationPath<Surrogate<Scalar>>(
      initialParameters: point.parameters, multipliers: rates.multipliers, rule: rule)
    var record = TaskRecord()
    for (k, rate) in rates.steps.enumerated() {
      let support = collect(
        task, of: distribution, with: path.adaptedParameters, settings.estimator,
        key: key.child(.adaptationStep, k), record: &record)
      path.step(on: support, learningRate: rate, keeping: &hessians)
    }
    let adapted = path.adaptedParameters
    let query = collect(
      task, of: distribution, with: adapted, .likelihoodRatio,
      key: key.child(.adaptationStep, path.stepCount), record: &record)
    record.entropy = Double(query.entropy(at: adapted, isSample: true))
    record.logStandardDeviations = policy.logStandardDeviations(adapted)
    return AdaptedTask(path: path, query: query, record: record)
  }

  private func collect(
    _ task: [Float], of distribution: TaskDistribution, with parameters: [Scalar],
    _ estimator: InnerEstimator, key: RandomKey, record: inout TaskRecord
  ) -> Surrogate<Scalar> {
    var player = PolicyPlayer(policy: policy, parameters: parameters)
    let rollouts = distribution.rollouts(settings.rollouts, of: task, by: &player, key: key)
    record.meanReturns.append(rollouts.meanReturn)
    record.meanLengths.append(
      Double(rollouts.stepCount) / Double(max(1, rollouts.episodeCount)))
    record.environmentSteps += rollouts.stepCount
    return Surrogate(
      policy: policy,
      batch: PolicyBatch(rollouts, actionKind: policy.actionKind, options: advantageOptions),
      estimator: estimator)
  }
}

extension AdvantageOptions {
  /// The options that settings ask for.
  public init(settings: LearnerSettings) {
    self.init(
      discount: settings.discount, lambda: settings.lambda, baseline: settings.baseline,
      baselineConstant: settings.baselineConstant, isNormalized: settings.normalizesAdvantages)
  }
}

extension UpdateReport {
  /// Gathers what the tasks of a meta-batch tell.
  init(_ records: [TaskRecord], isAtLimit: [Bool]) {
    self.init()
    let count = Double(records.count)
    stageReturns = (records.first?.meanReturns ?? []).indices.map { stage in
      records.reduce(0) { $0 + $1.meanReturns[stage] } / count
    }
    environmentSteps = records.reduce(0) { $0 + $1.environmentSteps }
    entropy = records.reduce(0) { $0 + $1.entropy } / count
    let logs = records.map(\.logStandardDeviations)
    if let lowest = logs.joined().min(), let highest = logs.joined().max() {
      logStandardDeviation =
        logs.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / count
      // What is not a number has no place in a range; the step that led to it is refused.
      if lowest <= highest {
        standardDeviations = Double.exponential(lowest)...Double.exponential(highest)
      }
      tasksAtDeviationLimit = isAtLimit.count { $0 }
    }
  }
}
