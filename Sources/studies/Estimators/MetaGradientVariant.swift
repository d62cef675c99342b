import MetaLearning
import Tensors

/// A way of taking meta-gradients.
struct MetaGradientVariant: Hashable, Sendable {
  /// The inner estimator whose curvature is used; `nil` for first order.
  var estimator: InnerEstimator?
  /// Whether the score-function term is added.
  var hasScoreFunctionTerm = false

  static let firstOrder = MetaGradientVariant()
  static let dice = MetaGradientVariant(estimator: .dice)

  /// First order and every estimator.
  static let withoutScore =
    [firstOrder] + InnerEstimator.allCases.map { MetaGradientVariant(estimator: $0) }

  /// Each without and with the score-function term.
  static let all = withoutScore + withoutScore.map(\.addingScore)

  /// The same with the score-function term.
  var addingScore: MetaGradientVariant {
    MetaGradientVariant(estimator: estimator, hasScoreFunctionTerm: true)
  }

  var name: String {
    (estimator?.rawValue ?? "first order") + (hasScoreFunctionTerm ? " + score" : "")
  }

  /// Settings that are otherwise the same.
  func settings(_ settings: GradientSettings) -> GradientSettings {
    var settings = settings
    settings.metaGradient.isFirstOrder = estimator == nil
    settings.metaGradient.estimator = estimator ?? .likelihoodRatio
    settings.metaGradient.hasScoreFunctionTerm = hasScoreFunctionTerm
    return settings
  }

  /// Adapts to the rollouts of a task again, so that the variant's estimator is differentiated.
  ///
  /// At the policy that collected the rollouts all estimators have the same gradient. So the adapted
  /// policy is the same up to rounding, and the query rollouts still belong to it.
  func task(from task: AdaptedTask<Float>) -> AdaptedTask<Float> {
    var rule = task.path.rule
    rule.isFirstOrder = estimator == nil
    var path = AdaptationPath<Surrogate<Float>>(
      initialParameters: task.path.parameters[0], multipliers: task.path.multipliers, rule: rule)
    for (support, rate) in zip(task.path.supports, task.path.learningRates) {
      var support = support
      support.estimator = estimator ?? .likelihoodRatio
      path.step(on: support, learningRate: rate)
    }
    return AdaptedTask(path: path, query: task.query, record: task.record)
  }
}
