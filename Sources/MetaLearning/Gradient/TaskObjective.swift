package import Tensors

/// One task's part of what the outer loop ascends, as its rollouts estimate it.
///
/// It is the surrogate of the query rollouts at the adapted parameters, clipped for PPO and ProMP.
/// Settings add the surrogate of every earlier stage, the score function of the support rollouts times
/// the return of the stages after them, and ProMP's penalty on the divergence of the policies that
/// collected them. Reptile has no objective, only a direction.
package struct TaskObjective<Scalar: TensorScalar>: Sendable {
  let settings: GradientSettings
  /// The adapted task; its old policies are fixed if the objective is evaluated elsewhere.
  let task: AdaptedTask<Scalar>
  /// What the score function of each support is weighted with, `[K]`; empty without that term.
  let scoreWeights: [Scalar]

  /// Creates the objective.
  package init(
    settings: GradientSettings, task: AdaptedTask<Scalar>, scoreWeights: [Scalar] = []
  ) {
    self.settings = settings
    self.task = task
    self.scoreWeights = scoreWeights
  }

  /// The gradient with respect to what is learned.
  ///
  /// - Parameters:
  ///   - path: How it adapts from the point of evaluation; `nil` for where the rollouts were collected.
  ///   - hessians: Those of the path's steps, if they are known.
  /// - Returns: The meta-gradient.
  package func gradient(
    along path: AdaptationPath<Surrogate<Scalar>>? = nil,
    hessians: [AdaptationPath<Surrogate<Scalar>>.Hessian]? = nil
  ) -> MetaVector<Scalar> {
    let path = path ?? task.path
    if settings.method == .reptile { return reptileDirection }
    let adapted = path.adaptedParameters
    let last =
      settings.outer.clipped.map { task.query.clippedGradient(at: adapted, clip: Scalar($0.clip)) }
      ?? task.query.gradient(at: adapted)
    return path.pullback(last, hessians: hessians) { k in
      stageGradient(step: k, along: path)
    }
  }

  /// What an earlier stage adds to the gradient with respect to its own parameters.
  private func stageGradient(
    step k: Int, along path: AdaptationPath<Surrogate<Scalar>>
  ) -> [Scalar]? {
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
        VectorMath.scaled(path.supports[k].scoreFunction(at: parameters), by: scoreWeights[k]))
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
  private var reptileDirection: MetaVector<Scalar> {
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

  /// TRPO's objective at another point, and how far the adapted policy has moved.
  ///
  /// - Parameter path: How the task adapts from that point.
  /// - Returns: The value, without what PPO and ProMP do to it, and KL(old ‖ new) of the adapted
  ///   policies on the query rollouts.
  package func value(
    along path: AdaptationPath<Surrogate<Scalar>>
  ) -> (surrogate: Scalar, divergence: Scalar) {
    let query = task.query.valueAndDivergence(
      from: task.path.adaptedParameters, at: path.adaptedParameters)
    return (query.value + earlierValue(along: path), query.divergence)
  }

  /// TRPO's objective where the rollouts were collected: there is nothing to adapt anew.
  var value: Scalar {
    task.query.value(at: task.path.adaptedParameters) + earlierValue(along: task.path)
  }

  /// What the stages before the query add to TRPO's objective.
  private func earlierValue(along path: AdaptationPath<Surrogate<Scalar>>) -> Scalar {
    var value: Scalar = 0
    for (k, support) in task.path.supports.enumerated() {
      if settings.metaGradient.countsWholeTrial {
        value += support.ofRatios.value(at: path.parameters[k])
      }
      if !scoreWeights.isEmpty {
        value += scoreWeights[k] * support.logLikelihoodRatio(at: path.parameters[k])
      }
    }
    return value
  }
}

extension TaskObjective {
  /// The same objective with a share of the rows, enough for an estimate of the curvature.
  func thinned(to share: Double) -> TaskObjective {
    TaskObjective(settings: settings, task: task.thinned(to: share), scoreWeights: scoreWeights)
  }
}
