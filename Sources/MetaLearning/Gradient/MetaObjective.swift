package import Numerics
package import Tensors

/// What the outer loop ascends, as the rollouts of one meta-batch estimate it.
///
/// For each task it is the surrogate of the query rollouts at the adapted parameters, clipped for PPO
/// and ProMP. Settings add the surrogate of every earlier stage, the score function of the support
/// rollouts times the return of the stages after them, and ProMP's penalty on the divergence of the
/// policies that collected them. Reptile has no objective, only a direction.
package struct MetaObjective<Scalar: TensorScalar>: Sendable {
  let settings: GradientSettings
  /// The adapted tasks, `[M]`; their old policies are fixed if the objective is evaluated elsewhere.
  let tasks: [AdaptedTask<Scalar>]
  /// What the score function of each support is weighted with, `[M][K]`; empty without that term.
  let scoreWeights: [[Scalar]]

  /// Creates the objective.
  ///
  /// - Parameters:
  ///   - settings: Which terms it has.
  ///   - tasks: The meta-batch.
  ///   - scoreWeights: `nil` to compute them from the returns in the tasks' records.
  package init(
    settings: GradientSettings, tasks: [AdaptedTask<Scalar>], scoreWeights: [[Scalar]]? = nil
  ) {
    self.settings = settings
    self.tasks = tasks
    self.scoreWeights =
      scoreWeights
      ?? (settings.metaGradient.hasScoreFunctionTerm ? Self.scoreWeights(tasks, settings) : [])
  }

  /// The gradient of one task's part with respect to what is learned.
  ///
  /// - Parameters:
  ///   - index: Which task.
  ///   - path: How it adapts from the point of evaluation; `nil` for where the rollouts were collected.
  ///   - hessians: Those of the path's steps, if they are known.
  /// - Returns: The meta-gradient.
  package func gradient(
    ofTask index: Int, along path: AdaptationPath<Surrogate<Scalar>>? = nil,
    hessians: [AdaptationPath<Surrogate<Scalar>>.Hessian]? = nil
  ) -> MetaVector<Scalar> {
    let task = tasks[index]
    let path = path ?? task.path
    if settings.method == .reptile { return reptileDirection(of: task) }
    let adapted = path.adaptedParameters
    let last =
      settings.outer.clipped.map { task.query.clippedGradient(at: adapted, clip: Scalar($0.clip)) }
      ?? task.query.gradient(at: adapted)
    return path.pullback(last, hessians: hessians) { k in
      stageGradient(ofTask: index, step: k, along: path)
    }
  }

  /// What an earlier stage adds to the gradient with respect to its own parameters.
  private func stageGradient(
    ofTask index: Int, step k: Int, along path: AdaptationPath<Surrogate<Scalar>>
  ) -> [Scalar]? {
    let task = tasks[index]
    let parameters = path.parameters[k]
    var parts: [[Scalar]] = []
    if settings.metaGradient.countsWholeTrial {
      parts.append(
        settings.outer.clipped.map {
          path.supports[k].clippedGradient(at: parameters, clip: Scalar($0.clip))
        } ?? path.gradients[k])
    }
    if !scoreWeights.isEmpty {
      parts.append(
        VectorMath.scaled(
          path.supports[k].scoreFunction(at: parameters), by: scoreWeights[index][k]))
    }
    // At the old parameters the divergence is at its minimum, 0.
    if let penalty = settings.outer.clipped?.innerDivergencePenalty,
      parameters != task.path.parameters[k]
    {
      parts.append(
        VectorMath.scaled(
          path.supports[k].klDivergenceGradient(from: task.path.parameters[k], to: parameters),
          by: -Scalar(penalty)))
    }
    guard var sum = parts.first else { return nil }
    for part in parts.dropFirst() { VectorMath.add(part, to: &sum) }
    return sum
  }

  /// Where K inner steps lead, as the mean of their gradients, weighted by their rates.
  ///
  ///     (θ[K] - θ[0]) / Σ α[k] = Σ α[k] g[k] / Σ α[k]
  ///
  /// The query rollouts are those of the last step, which need not be taken to know where it leads.
  ///
  /// - Source: Nichol et al. 2018, "On first-order meta-learning algorithms", algorithm 2,
  ///   <https://arxiv.org/abs/1803.02999>.
  private func reptileDirection(of task: AdaptedTask<Scalar>) -> MetaVector<Scalar> {
    let path = task.path
    let rates = InnerLearningRates(settings.inner).prefix(path.stepCount + 1).map { Scalar($0) }
    let gradients = path.gradients + [task.query.gradient(at: path.adaptedParameters)]
    let total = rates.reduce(0, +)
    var result = MetaVector<Scalar>(
      parameters: [Scalar](repeating: 0, count: path.adaptedParameters.count),
      logLearningRates: [Scalar](repeating: 0, count: path.stepCount))
    for (gradient, rate) in zip(gradients, rates) {
      VectorMath.add(gradient, times: rate / total, to: &result.parameters)
    }
    return result
  }

  /// One task's part of TRPO's objective at another point, and how far its adapted policy has moved.
  ///
  /// - Parameters:
  ///   - index: Which task.
  ///   - path: How it adapts from the point of evaluation.
  /// - Returns: The value, without the clipping of PPO and the penalty of ProMP, and KL(old ‖ new) of the adapted
  ///   policies on the query rollouts.
  package func value(
    ofTask index: Int, along path: AdaptationPath<Surrogate<Scalar>>
  ) -> (surrogate: Scalar, divergence: Scalar) {
    let task = tasks[index]
    let query = task.query.valueAndDivergence(
      from: task.path.adaptedParameters, at: path.adaptedParameters)
    return (query.value + earlierValue(ofTask: index, along: path), query.divergence)
  }

  /// What the stages before the query add to one task's part of TRPO's objective.
  private func earlierValue(
    ofTask index: Int, along path: AdaptationPath<Surrogate<Scalar>>
  ) -> Scalar {
    var value: Scalar = 0
    for (k, support) in tasks[index].path.supports.enumerated() {
      if settings.metaGradient.countsWholeTrial {
        value += support.ofRatios.value(at: path.parameters[k])
      }
      if !scoreWeights.isEmpty {
        value += scoreWeights[index][k] * support.logLikelihoodRatio(at: path.parameters[k])
      }
    }
    return value
  }
}

