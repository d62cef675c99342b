import Gym
package import Networks
package import Numerics
package import Tensors

/// A policy with a memory that is trained by PPO over whole trials, in either precision.
///
/// Every trial of a meta-batch is on a task of its own. The memory of each is computed anew from the trial's
/// beginning in every pass, so gradients go through all of its steps.
///
/// - Source: Duan et al. 2016, <https://arxiv.org/abs/1611.02779>; Wang et al. 2016,
///   <https://arxiv.org/abs/1611.05763>; with PPO, Schulman et al. 2017,
///   <https://arxiv.org/abs/1707.06347>, in the place of TRPO and A3C.
package struct MemoryLearner<Scalar: TensorScalar>: Sendable {
  /// How it learns.
  package let settings: MemorySettings
  /// The architecture.
  package let policy: Policy
  /// The parameters, `[P]`.
  package var parameters: [Scalar]
  var adam: Adam<Scalar>
  /// How many updates were made.
  var updateCount = 0
  /// The running deviation of returns, in which values are measured.
  var returnDeviation = ReturnDeviation()

  /// Creates a learner with random initial parameters.
  package init(settings: MemorySettings, policy: Policy, key: RandomKey) {
    self.settings = settings
    self.policy = policy
    parameters = policy.initialParameters(
      key: key, initialStandardDeviation: Scalar(settings.deviation.initial))
    adam = Adam(parameterCount: 0, learningRate: 1)
    beginTraining()
  }

  /// Forgets what only training needs.
  mutating func beginTraining() {
    adam = Adam(
      parameterCount: parameters.count, learningRate: Scalar(settings.proximal.learningRate))
    adam.epsilon = 1e-5
    updateCount = 0
    returnDeviation = ReturnDeviation()
  }

  /// Makes the agent that acts by the parameters as they are.
  package func makeAgent(keepsDecisions: Bool = false) -> PolicyAgent<Scalar> {
    PolicyAgent(policy: policy, parameters: parameters, keepsDecisions: keepsDecisions)
  }

  /// The share of step size and entropy that is left: 1 at first, and never 0.
  var remainingShare: Double {
    let count = Double(settings.proximal.fallingIterations)
    return max(1 / count, 1 - Double(updateCount) / count)
  }

  /// Improves the parameters on a meta-batch; see `Learner.update`.
  ///
  /// - Throws: `LearnerError` if a gradient or the result is not finite, `PlayError` if actions are not; the
  ///   learner is then unchanged.
  @_specialize(where Scalar == Float)
  package mutating func update(
    on batch: MetaBatch, workers: Workers
  ) throws -> MemoryReport {
    var next = self
    let report = try next.improve(on: batch, workers: workers)
    self = next
    return report
  }

  private mutating func improve(
    on batch: MetaBatch, workers: Workers
  ) throws -> MemoryReport {
    let shards = TrialShards(settings)
    let trials = try collect(batch, shards, workers: workers)
    let summaries = try trials.collect(workers: workers) { [settings] _, batch in
      TrialSummary(batch, discount: settings.proximal.discount)
    }
    let unit = returnDeviation.value
    returnDeviation.add(summaries.map(\.moments))
    let newUnit = returnDeviation.value
    guard newUnit.isFinite else { throw LearnerError.notFiniteReturns }
    keepValues(from: unit, to: newUnit)
    let estimated = try trials.map(workers: workers) { [settings] _, batch in
      ShardTargets(batch, settings.proximal, oldUnit: unit, newUnit: newUnit)
    }
    let moments = try estimated.collect(workers: workers) { $1.advantageMoments }
      .reduce(into: Moments()) { $0.add($1) }
    let minibatches = try Minibatches(estimated, moments, workers: workers)
    var report = MemoryReport(summaries, steps: moments.count)
    report.learningRate = settings.proximal.learningRate * remainingShare
    adam.learningRate = Scalar(report.learningRate)
    try step(on: minibatches, shards, key: batch.key, workers: workers, report: &report)
    updateCount += 1
    return report
  }

  /// Plays the trials of each shard.
  private func collect(
    _ batch: MetaBatch, _ shards: TrialShards, workers: Workers
  ) throws -> Shards<TrialBatch<Scalar>> {
    let learner = self
    return try Shards(shards.count, workers: workers) { shard in
      var agent = learner.makeAgent(keepsDecisions: true)
      let blocks = try batch.distribution.play(
        learner.settings.episodes, onEach: Array(batch.tasks[shards.trials(ofShard: shard)]),
        by: &agent, key: batch.key.child(.task, shard))
      return TrialBatch(
        blocks.map(\.rollouts), policy: learner.policy,
        horizon: batch.distribution.specification.horizon)
    }
  }

  /// Takes the steps of all epochs.
  private mutating func step(
    on minibatches: Minibatches<Scalar>, _ shards: TrialShards, key: RandomKey, workers: Workers,
    report: inout MemoryReport
  ) throws {
    let objective = ProximalObjective<Scalar>(
      policy: policy, clip: settings.proximal.clip,
      entropyWeight: settings.proximal.entropy * remainingShare,
      valueWeight: settings.proximal.valueWeight)
    for epoch in 0..<settings.proximal.epochs {
      var sums = ProximalSums()
      let order = key.child(.minibatches, epoch).permutation(of: shards.count)
      for members in shards.minibatches(of: order) {
        let result = try minibatches.gradient(
          of: objective, at: parameters, shards: members, workers: workers)
        sums += result.sums
        report.gradientNorms.append(try ascend(result.gradient))
      }
      report.sums = sums
    }
  }

  /// Takes one step of Adam along a gradient of limited length.
  ///
  /// - Returns: The length of the gradient.
  private mutating func ascend(_ gradient: [Scalar]) throws -> Double {
    let bad = gradient.indices.filter { !gradient[$0].isFinite }
    if let first = bad.first {
      throw LearnerError.notFiniteGradient(
        count: bad.count, firstName: policy.layout.name(ofParameter: first))
    }
    let norm = VectorMath.norm(gradient)
    guard norm.isFinite else {
      throw LearnerError.notFiniteGradient(
        count: gradient.count, firstName: policy.layout.name(ofParameter: 0))
    }
    let limit = Scalar(settings.proximal.gradientLimit)
    adam.ascend(
      &parameters, along: norm > limit ? VectorMath.scaled(gradient, by: limit / norm) : gradient)
    for index in policy.logStandardDeviationRange ?? 0..<0 {
      let bounds = (
        Scalar.naturalLogarithm(Scalar(settings.deviation.minimum)),
        Scalar.naturalLogarithm(Scalar(settings.deviation.maximum))
      )
      parameters[index] = min(max(parameters[index], bounds.0), bounds.1)
    }
    let badParameters = parameters.indices.filter { !parameters[$0].isFinite }
    if let first = badParameters.first {
      throw LearnerError.notFiniteGradient(
        count: badParameters.count, firstName: policy.layout.name(ofParameter: first))
    }
    return Double(norm)
  }

  /// Changes the last column of the last layer so that values mean the same in another unit.
  ///
  /// - Source: van Hasselt et al. 2016, section 2.2, <https://arxiv.org/abs/1602.07714>.
  package mutating func keepValues(from unit: Double, to newUnit: Double) {
    guard unit != newUnit else { return }
    let range = policy.lastLayerRange
    let width = policy.network.outputSize
    for index in stride(from: range.lowerBound + width - 1, to: range.upperBound, by: width) {
      let factor = Scalar(unit / newUnit)
      parameters[index] *= factor
      // Gradients are in units of the value, too.
      adam.firstMoment[index] *= factor
      adam.secondMoment[index] *= factor * factor
    }
  }
}

