import Tensors

/// What the weights of score functions need to know of each task, beside those of all others.
struct ScoreWeightFacts: Sendable {
  /// The mean return of each stage, `[K + 1]`.
  let meanReturns: [Double]
  /// The mean length of a stage's episodes, in steps, times what a mean step's advantage was divided by,
  /// `[K + 1]`.
  let units: [Double]

  init(_ task: AdaptedTask<some TensorScalar>) {
    meanReturns = task.record.meanReturns
    units = zip(task.record.meanLengths, task.stages).map { $0 * $1.batch.advantageScale }
  }
}

extension MetaObjective {
  /// How much each support's score function counts: the return of what comes after it, over the mean
  /// of the other tasks, in the units of the surrogates.
  ///
  ///     c[k] = (V - mean of the others' V) / mean over tasks of (mean length · scale of advantages)
  ///
  /// A surrogate is a mean over steps of advantages, which normalising has divided by their scale; a
  /// return is a sum over an episode. The unit is one for all tasks: one that depended on what came of
  /// a task's own support would bias the term. What comes after a support is the query, or with it
  /// every stage in between if the whole trial counts.
  ///
  /// - Source: Stadie et al. 2018, "Some considerations on learning to explore via
  ///   meta-reinforcement learning", equation 5, <https://arxiv.org/abs/1803.01118>.
  static func scoreWeights(
    _ tasks: [ScoreWeightFacts], _ settings: GradientSettings
  ) -> [[Scalar]] {
    guard settings.metaGradient.hasScoreFunctionTerm else { return [] }
    let stageCount = tasks.first?.meanReturns.count ?? 0
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
  private static func gains(_ tasks: [ScoreWeightFacts], _ stage: Int) -> [Double] {
    let count = Double(tasks.count)
    let returns = tasks.map { $0.meanReturns[stage] }
    let unit = tasks.reduce(0) { $0 + $1.units[stage] } / count
    // Where no task's returns differ there is nothing to compare in.
    guard unit > 0 else { return returns.map { _ in 0 } }
    let total = returns.reduce(0, +)
    return returns.map { value in
      let others = count > 1 ? (total - value) / (count - 1) : 0
      return (value - others) / unit
    }
  }
}