extension MetaObjective {
  /// The mean gradient over tasks, summed in their order.
  ///
  /// - Parameters:
  ///   - point: Where; `nil` for where the rollouts were collected.
  ///   - workers: The threads that share out the tasks.
  /// - Returns: The mean meta-gradient.
  /// - Throws: Never, since no task throws.
  package func meanGradient(
    at point: MetaVector<Scalar>? = nil, workers: Workers
  ) throws -> MetaVector<Scalar> {
    let gradients = try workers.map(tasks.count) { index in
      let path = point.map { tasks[index].path.readapted(from: $0.parameters, rates: $0.rates) }
      return gradient(ofTask: index, along: path)
    }
    return MetaVector.mean(gradients)
  }

  /// The mean over tasks of KL(old ‖ new) of the adapted policies, each adapted anew from another point,
  /// in nats.
  ///
  /// - Throws: Never, since no task throws.
  package func meanDivergence(at point: MetaVector<Scalar>, workers: Workers) throws -> Scalar {
    let rates = point.rates
    let divergences = try workers.map(tasks.count) { index in
      let task = tasks[index]
      let path = task.path.readapted(from: point.parameters, rates: rates)
      return task.query.klDivergence(
        from: task.path.adaptedParameters, to: path.adaptedParameters)
    }
    return divergences.reduce(0, +) / Scalar(tasks.count)
  }

  /// The mean value over tasks where the rollouts were collected, without adapting anew.
  ///
  /// - Throws: Never, since no task throws.
  func meanValue(workers: Workers) throws -> Scalar {
    let values = try workers.map(tasks.count) { index in
      let path = tasks[index].path
      return tasks[index].query.value(at: path.adaptedParameters)
        + earlierValue(ofTask: index, along: path)
    }
    return values.reduce(0, +) / Scalar(tasks.count)
  }

  /// The mean value and divergence over tasks, each adapted anew from another point.
  ///
  /// - Throws: Never, since no task throws.
  package func meanValue(
    at point: MetaVector<Scalar>, workers: Workers
  ) throws -> (surrogate: Scalar, divergence: Scalar) {
    let values = try workers.map(tasks.count) { index in
      value(
        ofTask: index,
        along: tasks[index].path.readapted(from: point.parameters, rates: point.rates))
    }
    let count = Scalar(tasks.count)
    return (values.reduce(0) { $0 + $1.0 } / count, values.reduce(0) { $0 + $1.1 } / count)
  }
}

extension MetaObjective {
  /// The weight of each support's score function: the return of the stages after it, less the mean of the
  /// other tasks, in the units of the surrogates.
  ///
  ///     c[k] = (V - mean of the others' V) / mean over tasks of (mean length · scale of advantages)
  ///
  /// A surrogate is a mean over steps of advantages, which normalising has divided by their scale; a
  /// return is a sum over an episode. All tasks share one unit: a unit that depended on a task's own
  /// support would bias the term. A support is followed by the query and, if the whole trial counts, by
  /// every stage in between.
  ///
  /// - Source: Stadie et al. 2018, "Some considerations on learning to explore via
  ///   meta-reinforcement learning", equation 5, <https://arxiv.org/abs/1803.01118>.
  static func scoreWeights(
    _ tasks: [AdaptedTask<Scalar>], _ settings: GradientSettings
  ) -> [[Scalar]] {
    let stageCount = tasks.first?.record.meanReturns.count ?? 0
    var weights = tasks.map { _ in [Scalar](repeating: 0, count: max(0, stageCount - 1)) }
    var following = tasks.map { _ in 0.0 }
    for stage in (1..<max(1, stageCount)).reversed() {
      if stage == stageCount - 1 || settings.metaGradient.countsWholeTrial {
        let gains = gains(tasks, stage)
        for index in tasks.indices { following[index] += gains[index] }
      }
      for index in tasks.indices { weights[index][stage - 1] = Scalar(following[index]) }
    }
    return weights
  }

  /// The return of each task at a stage over the mean of the others, in units of a mean step's
  /// advantage.
  private static func gains(_ tasks: [AdaptedTask<Scalar>], _ stage: Int) -> [Double] {
    let count = Double(tasks.count)
    let returns = tasks.map { $0.record.meanReturns[stage] }
    let unit =
      tasks.reduce(0) {
        $0 + $1.record.meanLengths[stage] * $1.stages[stage].batch.advantageScale
      } / count
    // Without differences between returns there is no unit.
    guard unit > 0 else { return returns.map { _ in 0 } }
    let total = returns.reduce(0, +)
    return returns.map { value in
      let others = count > 1 ? (total - value) / (count - 1) : 0
      return (value - others) / unit
    }
  }
}
