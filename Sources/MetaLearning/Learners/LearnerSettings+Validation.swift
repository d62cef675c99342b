extension LearnerSettings {
  /// Checks that every number is one a learner can work with, in single precision, and that the
  /// choices go together.
  ///
  /// - Throws: `LearnerSettingsError` that names the first setting that is not, or
  ///   `LearnerCombinationError`.
  public func validate() throws {
    try validateNumbers()
    try validateCombination()
  }

  private func validateNumbers() throws(LearnerSettingsError) {
    func check(_ name: String, _ value: Double, _ isLegal: Bool) throws(LearnerSettingsError) {
      if !isLegal || !Float(value).isFinite { throw LearnerSettingsError(name: name, value: value) }
    }
    let counts = [
      ("tasks", tasks), ("rollouts", rollouts), ("innerSteps", innerSteps), ("epochs", epochs),
      ("contextSize", contextSize),
      ("conjugateGradientIterations", conjugateGradientIterations),
      ("lineSearchSteps", lineSearchSteps),
    ]
    for (name, count) in counts {
      try check(name, Double(count), (1...1_000_000).contains(count))
    }
    try check("contextSize", Double(contextSize), contextSize <= 4096)
    try check("hidden", Double(hidden.count), hidden.count <= 64)
    for width in hidden { try check("hidden", Double(width), (1...4096).contains(width)) }
    try check("innerLearningRates", 0, !innerLearningRates.isEmpty)
    for rate in innerLearningRates { try check("innerLearningRates", rate, Float(rate) > 0) }
    let positive = [
      ("learningRateDecay", learningRateDecay), ("outerLearningRate", outerLearningRate),
      ("maximumDivergence", maximumDivergence), ("lineSearchRatio", lineSearchRatio),
      ("initialStandardDeviation", initialStandardDeviation), ("clip", clip),
      ("minimumStandardDeviation", minimumStandardDeviation),
      ("maximumStandardDeviation", maximumStandardDeviation),
    ]
    for (name, value) in positive { try check(name, value, Float(value) > 0) }
    try check("lineSearchRatio", lineSearchRatio, lineSearchRatio < 1)
    // The policy itself knows no smaller deviations.
    try check(
      "minimumStandardDeviation", minimumStandardDeviation, minimumStandardDeviation >= 1e-6)
    try check("damping", damping, damping >= 0)
    try check("curvatureShare", curvatureShare, curvatureShare > 0 && curvatureShare <= 1)
    try check("rateLearningRate", rateLearningRate, rateLearningRate >= 0)
    try check("innerDivergencePenalty", innerDivergencePenalty, innerDivergencePenalty >= 0)
    try check("baselineConstant", baselineConstant, true)
    try check("discount", discount, (0...1).contains(discount))
    try check("lambda", lambda, (0...1).contains(lambda))
  }

  private func validateCombination() throws(LearnerCombinationError) {
    if learner == .reptile {
      if innerSteps < 2 { throw .reptileWithOneStep }
      if outer != .adam { throw .reptileWithoutAdam(outer) }
    }
    if learner == .anil && hidden.isEmpty { throw .anilWithoutHiddenLayers }
    if learner == .joint && outer == .promp { throw .prompWithoutInnerSteps }
    if !learner.takesMetaGradients {
      let unused = [
        ("--estimator", estimator != .likelihoodRatio), ("--first-order", isFirstOrder),
        ("--score-function-term", hasScoreFunctionTerm), ("--whole-trial", countsWholeTrial),
        ("--learn-inner-learning-rate", learnsInnerLearningRates),
      ]
      for (option, isChosen) in unused where isChosen {
        throw .noMetaGradient(learner, unused: option)
      }
    }
    if hasScoreFunctionTerm {
      if outer.isClipped { throw .clippedScoreFunction(outer) }
      if tasks < 2 { throw .scoreFunctionOfOneTask }
      if estimator != .logLikelihood && !usesFirstOrder {
        throw .scoreFunctionCountedTwice(estimator)
      }
    }
    if learner == .metaSGD && learnsInnerLearningRates { throw .ratesLearnedTwice }
    let isWithinLimits =
      minimumStandardDeviation <= initialStandardDeviation
      && initialStandardDeviation <= maximumStandardDeviation
    if !isWithinLimits {
      throw .standardDeviationOutOfBounds(
        initialStandardDeviation, minimum: minimumStandardDeviation,
        maximum: maximumStandardDeviation)
    }
  }
}

