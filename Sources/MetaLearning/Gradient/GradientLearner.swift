package import Gym
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
  public let settings: GradientSettings
  /// The architecture of the policy.
  public let policy: Policy
  /// What was learned so far: initial parameters and logarithms of inner learning rates.
  public var point: MetaVector<Scalar>
  /// How many adaptation steps on a task led to the initial parameters; 0 unless they were saved after
  /// adapting.
  public var stepsTaken = 0
  /// What an inner step may change.
  public let rule: AdaptationRule<Scalar>
  var adam: Adam<Scalar>

  /// Creates a learner with random initial parameters.
  public init(settings: GradientSettings, policy: Policy, key: RandomKey) {
    self.settings = settings
    self.policy = policy
    rule = AdaptationRule(settings: settings, policy: policy)
    let parameters: [Scalar] = policy.initialParameters(
      key: key, initialStandardDeviation: Scalar(settings.policy.initialStandardDeviation))
    let rates = InnerLearningRates(settings.inner).prefix(settings.trainingSteps)
    point = MetaVector(
      parameters: parameters, logLearningRates: rates.map { Scalar.naturalLogarithm(Scalar($0)) },
      logMultipliers: settings.method == .metaSGD ? parameters.map { _ in 0 } : [])
    adam = Adam(
      parameterCount: point.flattened.count,
      learningRate: Scalar(settings.outer.adam?.learningRate ?? 0))
  }

  /// The inner learning rates as they are now, `[K]`.
  public var learningRates: [Scalar] { point.rates.steps }

  var advantageOptions: AdvantageSettings { settings.advantages }

  /// Improves the initial parameters on a meta-batch; see `Learner.update`.
  ///
  /// - Throws: `LearnerError` if a gradient or a step is not finite, `PlayError` if actions are not; the
  ///   learner is then unchanged.
  @_specialize(where Scalar == Float)
  package mutating func update(
    on tasks: [[Float]], of distribution: TaskDistribution, workers: Workers, key: RandomKey
  ) throws -> GradientReport {
    let learner = self
    let adapted = try Shards(tasks.count, workers: workers) { index in
      try learner.adaptAndDifferentiate(
        to: tasks[index], of: distribution, key: key.child(.task, index))
    }
    let outcomes = try adapted.collect(workers: workers) { _, result in
      (
        record: result.task.record,
        isAtLimit: !result.task.path.stopped.allSatisfy(\.isEmpty),
        facts: ScoreWeightFacts(result.task), gradient: result.gradient
      )
    }
    var report = GradientReport(
      outcomes.map(\.record), isAtLimit: outcomes.map(\.isAtLimit))
    let weights = MetaObjective<Scalar>.scoreWeights(outcomes.map(\.facts), settings)
    let objective = MetaObjective(
      try adapted.map(workers: workers) { index, result in
        TaskObjective(
          settings: learner.settings, task: result.task,
          scoreWeights: weights.isEmpty ? [] : weights[index])
      })
    let gradients = outcomes.compactMap(\.gradient)
    let meanGradient =
      gradients.isEmpty ? try objective.meanGradient(workers: workers) : MetaVector.mean(gradients)
    try step(on: objective, along: meanGradient, workers: workers, report: &report)
    report.innerLearningRates = learningRates.map { Double($0) }
    return report
  }

  /// Adapts to one task and computes its part of the meta-gradient, unless that depends on other tasks.
  ///
  /// Doing both together reuses what the gradient and the Hessian of a step have in common.
  private func adaptAndDifferentiate(
    to task: [Float], of distribution: TaskDistribution, key: RandomKey
  ) throws -> (task: AdaptedTask<Scalar>, gradient: MetaVector<Scalar>?) {
    let keepsHessians =
      !rule.isFirstOrder && !settings.metaGradient.hasScoreFunctionTerm
      && settings.method != .reptile
    var hessians: [AdaptationPath<Surrogate<Scalar>>.Hessian]? = keepsHessians ? [] : nil
    var adapted = try adapt(to: task, of: distribution, key: key, keeping: &hessians)
    // The weights of score functions compare tasks.
    let gradient =
      settings.metaGradient.hasScoreFunctionTerm
      ? nil
      : TaskObjective(settings: settings, task: adapted).gradient(hessians: hessians)
    // Adam takes one step and needs no ratios at other parameters.
    if settings.outer.name != .adam { adapted.fixOldPolicies() }
    return (adapted, gradient)
  }

  /// Adapts to one task and collects query rollouts.
  ///
  /// - Throws: `LearnerError.notFiniteAdaptation` if a step is not finite, `PlayError` if actions are not.
  @_specialize(where Scalar == Float)
  package func adapt(
    to task: [Float], of distribution: TaskDistribution, key: RandomKey
  ) throws -> AdaptedTask<Scalar> {
    var hessians: [AdaptationPath<Surrogate<Scalar>>.Hessian]?
    return try adapt(to: task, of: distribution, key: key, keeping: &hessians)
  }

  private func adapt(
    to task: [Float], of distribution: TaskDistribution, key: RandomKey,
    keeping hessians: inout [AdaptationPath<Surrogate<Scalar>>.Hessian]?
  ) throws -> AdaptedTask<Scalar> {
    var agent = makeAgent(keepsPath: true)
    var record = TaskRecord()
    var latest: Rollouts?
    try distribution.play(
      TrialPlan(blockCount: settings.trainingSteps + 1, episodesPerBlock: settings.rollouts),
      on: task, by: &agent, key: key,
      absorbing: { agent, rollouts in try agent.absorb(rollouts, keeping: &hessians) },
      afterBlock: { block in
        record.add(block.rollouts)
        latest = block.rollouts
        return true
      })
    guard let latest else { preconditionFailure("GradientLearner: a trial without blocks.") }
    let query = agent.surrogate(of: latest, .likelihoodRatio)
    record.entropy = Double(query.entropy(at: agent.parameters, isSample: true))
    record.logStandardDeviations = policy.logStandardDeviations(agent.parameters)
    return AdaptedTask(path: agent.path, query: query, record: record)
  }

  /// The agent as it begins a trial.
  ///
  /// - Parameters:
  ///   - listed: The rate of each step; `nil` for the learner's own.
  ///   - decay: Factor of the rate at each step beyond those listed; `nil` for the learner's own.
  ///   - keepsPath: Whether all steps are kept, for derivatives through them.
  /// - Returns: The agent before its first step.
  func makeAgent(
    learningRates listed: [Double]? = nil, decay: Double? = nil, keepsPath: Bool = false
  ) -> GradientAgent<Scalar> {
    let rates = point.rates
    let trained = rates.steps.map { Double($0) }
    // The settings may list more steps than training takes.
    let own = trained + settings.inner.learningRates.dropFirst(trained.count)
    return GradientAgent(
      policy: policy, parameters: point.parameters, multipliers: rates.multipliers, rule: rule,
      rates: InnerLearningRates(
        listed: listed ?? own, decay: decay ?? settings.inner.decay),
      estimator: settings.metaGradient.estimator, options: advantageOptions,
      stepsBefore: stepsTaken, keepsPath: keepsPath)
  }
}

extension GradientReport {
  /// Averages the records of the tasks of a meta-batch.
  init(_ records: [TaskRecord], isAtLimit: [Bool]) {
    self.init()
    let count = Double(records.count)
    taskReturns = records.map(\.meanReturns)
    stageReturns = (records.first?.meanReturns ?? []).indices.map { stage in
      records.reduce(0) { $0 + $1.meanReturns[stage] } / count
    }
    environmentSteps = records.reduce(0) { $0 + $1.environmentSteps }
    entropy = records.reduce(0) { $0 + $1.entropy } / count
    let logs = records.map(\.logStandardDeviations)
    if let lowest = logs.joined().min(), let highest = logs.joined().max() {
      logStandardDeviation =
        logs.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / count
      // A range cannot have NaN as an end; the step that led to it is refused.
      if lowest <= highest {
        standardDeviations = Double.exponential(lowest)...Double.exponential(highest)
      }
      tasksAtDeviationLimit = isAtLimit.count { $0 }
    }
  }
}
