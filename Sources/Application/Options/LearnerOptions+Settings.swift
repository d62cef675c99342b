import Arguments
package import Gym
package import MetaLearning
import Networks

extension LearnerOptions {
  /// The settings with what was given in place of the defaults.
  ///
  /// - Parameters:
  ///   - defaults: Those of the distribution and the learner.
  ///   - actionSpace: What the policy will choose from.
  /// - Returns: The settings, of which all make sense.
  /// - Throws: `UsageError`, `LearnerSettingsError` or `LearnerCombinationError` if they are not ones
  ///   a learner can work with.
  package func settings(from defaults: LearnerSettings, actionSpace: Space) throws
    -> LearnerSettings
  {
    var settings = defaults
    chooseLearner(of: &settings)
    chooseInnerSteps(of: &settings)
    chooseOuterSteps(of: &settings)
    chooseAdvantages(of: &settings)
    try choosePolicy(of: &settings)
    try settings.validate()
    try checkUse(in: settings, actionSpace: actionSpace)
    return settings
  }

  private func chooseLearner(of settings: inout LearnerSettings) {
    if let learner { settings.learner = learner }
    if let contextSize { settings.contextSize = contextSize }
    if let tasks { settings.tasks = tasks }
    if let rollouts { settings.rollouts = rollouts }
  }

  private func chooseInnerSteps(of settings: inout LearnerSettings) {
    if let innerSteps { settings.innerSteps = innerSteps }
    if let innerLearningRates { settings.innerLearningRates = innerLearningRates.values }
    if let learningRateDecay { settings.learningRateDecay = learningRateDecay }
    if learnsInnerLearningRates { settings.learnsInnerLearningRates = true }
    if let estimator { settings.estimator = estimator }
    if isFirstOrder { settings.isFirstOrder = true }
    if hasScoreFunctionTerm {
      settings.hasScoreFunctionTerm = true
      // The other estimators have what it adds in their curvature.
      if estimator == nil && settings.learner.takesMetaGradients {
        settings.estimator = .logLikelihood
      }
    }
    if countsWholeTrial { settings.countsWholeTrial = true }
  }

  private func chooseOuterSteps(of settings: inout LearnerSettings) {
    if let outer { settings.outer = outer }
    if let outerLearningRate { settings.outerLearningRate = outerLearningRate }
    if let rateLearningRate { settings.rateLearningRate = rateLearningRate }
    if let maximumDivergence { settings.maximumDivergence = maximumDivergence }
    if let curvatureShare { settings.curvatureShare = curvatureShare }
    if let epochs { settings.epochs = epochs }
    if let clip { settings.clip = clip }
    if let innerDivergencePenalty { settings.innerDivergencePenalty = innerDivergencePenalty }
  }

  private func chooseAdvantages(of settings: inout LearnerSettings) {
    if let baseline { settings.baseline = baseline }
    if let baselineConstant { settings.baselineConstant = baselineConstant }
    if let discount { settings.discount = discount }
    if let lambda { settings.lambda = lambda }
    if keepsAdvantages { settings.normalizesAdvantages = false }
  }

  private func choosePolicy(of settings: inout LearnerSettings) throws {
    if let hidden { settings.hidden = try widths(hidden.values) }
    if let activation { settings.activation = activation }
    if let initialStandardDeviation { settings.initialStandardDeviation = initialStandardDeviation }
    if let minimumStandardDeviation { settings.minimumStandardDeviation = minimumStandardDeviation }
    if let maximumStandardDeviation { settings.maximumStandardDeviation = maximumStandardDeviation }
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