extension LearnerName {
  /// Whether it learns by the gradient of what comes after adaptation, which leads through the inner
  /// steps.
  public var takesMetaGradients: Bool {
    switch self {
    case .maml, .fomaml, .metaSGD, .anil, .cavia: true
    case .reptile, .joint: false
    }
  }
}

/// A setting that no learner can work with.
public struct LearnerSettingsError: Error, Equatable {
  /// The setting.
  public var name: String
  /// Its value.
  public var value: Double

  /// Creates the error.
  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }
}

extension LearnerSettingsError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    "the setting '\(name)' is \(value), which no learner can work with."
  }
}

/// Settings that are fine one by one, but make no sense together.
public enum LearnerCombinationError: Error, Equatable {
  /// Reptile with a single inner step is joint training.
  case reptileWithOneStep
  /// Reptile has no objective that this optimiser could ascend.
  case reptileWithoutAdam(OuterOptimizer)
  /// Only the last layer adapts, but it is the only one.
  case anilWithoutHiddenLayers
  /// A penalty on the divergence of inner steps where there are none.
  case prompWithoutInnerSteps
  /// The score-function term has no clipped form.
  case clippedScoreFunction(OuterOptimizer)
  /// The score-function term compares tasks, but there is only one.
  case scoreFunctionOfOneTask
  /// The score-function term is what this estimator has in its curvature already.
  case scoreFunctionCountedTwice(InnerEstimator)
  /// An option about meta-gradients for a learner that takes none.
  case noMetaGradient(LearnerName, unused: String)
  /// Meta-SGD learns a rate for every parameter already.
  case ratesLearnedTwice
  /// The first standard deviation is outside the limits, or they leave nothing between them.
  case standardDeviationOutOfBounds(Double, minimum: Double, maximum: Double)
}

extension LearnerCombinationError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .reptileWithOneStep:
      "Reptile with one inner step is joint training: the parameters move along the mean policy"
        + " gradient. Give --inner-steps 2 or more, or --learner joint."
    case .reptileWithoutAdam(let outer):
      "'--outer \(outer.rawValue)' has nothing to ascend with '--learner reptile', which moves"
        + " towards adapted parameters and has no outer objective. Use --outer adam."
    case .anilWithoutHiddenLayers:
      "'--learner anil' adapts the last layer alone, but without hidden layers that is the whole"
        + " policy. Give --hidden, or use --learner maml."
    case .prompWithoutInnerSteps:
      "'--outer promp' is '--outer ppo' with a penalty on inner steps, but '--learner joint' trains"
        + " without them. Use --outer ppo."
    case .clippedScoreFunction(let outer):
      "The score-function term has no clipped form, so '--outer \(outer.rawValue)' cannot take"
        + " several steps on it. Use --outer adam or trpo."
    case .scoreFunctionOfOneTask:
      "The score-function term weighs a task's rollouts by how its return compares with those of the"
        + " other tasks, but there is only one task per iteration. Give --tasks 2 or more."
    case .scoreFunctionCountedTwice(let estimator):
      "'--score-function-term' and '--estimator \(estimator.rawValue)' are two ways to count that the"
        + " parameters also decide which rollouts are met with, and together they count it twice."
        + " Use --estimator log-likelihood or --first-order, or leave the term out."
    case .noMetaGradient(let learner, let unused):
      "'--learner \(learner.rawValue)' does not differentiate through adaptation, so it has no use"
        + " for '\(unused)'. Leave that out, or use --learner maml."
    case .ratesLearnedTwice:
      "'--learner meta-sgd' learns a rate for every parameter already, so a learned rate for each"
        + " step adds nothing. Leave out --learn-inner-learning-rate, or use --learner maml."
    case .standardDeviationOutOfBounds(_, let minimum, let maximum) where minimum > maximum:
      "The smallest standard deviation is \(minimum), but the largest is \(maximum), which leaves"
        + " nothing between them. Change --minimum-standard-deviation or"
        + " --maximum-standard-deviation."
    case .standardDeviationOutOfBounds(let initial, let minimum, let maximum):
      "The first standard deviation is \(initial), but it must lie between its limits, \(minimum) and"
        + " \(maximum). Change --initial-standard-deviation or the limits."
    }
  }
}
