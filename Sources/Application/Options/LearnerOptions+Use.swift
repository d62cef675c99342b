import Arguments
package import Gym
package import MetaLearning

extension LearnerOptions {
  /// Refuses options that have no effect: giving one is a mistake.
  package func checkUse(in settings: LearnerSettings, actionSpace: Space) throws {
    if $estimator.isGiven && !settings.learner.takesMetaGradients {
      throw LearnerCombinationError.noMetaGradient(settings.learner, unused: "--estimator")
    }
    func check(_ name: String, _ isGiven: Bool, _ isUsed: Bool, _ reason: String) throws {
      if isGiven && !isUsed { throw UsageError("'--\(name)' changes nothing here: \(reason).") }
    }
    let outer = settings.outer
    try check(
      "context-size", $contextSize.isGiven, settings.learner == .cavia,
      "only --learner cavia uses it")
    try check(
      "first-order", isFirstOrder, settings.learner != .fomaml,
      "--learner fomaml is of first order already")
    try check(
      "outer-learning-rate", $outerLearningRate.isGiven, outer != .trpo,
      "--outer trpo goes as far as --max-kl allows")
    try check(
      "rate-learning-rate", $rateLearningRate.isGiven, settings.learnsRates,
      "only --learner meta-sgd and --learn-inner-learning-rate learn rates")
    try check(
      "rate-learning-rate", $rateLearningRate.isGiven, outer != .trpo,
      "--outer trpo goes as far as --max-kl allows")
    try check("max-kl", $maximumDivergence.isGiven, outer == .trpo, "only --outer trpo uses it")
    try check(
      "curvature-share", $curvatureShare.isGiven, outer == .trpo, "only --outer trpo uses it")
    try check("epochs", $epochs.isGiven, outer.isClipped, "only --outer ppo and promp use it")
    try check("clip", $clip.isGiven, outer.isClipped, "only --outer ppo and promp use it")
    try check(
      "inner-kl-penalty", $innerDivergencePenalty.isGiven, outer == .promp,
      "only --outer promp uses it")
    try check(
      "baseline-constant", $baselineConstant.isGiven, settings.baseline == .constant,
      "only --baseline constant uses it")
    try check(
      "activation", $activation.isGiven, !settings.hidden.isEmpty,
      "only hidden layers use it, and there are none")
    for (name, isGiven) in [
      ("initial", $initialStandardDeviation.isGiven),
      ("minimum", $minimumStandardDeviation.isGiven),
      ("maximum", $maximumStandardDeviation.isGiven),
    ] {
      try check(
        "\(name)-standard-deviation", isGiven, actionSpace.isContinuous,
        "only continuous actions use it, and these are choices")
    }
  }
}

extension LearnerSettings {
  /// Whether the outer loop learns inner learning rates.
  package var learnsRates: Bool { learner == .metaSGD || learnsInnerLearningRates }
}

extension Space {
  /// Whether its elements are numbers, not choices.
  package var isContinuous: Bool {
    switch self {
    case .box: true
    case .discrete: false
    }
  }
}
