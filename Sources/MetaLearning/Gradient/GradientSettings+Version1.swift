// Files of version 1 hold settings as one flat object, whatever the learner and the outer step.

extension GradientSettings {
  /// Reads the settings of a file.
  ///
  /// - Parameters:
  ///   - decoder: Holds what the file has as settings.
  ///   - version: The version of the file's format.
  /// - Throws: `DecodingError` if a setting is missing, or one has another type.
  public init(from decoder: any Decoder, version: Int) throws {
    self = try version == 1 ? Version1(from: decoder).settings : GradientSettings(from: decoder)
  }
}

/// Settings of version 1.
///
/// A setting that came later than Fledge 0.1 has, where a file lacks it, the value that changes nothing
/// about what the file was written with.
private struct Version1: Decodable {
  let settings: GradientSettings

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: FlatName.self)
    let learner: String = try values.read("learner")
    guard var settings = GradientSettings(learner: learner) else {
      throw DecodingError.dataCorruptedError(
        forKey: "learner", in: values, debugDescription: "No learner has this name.")
    }
    settings.method.contextSize = try values.read("contextSize", absent: 8)
    settings.tasks = try values.read("tasks")
    settings.rollouts = try values.read("rollouts")
    settings.inner = try InnerSettings(values)
    settings.metaGradient = try MetaGradientSettings(values)
    settings.outer = try OuterStep(values)
    settings.advantages = try AdvantageSettings(values)
    settings.policy = try PolicySettings(values)
    self.settings = settings
  }
}

private typealias FlatValues = KeyedDecodingContainer<FlatName>

extension InnerSettings {
  fileprivate init(_ values: FlatValues) throws {
    steps = try values.read("innerSteps")
    learningRates = try values.read("innerLearningRates")
    decay = try values.read("learningRateDecay")
    learnsRates = try values.read("learnsInnerLearningRates")
  }
}

extension MetaGradientSettings {
  fileprivate init(_ values: FlatValues) throws {
    estimator = try values.readChoice("estimator", absent: .likelihoodRatio)
    isFirstOrder = try values.read("isFirstOrder")
    hasScoreFunctionTerm = try values.read("hasScoreFunctionTerm", absent: false)
    countsWholeTrial = try values.read("countsWholeTrial")
  }
}

extension OuterStep {
  /// Reads the settings of all steps, so that a file which lacks one is refused, and keeps those of the
  /// step chosen.
  fileprivate init(_ values: FlatValues) throws {
    let name: Name = try values.readChoice("outer")
    let learningRate: Double = try values.read("outerLearningRate")
    let adam = AdamSettings(
      learningRate: learningRate,
      rateLearningRate: try values.read("rateLearningRate", absent: learningRate))
    var region = TrustRegionSettings(maximumDivergence: try values.read("maximumDivergence"))
    region.conjugateGradientIterations = try values.read("conjugateGradientIterations")
    region.damping = try values.read("damping")
    region.lineSearchSteps = try values.read("lineSearchSteps")
    region.lineSearchRatio = try values.read("lineSearchRatio")
    region.curvatureShare = try values.read("curvatureShare", absent: 1)
    var clipped = ClippedSettings()
    clipped.epochs = try values.read("epochs", absent: 5)
    clipped.clip = try values.read("clip", absent: 0.2)
    let penalty: Double = try values.read("innerDivergencePenalty", absent: 0.0005)
    self = OuterStep(name)
    clipped.innerDivergencePenalty = name == .promp ? penalty : nil
    self.trustRegion = region
    self.clipped = clipped
    self.adam = adam
  }
}

extension AdvantageSettings {
  fileprivate init(_ values: FlatValues) throws {
    self.init(
      discount: try values.read("discount"), lambda: try values.read("lambda"),
      isNormalized: try values.read("normalizesAdvantages"))
    baseline.name = try values.readChoice("baseline")
    baseline.constant = try values.read("baselineConstant", absent: 0)
  }
}

extension PolicySettings {
  fileprivate init(_ values: FlatValues) throws {
    hidden = try values.read("hidden")
    activation = try values.readChoice("activation")
    initialStandardDeviation = try values.read("initialStandardDeviation")
    minimumStandardDeviation = try values.read("minimumStandardDeviation", absent: 1e-6)
    maximumStandardDeviation = try values.read(
      "maximumStandardDeviation", absent: max(1e6, initialStandardDeviation))
    // Before there were limits, a smaller deviation counted as this one, the policy's own floor.
    if !values.contains("minimumStandardDeviation"), initialStandardDeviation > 0 {
      initialStandardDeviation = max(initialStandardDeviation, minimumStandardDeviation)
    }
  }
}

extension KeyedDecodingContainer<FlatName> {
  /// Reads a setting; if it came later than 0.1, `absent` is what files without it mean.
  fileprivate func read<Value: Decodable>(_ name: FlatName, absent: Value? = nil) throws -> Value {
    guard let absent else { return try decode(Value.self, forKey: name) }
    return try decodeIfPresent(Value.self, forKey: name) ?? absent
  }

  fileprivate func readChoice<Choice: SettingChoice>(
    _ name: FlatName, absent: Choice? = nil
  ) throws -> Choice {
    if let absent, !contains(name) { return absent }
    guard let choice = Choice(rawValue: try read(name)) else {
      throw DecodingError.dataCorruptedError(
        forKey: name, in: self, debugDescription: "There is no choice of this name.")
    }
    return choice
  }
}

/// The name of a setting in a file of version 1.
private struct FlatName: CodingKey, ExpressibleByStringLiteral {
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
