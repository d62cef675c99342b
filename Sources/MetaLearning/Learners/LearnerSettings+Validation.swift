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
    try check("damping", damping, damping >= 0)
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
    if hasScoreFunctionTerm && outer.isClipped { throw .clippedScoreFunction(outer) }
    let isWithoutMetaGradient = learner == .joint || learner == .reptile
    if isWithoutMetaGradient {
      if hasScoreFunctionTerm { throw .noMetaGradient(learner, unused: "the score-function term") }
      if countsWholeTrial { throw .noMetaGradient(learner, unused: "the return of earlier stages") }
      if learnsInnerLearningRates { throw .noMetaGradient(learner, unused: "learned rates") }
      if isFirstOrder { throw .noMetaGradient(learner, unused: "first order") }
      if estimator != .likelihoodRatio { throw .noMetaGradient(learner, unused: "an estimator") }
    }
    if learner == .metaSGD && learnsInnerLearningRates { throw .ratesLearnedTwice }
    let deviations =
      minimumStandardDeviation...max(minimumStandardDeviation, maximumStandardDeviation)
    if minimumStandardDeviation > maximumStandardDeviation
      || !deviations.contains(initialStandardDeviation)
    {
      throw .standardDeviationOutOfBounds(
        initialStandardDeviation, minimum: minimumStandardDeviation,
        maximum: maximumStandardDeviation)
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
  /// A choice about meta-gradients for a learner that takes none.
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
    case .noMetaGradient(let learner, let unused):
      "'--learner \(learner.rawValue)' does not differentiate through adaptation, so it has no use"
        + " for \(unused). Use --learner maml, or leave it out."
    case .ratesLearnedTwice:
      "'--learner meta-sgd' learns a rate for every parameter already, so a learned rate for each"
        + " step adds nothing. Leave out --learn-inner-learning-rate, or use --learner maml."
    case .standardDeviationOutOfBounds(let initial, let minimum, let maximum):
      "The first standard deviation is \(initial), but must lie within its limits, \(minimum) and"
        + " \(maximum). Change --initial-standard-deviation or the limits."
    }
  }
}
