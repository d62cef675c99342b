package import Numerics
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
  let settings: TrustRegionSettings
  let workers: Workers
  /// Ranges of the flattened point that do not move.
  let held: [Range<Int>]
  /// What brings a candidate's parameters within their limits.
  let rule: AdaptationRule<Scalar>

  package init(
    settings: TrustRegionSettings, workers: Workers, held: [Range<Int>] = [],
    rule: AdaptationRule<Scalar> = AdaptationRule()
  ) {
    self.settings = settings
    self.workers = workers
    self.held = held
    self.rule = rule
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
  ///   - gradient: The meta-gradient there, 0 in what is held.
  ///   - objective: What is increased; the old policies of its tasks are fixed.
  /// - Returns: The new point, or the old one, to the bit, if no try of the line search improved the
  ///   surrogate within the bound.
  /// - Throws: Never, since no task throws.
  package func step(
    from point: MetaVector<Scalar>, along gradient: MetaVector<Scalar>,
    of objective: MetaObjective<Scalar>
  ) throws -> Outcome {
    let flatGradient = gradient.flattened
    let share = settings.curvatureShare
    let sample =
      share < 1
      ? try objective.tasks.map(workers: workers) { $1.thinned(to: share) } : objective.tasks
    let found = try conjugateGradients(
      flatGradient, iterationCount: settings.conjugateGradientIterations, tolerance: 1e-10
    ) { vector in
      try curvatureProduct(point.replacing(by: vector), tasks: sample)
    }
    // The direction's curvature xᵀ A x, with A x = b - r known from the solver.
    let direction = found.solution
    let image = VectorMath.sum(flatGradient, found.residual, times: -1)
    let curvature = VectorMath.dot(direction, image)
    let unchanged = Outcome(point: point, divergence: 0, lineSearchStep: nil)
    guard curvature > 0, curvature.isFinite else { return unchanged }
    let fullLength = (2 * Scalar(settings.maximumDivergence) / curvature).squareRoot()
    let before = try objective.meanValue(workers: workers)
    var length = fullLength
    for attempt in 0..<settings.lineSearchSteps {
      var candidate = point.replacing(
        by: VectorMath.sum(point.flattened, direction, times: length))
      rule.limit(&candidate.parameters)
      let after = try objective.meanValue(at: candidate, workers: workers)
      if after.surrogate > before, after.divergence <= Scalar(settings.maximumDivergence) {
        return Outcome(point: candidate, divergence: after.divergence, lineSearchStep: attempt)
      }
      length *= Scalar(settings.lineSearchRatio)
    }
    return unchanged
  }

  /// (E[Jᵀ F J] + damping) v; numbers that are held are returned as they are.
  ///
  /// - Parameters:
  ///   - change: v.
  ///   - tasks: The tasks that the mean is over.
  /// - Returns: The product, in the order of `MetaVector.flattened`.
  /// - Throws: Never, since no task throws.
  package func curvatureProduct(
    _ change: MetaVector<Scalar>, tasks: Shards<TaskObjective<Scalar>>
  ) throws -> [Scalar] {
    let products = try tasks.collect(workers: workers) { _, part in
      let task = part.task
      let hessians = task.path.makeHessians()
      let tangent = task.path.pushforward(change, hessians: hessians)
      let image = task.query.fisherVectorProduct(
        at: task.path.adaptedParameters, times: tangent)
      return task.path.pullback(image, hessians: hessians).flattened
    }
    let vector = change.flattened
    var total = VectorMath.scaled(vector, by: Scalar(settings.damping))
    for product in products {
      VectorMath.add(product, times: 1 / Scalar(tasks.count), to: &total)
    }
    for range in held { total.replaceSubrange(range, with: vector[range]) }
    return total
  }
}
