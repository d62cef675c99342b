/// What is differentiated through the inner steps, and how; unused by methods without meta-gradients.
public struct MetaGradientSettings: Equatable, Sendable {
  /// How an inner step's gradient is taken to depend on the parameters.
  public var estimator = InnerEstimator.likelihoodRatio
  /// Whether meta-gradients ignore how the inner gradient depends on the parameters.
  public var isFirstOrder = false
  /// Whether the meta-gradient includes how the parameters change the distribution of the support rollouts
  /// (E-MAML): the score function of each support, times the return of the stages after it.
  ///
  /// It goes with the log likelihood or first order; the curvature of the other estimators includes it.
  ///
  /// - Source: Stadie et al. 2018, equation 5, <https://arxiv.org/abs/1803.01118>.
  public var hasScoreFunctionTerm = false
  /// Whether the outer objective is the return of every stage of the trial, not only of the last.
  public var countsWholeTrial = false

  /// Creates the default settings.
  public init() {}
}

extension MetaGradientSettings {
  /// Every setting of meta-gradients.
  public static let table: SettingsTable<MetaGradientSettings> = [
    .init(
      "estimator", \.estimator,
      option: .init(
        "estimator", value: "name",
        help: "How inner gradients are taken to depend on the parameters.", section: section,
        listing: "estimators")),
    .init(
      "isFirstOrder", \.isFirstOrder,
      option: .init(
        "first-order", help: "Leaves out how inner gradients depend on the parameters.",
        section: section)),
    // The other estimators have what it adds in their curvature.
    Setting(
      "hasScoreFunctionTerm", \.hasScoreFunctionTerm,
      option: .init(
        "score-function-term",
        help: "Counts that the parameters also decide which rollouts are learned from, with"
          + " --estimator log-likelihood (E-MAML).", section: section)
    ).implying(["metaGradient.estimator": "log-likelihood"]),
    .init(
      "countsWholeTrial", \.countsWholeTrial,
      option: .init(
        "whole-trial",
        help: "Optimises the return of every stage of the trial, not only of the last.",
        section: section)),
  ]

  private static let section = "Meta-gradient"
}

/// How an inner step's gradient is taken to depend on the parameters, which decides its curvature.
///
/// At the policy that collected the rollouts all have the same gradient, the policy gradient.
public enum InnerEstimator: String, SettingChoice {
  /// Of log π · A: keeps H₂ alone, the curvature of log probabilities.
  case logLikelihood = "log-likelihood"
  /// Of π / π_old · A: H₁ + H₂, with the outer products of log probabilities' gradients.
  case likelihoodRatio = "likelihood-ratio"
  /// Of products of ratios over an episode: all terms, also how an action changes later rewards.
  case dice

  /// How it differs from the others, in a sentence.
  public var summary: String? {
    switch self {
    case .logLikelihood: "The curvature of log probabilities alone, as much published code has it."
    case .likelihoodRatio:
      "That of probability ratios: exact where actions change no later rewards."
    case .dice: "That of products of ratios over an episode: unbiased, but noisier."
    }
  }
}