/// The trials of each shard with what their objective compares with, advantages normalised.
package struct Minibatches<Scalar: TensorScalar>: Sendable {
  private let shards: Shards<ShardTargets<Scalar>>

  /// Normalises the advantages of all shards together.
  init(
    _ shards: Shards<ShardTargets<Scalar>>, _ moments: Moments, workers: Workers
  ) throws {
    self.shards = try shards.map(workers: workers) { $1.normalized(by: moments) }
  }

  /// The gradient of the mean over the rows of some shards, `[P]`, and the sums over them.
  @_specialize(where Scalar == Float)
  func gradient(
    of objective: ProximalObjective<Scalar>, at parameters: [Scalar], shards members: [Int],
    workers: Workers
  ) throws -> (gradient: [Scalar], sums: ProximalSums) {
    let parts = try shards.collect(of: members, workers: workers) { _, targets in
      targets.gradient(of: objective, at: parameters)
    }
    var total = [Scalar](repeating: 0, count: parameters.count)
    var sums = ProximalSums()
    for part in parts {
      VectorMath.add(part.gradient, to: &total)
      sums += part.sums
    }
    return (VectorMath.scaled(total, by: 1 / Scalar(max(1, sums.rowCount))), sums)
  }
}

/// The trials of a shard with what their objective compares with.
package struct ShardTargets<Scalar: TensorScalar>: Sendable {
  private let batch: TrialBatch<Scalar>
  private var targets: ProximalObjective<Scalar>.Targets
  private let advantages: [Double]

  /// Takes targets as they are.
  package init(_ batch: TrialBatch<Scalar>, targets: ProximalObjective<Scalar>.Targets) {
    self.batch = batch
    self.targets = targets
    advantages = targets.advantages.map { Double($0) }
  }

  /// Estimates advantages and returns.
  ///
  /// - Parameters:
  ///   - batch: The trials.
  ///   - settings: Discount and λ.
  ///   - oldUnit: The unit of the values that came with the actions, in units of return.
  ///   - newUnit: The unit of the values to be learned.
  package init(
    _ batch: TrialBatch<Scalar>, _ settings: ProximalSettings, oldUnit: Double, newUnit: Double
  ) {
    self.batch = batch
    let values = batch.values.map { Double($0) * oldUnit }
    let advantages = batch.advantages(
      values: values, discount: settings.discount, lambda: settings.lambda)
    self.advantages = advantages
    targets = ProximalObjective.Targets(
      actions: batch.actions, logProbabilities: Scalar.converting(batch.logProbabilities),
      advantages: advantages.map { Scalar($0) },
      returns: zip(advantages, values).map { Scalar(($0 + $1) / newUnit) })
  }

  var advantageMoments: Moments {
    var moments = Moments()
    for advantage in advantages { moments.add(advantage) }
    return moments
  }

  /// The same with advantages of mean 0 and deviation 1.
  func normalized(by moments: Moments) -> ShardTargets {
    var result = self
    let scale = 1 / (moments.deviation + 1e-8)
    result.targets.advantages = advantages.map { Scalar(($0 - moments.mean) * scale) }
    return result
  }

  /// The gradient of the objective's sum over the rows, `[P]`.
  package func gradient(
    of objective: ProximalObjective<Scalar>, at parameters: [Scalar]
  ) -> (gradient: [Scalar], sums: ProximalSums) {
    withoutRecording {
      let pass = objective.policy.sequencePasses(at: parameters).pass(batch.input, batch.steps)
      let evaluation = objective.evaluate(
        pass.output.elements, parameters: parameters, targets)
      var total = [Scalar](repeating: 0, count: parameters.count)
      pass.addPullback(
        of: Tensor(evaluation.outputGradient, shape: pass.output.shape), to: &total)
      for (index, gradient) in zip(
        objective.policy.logStandardDeviationRange ?? 0..<0, evaluation.deviationGradient)
      {
        total[index] += gradient
      }
      return (total, evaluation.sums)
    }
  }
}
