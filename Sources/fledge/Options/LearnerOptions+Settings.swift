import Arguments
import MetaLearning
import Networks

extension LearnerOptions {
  /// The settings with what was given in place of the defaults.
  ///
  /// - Throws: `UsageError` or `LearnerSettingsError` if they are not ones a learner can work with.
  func settings(from defaults: LearnerSettings) throws -> LearnerSettings {
    var settings = defaults
    if let learner { settings.learner = learner }
    if let outer { settings.outer = outer }
    if let tasks { settings.tasks = tasks }
    if let rollouts { settings.rollouts = rollouts }
    if let innerSteps { settings.innerSteps = innerSteps }
    if let innerLearningRates { settings.innerLearningRates = innerLearningRates.values }
    if let learningRateDecay { settings.learningRateDecay = learningRateDecay }
    if learnsInnerLearningRates { settings.learnsInnerLearningRates = true }
    if isFirstOrder { settings.isFirstOrder = true }
    if countsWholeTrial { settings.countsWholeTrial = true }
    if let baseline { settings.baseline = baseline }
    if let discount { settings.discount = discount }
    if let lambda { settings.lambda = lambda }
    if let outerLearningRate { settings.outerLearningRate = outerLearningRate }
    if let maximumDivergence { settings.maximumDivergence = maximumDivergence }
    if let hidden { settings.hidden = try widths(hidden.values) }
    if let activation { settings.activation = activation }
    if let initialStandardDeviation {
      settings.initialStandardDeviation = initialStandardDeviation
    }
    try settings.validate()
    try checkUse(in: settings)
    return settings
  }

  /// Refuses options that would change nothing.
  private func checkUse(in settings: LearnerSettings) throws {
    func refuse(_ name: String, if isRefused: Bool, _ user: String) throws {
      if isRefused { throw UsageError("'--\(name)' changes nothing here: only \(user) uses it.") }
    }
    try refuse("max-kl", if: $maximumDivergence.isGiven && settings.outer == .adam, "--outer trpo")
    try refuse(
      "outer-learning-rate", if: $outerLearningRate.isGiven && settings.outer == .trpo,
      "--outer adam")
    let isJoint = settings.learner == .joint
    try refuse("first-order", if: isFirstOrder && isJoint, "--learner maml")
    try refuse("whole-trial", if: countsWholeTrial && isJoint, "--learner maml")
    try refuse(
      "learn-inner-learning-rate", if: learnsInnerLearningRates && isJoint, "--learner maml")
  }

  private func widths(_ values: [Int]) throws -> [Int] {
    if values == [0] { return [] }
    guard values.allSatisfy({ $0 > 0 }) else {
      throw $hidden.invalid(
        values.map(String.init).joined(separator: ","),
        because: "0, for no hidden layers, must stand alone")
    }
    return values
  }
}

extension LearnerSettings {
  /// The options of `fledge train` that give these settings.
  var options: [String] {
    var options = [
      "--learner \(learner.rawValue)", "--outer \(outer.rawValue)", "--tasks \(tasks)",
      "--rollouts \(rollouts)", "--inner-steps \(innerSteps)",
      "--inner-learning-rate \(innerLearningRates.map(\.argument).joined(separator: ","))",
      "--inner-learning-rate-decay \(learningRateDecay.argument)",
    ]
    if learnsInnerLearningRates { options.append("--learn-inner-learning-rate") }
    if isFirstOrder { options.append("--first-order") }
    if countsWholeTrial { options.append("--whole-trial") }
    options += [
      "--baseline \(baseline.rawValue)", "--discount \(discount.argument)",
      "--lambda \(lambda.argument)",
      outer == .adam
        ? "--outer-learning-rate \(outerLearningRate.argument)"
        : "--max-kl \(maximumDivergence.argument)",
      "--hidden \(hidden.isEmpty ? "0" : hidden.map(String.init).joined(separator: ","))",
      "--activation \(activation.rawValue)",
      "--initial-standard-deviation \(initialStandardDeviation.argument)",
    ]
    return options
  }
}
