extension LearnerSettings {
  /// Reads settings.
  ///
  /// Policies outlive versions: a setting that came later than 0.1 has, where a file lacks it, the
  /// value that changes nothing about what the file was written with.
  ///
  /// - Throws: `DecodingError` if a setting of 0.1 is missing, or one has another type.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: SettingName.self)
    func read<Value: Decodable>(_ name: SettingName) throws -> Value {
      try values.decode(Value.self, forKey: name)
    }
    func later<Value: Decodable>(_ name: SettingName, _ absent: Value) throws -> Value {
      try values.decodeIfPresent(Value.self, forKey: name) ?? absent
    }
    learner = try read("learner")
    outer = try read("outer")
    tasks = try read("tasks")
    rollouts = try read("rollouts")
    innerSteps = try read("innerSteps")
    innerLearningRates = try read("innerLearningRates")
    learningRateDecay = try read("learningRateDecay")
    learnsInnerLearningRates = try read("learnsInnerLearningRates")
    isFirstOrder = try read("isFirstOrder")
    countsWholeTrial = try read("countsWholeTrial")
    discount = try read("discount")
    lambda = try read("lambda")
    baseline = try read("baseline")
    normalizesAdvantages = try read("normalizesAdvantages")
    outerLearningRate = try read("outerLearningRate")
    maximumDivergence = try read("maximumDivergence")
    conjugateGradientIterations = try read("conjugateGradientIterations")
    damping = try read("damping")
    lineSearchSteps = try read("lineSearchSteps")
    lineSearchRatio = try read("lineSearchRatio")
    hidden = try read("hidden")
    activation = try read("activation")
    initialStandardDeviation = try read("initialStandardDeviation")

    estimator = try later("estimator", .likelihoodRatio)
    hasScoreFunctionTerm = try later("hasScoreFunctionTerm", false)
    baselineConstant = try later("baselineConstant", 0)
    rateLearningRate = try later("rateLearningRate", outerLearningRate)
    epochs = try later("epochs", epochs)
    clip = try later("clip", clip)
    innerDivergencePenalty = try later("innerDivergencePenalty", innerDivergencePenalty)
    minimumStandardDeviation = try later("minimumStandardDeviation", 1e-6)
    maximumStandardDeviation = try later(
      "maximumStandardDeviation", max(1e6, initialStandardDeviation))
    // Before there were limits, a smaller deviation counted as this one, the policy's own floor.
    if !values.contains("minimumStandardDeviation"), initialStandardDeviation > 0 {
      initialStandardDeviation = max(initialStandardDeviation, minimumStandardDeviation)
    }
    contextSize = try later("contextSize", contextSize)
    curvatureShare = try later("curvatureShare", 1)
  }
}

/// The name of a setting in a file, which is the name of its property.
private struct SettingName: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringLiteral value: String) {
    stringValue = value
  }

  init(stringValue: String) {
    self.stringValue = stringValue
  }

  init?(intValue: Int) {
    return nil
  }
}
