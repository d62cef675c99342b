package import Tensors

/// The outer step of TRPO over a meta-batch.
///
/// It maximises the mean surrogate of the adapted policies under a bound on the mean divergence
/// KL(old ‖ new) of the adapted policies on their own rollouts. The curvature of that divergence is
/// E[Jᵀ F J], with J the derivative of adapted by initial parameters and F the Fisher matrix at the
/// adapted ones.
///
/// - Source: Schulman et al. 2015, appendix C, <https://arxiv.org/abs/1502.05477>.
package struct TrustRegion<Scalar: TensorScalar> {
  let settings: LearnerSettings
  let workers: Workers

  package init(settings: LearnerSettings, workers: Workers) {
    self.settings = settings
    self.workers = workers
  }

  /// What a step did.
  package struct Outcome {
    package var point: MetaVector<Scalar>
    package var divergence: Scalar
    package var lineSearchStep: Int?
  }

  /// Finds the step.
  ///
  /// - Parameters:
  ///   - point: Where the meta-batch was collected.
  ///   - gradient: The meta-gradient there.
  ///   - tasks: The adapted tasks, their old policies fixed.
  /// - Returns: The new point, or the old one, to the bit, if no try of the line search improved the
  ///   surrogate within the bound.
  /// - Throws: Nothing of its own.
  package func step(
    from point: MetaVector<Scalar>, along gradient: MetaVector<Scalar>,
    tasks: [AdaptedTask<Scalar>]
  ) throws -> Outcome {
    let parameterCount = point.parameters.count
    let flatGradient = gradient.flattened
    let found = try conjugateGradients(
      flatGradient, iterationCount: settings.conjugateGradientIterations, tolerance: 1e-10
    ) { vector in
      try curvatureProduct(vector, tasks: tasks, parameterCount: parameterCount)
    }
    // The direction's curvature xᵀ A x, with A x = b - r known from the solver.
    let direction = found.solution
    let image = VectorMath.sum(flatGradient, found.residual, times: -1)
    let curvature = VectorMath.dot(direction, image)
    let unchanged = Outcome(point: point, divergence: 0, lineSearchStep: nil)
    guard curvature > 0, curvature.isFinite else { return unchanged }
    let fullLength = (2 * Scalar(settings.maximumDivergence) / curvature).squareRoot()
    let before = try meanSurrogate(at: point, tasks: tasks).surrogate
    var length = fullLength
    for attempt in 0..<settings.lineSearchSteps {
      let moved = VectorMath.sum(point.flattened, direction, times: length)
      let candidate = MetaVector(flattened: moved, parameterCount: parameterCount)
      let after = try meanSurrogate(at: candidate, tasks: tasks)
      if after.surrogate > before, after.divergence <= Scalar(settings.maximumDivergence) {
        return Outcome(point: candidate, divergence: after.divergence, lineSearchStep: attempt)
      }
      length *= Scalar(settings.lineSearchRatio)
    }
    return unchanged
  }

  /// (E[Jᵀ F J] + damping) v.
  package func curvatureProduct(
    _ vector: [Scalar], tasks: [AdaptedTask<Scalar>], parameterCount: Int
  ) throws -> [Scalar] {
    let change = MetaVector(flattened: vector, parameterCount: parameterCount)
    let products = try workers.map(tasks.count) { index in
      let task = tasks[index]
      let tangent = task.path.pushforward(change)
      let image = task.query.fisherVectorProduct(
        at: task.path.adaptedParameters, times: tangent)
      return task.path.pullback(image).flattened
    }
    var total = VectorMath.scaled(vector, by: Scalar(settings.damping))
    for product in products {
      VectorMath.add(product, times: 1 / Scalar(tasks.count), to: &total)
    }
    if !settings.learnsInnerLearningRates {
      for index in parameterCount..<total.count { total[index] = vector[index] }
    }
    return total
  }

  /// The mean surrogate and divergence over tasks, adapted anew from other initial parameters.
  ///
  /// The surrogate is of what the meta-gradient is of: the last stage, or every stage of the trial.
  package func meanSurrogate(
    at point: MetaVector<Scalar>, tasks: [AdaptedTask<Scalar>]
  ) throws -> (surrogate: Scalar, divergence: Scalar) {
    let rates = point.logLearningRates.map(Scalar.exponential)
    let values = try workers.map(tasks.count) { index in
      let task = tasks[index]
      let stages = task.path.stages(from: point.parameters, learningRates: rates)
      let adapted = stages[task.path.stepCount]
      var surrogate = task.query.value(at: adapted)
      if settings.countsWholeTrial {
        for (support, parameters) in zip(task.path.supports, stages) {
          surrogate += support.value(at: parameters)
        }
      }
      return (
        surrogate, task.query.klDivergence(from: task.path.adaptedParameters, to: adapted)
      )
    }
    let count = Scalar(tasks.count)
    return (
      values.reduce(0) { $0 + $1.0 } / count, values.reduce(0) { $0 + $1.1 } / count
    )
  }
}
