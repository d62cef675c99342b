import Networks
import Numerics
import Tensors

extension GradientLearner {
  /// Steps along the meta-gradient, as the outer optimiser says.
  ///
  /// - Parameters:
  ///   - objective: What is ascended, as the meta-batch estimates it.
  ///   - meanGradient: Its gradient where the meta-batch was collected.
  ///   - workers: The threads that share out the tasks.
  ///   - report: Receives the figures of the step.
  /// - Throws: `LearnerError` if anything is not finite; the learner is unchanged then.
  mutating func step(
    on objective: MetaObjective<Scalar>, along meanGradient: MetaVector<Scalar>, workers: Workers,
    report: inout GradientReport
  ) throws {
    let gradient = withoutHeld(meanGradient)
    try checkFinite(gradient.flattened)
    report.gradientNorm = Double(VectorMath.norm(gradient.flattened))
    switch settings.outer {
    case .adam:
      var (moved, optimizer) = (point, adam)
      try ascend(&moved, with: &optimizer, along: gradient)
      report.divergence = try initialDivergence(
        to: moved.parameters, on: objective.tasks, workers: workers)
      (point, adam) = (moved, optimizer)
    case .clipped(let settings):
      var (moved, optimizer) = (point, adam)
      try ascend(&moved, with: &optimizer, along: gradient)
      for _ in 1..<settings.epochs {
        let gradient = withoutHeld(try objective.meanGradient(at: moved, workers: workers))
        try checkFinite(gradient.flattened)
        try ascend(&moved, with: &optimizer, along: gradient)
      }
      report.divergence = try finite(
        objective.meanDivergence(at: moved, workers: workers))
      (point, adam) = (moved, optimizer)
    case .trustRegion(let settings):
      let region = TrustRegion<Scalar>(
        settings: settings, workers: workers, held: heldRanges, rule: rule)
      let outcome = try region.step(from: point, along: gradient, of: objective)
      try checkFinite(outcome.point.flattened)
      point = outcome.point
      report.divergence = Double(outcome.divergence)
      report.lineSearchStep = outcome.lineSearchStep
    }
  }

  /// Takes one step of Adam, in which rates have a separate step size.
  private func ascend(
    _ point: inout MetaVector<Scalar>, with optimizer: inout Adam<Scalar>,
    along gradient: MetaVector<Scalar>
  ) throws {
    var change = [Scalar](repeating: 0, count: gradient.flattened.count)
    optimizer.ascend(&change, along: gradient.flattened)
    // Adam's steps are in proportion to its step size.
    let ratio = settings.outer.adam.map { Scalar($0.rateLearningRate / $0.learningRate) } ?? 0
    for index in point.rateRange { change[index] *= ratio }
    let flat = VectorMath.sum(point.flattened, change)
    try checkFinite(flat)
    // A parameter with an infinite moment would never move again.
    try checkFinite(optimizer.secondMoment)
    point = point.replacing(by: flat)
    rule.limit(&point.parameters)
  }

  /// What the outer loop does not change: a context, which begins at 0, and rates unless they are learned.
  private var heldRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    if let context = policy.embeddingRange { ranges.append(context) }
    if !settings.inner.learnsRates { ranges.append(point.stepRateRange) }
    return ranges
  }

  private func withoutHeld(_ gradient: MetaVector<Scalar>) -> MetaVector<Scalar> {
    var flat = gradient.flattened
    for range in heldRanges { for index in range { flat[index] = 0 } }
    return gradient.replacing(by: flat)
  }

  /// How far the initial policy would move: its mean divergence on a sample of the first rollouts.
  ///
  /// - Throws: `LearnerError.notFiniteDivergence`: then the new policy's probabilities are not finite.
  private func initialDivergence(
    to after: [Scalar], on tasks: Shards<TaskObjective<Scalar>>, workers: Workers
  ) throws -> Double {
    let before = point.parameters
    let divergences = try tasks.collect(workers: workers) { _, part in
      let first = part.task.path.supports.first ?? part.task.query
      return Double(first.klDivergence(from: before, to: after, isSample: true))
    }
    return try finite(divergences.reduce(0, +) / Double(tasks.count))
  }

  private func finite(_ divergence: some BinaryFloatingPoint) throws(LearnerError) -> Double {
    guard divergence.isFinite else { throw .notFiniteDivergence }
    return Double(divergence)
  }

  private func checkFinite(_ vector: [Scalar]) throws(LearnerError) {
    let bad = vector.indices.filter { !vector[$0].isFinite }
    guard let first = bad.first else { return }
    throw .notFiniteMetaGradient(count: bad.count, firstName: name(ofLearned: first))
  }

  /// The name of a number in the flattened point.
  private func name(ofLearned index: Int) -> String {
    if index < policy.layout.count { return policy.layout.name(ofParameter: index) }
    let rates = point.stepRateRange
    if rates.contains(index) { return "innerLearningRate[\(index - rates.lowerBound)]" }
    let parameter = policy.layout.name(ofParameter: index - rates.upperBound)
    return "innerLearningRate of \(parameter)"
  }
}
