import Arguments
package import Gym
package import MetaLearning
import Networks

extension LearnerSettings {
  /// The options of `fledge train` that give these settings, without those that change nothing.
  ///
  /// - Parameter actionSpace: What the policy chooses from.
  /// - Returns: Each option with its value.
  package func options(actionSpace: Space) -> [String] {
    learnerOptions + innerOptions + metaGradientOptions + outerOptions + advantageOptions
      + policyOptions(actionSpace)
  }

  private var learnerOptions: [String] {
    ["--learner \(learner.rawValue)"]
      + (learner == .cavia ? ["--context-size \(contextSize)"] : [])
      + ["--tasks \(tasks)", "--rollouts \(rollouts)"]
  }

  private var innerOptions: [String] {
    [
      "--inner-steps \(innerSteps)",
      "--inner-learning-rate \(innerLearningRates.map(\.argument).joined(separator: ","))",
      "--inner-learning-rate-decay \(learningRateDecay.argument)",
    ] + (learnsInnerLearningRates ? ["--learn-inner-learning-rate"] : [])
  }

  private var metaGradientOptions: [String] {
    guard learner.takesMetaGradients else { return [] }
    var options = ["--estimator \(estimator.rawValue)"]
    if isFirstOrder && learner != .fomaml { options.append("--first-order") }
    if hasScoreFunctionTerm { options.append("--score-function-term") }
    if countsWholeTrial { options.append("--whole-trial") }
    return options
  }

  private var outerOptions: [String] {
    var options = ["--outer \(outer.rawValue)"]
    switch outer {
    case .trpo:
      options.append("--max-kl \(maximumDivergence.argument)")
      if curvatureShare < 1 { options.append("--curvature-share \(curvatureShare.argument)") }
    case .adam, .ppo, .promp:
      options.append("--outer-learning-rate \(outerLearningRate.argument)")
      if learnsRates { options.append("--rate-learning-rate \(rateLearningRate.argument)") }
    }
    if outer.isClipped { options += ["--epochs \(epochs)", "--clip \(clip.argument)"] }
    if outer == .promp { options.append("--inner-kl-penalty \(innerDivergencePenalty.argument)") }
    return options
  }

  private var advantageOptions: [String] {
    ["--baseline \(baseline.rawValue)"]
      + (baseline == .constant ? ["--baseline-constant \(baselineConstant.argument)"] : [])
      + ["--discount \(discount.argument)", "--lambda \(lambda.argument)"]
      + (normalizesAdvantages ? [] : ["--unnormalized-advantages"])
  }

  private func policyOptions(_ actionSpace: Space) -> [String] {
    var options = [
      "--hidden \(hidden.isEmpty ? "0" : hidden.map(String.init).joined(separator: ","))"
    ]
    if !hidden.isEmpty { options.append("--activation \(activation.rawValue)") }
    if actionSpace.isContinuous {
      options += [
        "--initial-standard-deviation \(initialStandardDeviation.argument)",
        "--minimum-standard-deviation \(minimumStandardDeviation.argument)",
        "--maximum-standard-deviation \(maximumStandardDeviation.argument)",
      ]
    }
    return options
  }
}
