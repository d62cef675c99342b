public import Networks

/// How the outer loop turns a meta-gradient into new initial parameters.
public enum OuterOptimizer: String, CaseIterable, Codable, Sendable {
  /// A step of natural gradient, as long as a bound on the divergence allows.
  case trpo
  /// A step of Adam.
  case adam
  /// Several steps of Adam on the same rollouts, on an objective that stops to count where an action's
  /// probability has changed enough.
  case ppo
  /// The same, with a penalty on how far the policies that collected the support rollouts move.
  case promp

  /// Whether it takes several steps on the same rollouts.
  public var isClipped: Bool { self == .ppo || self == .promp }
}

/// What is learned, and what of it adapts.
public enum LearnerName: String, CaseIterable, Codable, Sendable {
  /// Initial parameters from which policy-gradient steps adapt (MAML).
  case maml
  /// The same, leaving out how the inner gradients depend on the parameters.
  case fomaml
  /// Initial parameters that move towards the adapted ones.
  case reptile
  /// Initial parameters, and an inner learning rate for each of them.
  case metaSGD = "meta-sgd"
  /// Initial parameters of which only the last layer adapts.
  case anil
  /// Parameters that do not adapt, beside a context that enters as extra input and does.
  case cavia
  /// Parameters that do well on average without adaptation; adapted by fine-tuning afterwards.
  case joint
}

/// How an inner step's gradient is taken to depend on the parameters: what its curvature is.
///
/// At the policy that collected the rollouts all have the same gradient, the policy gradient.
public enum InnerEstimator: String, CaseIterable, Codable, Sendable {
  /// Of log π · A: keeps H₂ alone, the curvature of log probabilities.
  case logLikelihood = "log-likelihood"
  /// Of π / π_old · A: H₁ + H₂, with the outer products of log probabilities' gradients.
  case likelihoodRatio = "likelihood-ratio"
  /// Of products of ratios over an episode: all terms, also how an action changes later rewards.
  case dice
}

/// What advantages are measured against.
public enum Baseline: String, CaseIterable, Codable, Sendable {
  /// A linear function of observation and time, refitted to each block of rollouts.
  case linear
  /// The mean of the block's returns: right where neither observation nor time tells anything.
  case mean
  /// A fixed number, `baselineConstant`.
  case constant
}

/// Everything that decides how a learner learns; stored with every policy.
public struct LearnerSettings: Equatable, Codable, Sendable {
  /// What is learned.
  public var learner: LearnerName = .maml
  /// The outer optimiser.
  public var outer: OuterOptimizer = .adam
  /// Tasks of a meta-batch, M.
  public var tasks = 20
  /// Episodes per task before and after each inner step.
  public var rollouts = 20
  /// Inner steps, K.
  public var innerSteps = 1
  /// How an inner step's gradient is taken to depend on the parameters.
  public var estimator = InnerEstimator.likelihoodRatio
  /// Inner learning rate of each step, α, in units of a gradient of the mean advantage per step;
  /// beyond the last the rate is multiplied by `learningRateDecay` at each further step.
  public var innerLearningRates: [Double] = [0.1]
  /// Factor of the learning rate from each step to the next beyond those listed.
  public var learningRateDecay = 0.5
  /// Whether the outer loop also learns the inner learning rates.
  public var learnsInnerLearningRates = false
  /// Whether meta-gradients ignore how the inner gradient depends on the parameters.
  public var isFirstOrder = false
  /// Whether the meta-gradient also says how the parameters change which support rollouts are met
  /// with (E-MAML): the score function of each, times the return of what comes after it.
  ///
  /// It belongs to the log likelihood or first order: the other estimators count the same in their
  /// curvature.
  public var hasScoreFunctionTerm = false
  /// Whether the outer objective is the return of every stage of the trial, not only of the last.
  public var countsWholeTrial = false
  /// Discount factor, γ.
  public var discount = 0.99
  /// Bias-variance mix of the advantage estimator, λ.
  public var lambda = 1.0
  /// What advantages are measured against.
  public var baseline = Baseline.linear
  /// The baseline where it is constant.
  public var baselineConstant = 0.0
  /// Whether advantages are shifted and scaled to mean 0 and standard deviation 1 per task.
  public var normalizesAdvantages = true
  /// Step size of Adam in the outer loop, β.
  public var outerLearningRate = 0.001
  /// Step size of Adam for logarithms of inner learning rates, where they are learned; 0 holds them.
  public var rateLearningRate = 0.002
  /// Steps of PPO and ProMP on the same rollouts.
  public var epochs = 5
  /// How far a ratio may be from 1 before PPO and ProMP stop to count it, ε.
  public var clip = 0.2
  /// What ProMP takes off for a nat of divergence of the policies that collected support rollouts, η.
  public var innerDivergencePenalty = 0.0005
  /// Bound δ of the trust region on the mean divergence, in nats.
  public var maximumDivergence = 0.01
  /// Most conjugate-gradient iterations.
  public var conjugateGradientIterations = 10
  /// Share of the rows of each block of rollouts that the trust region's curvature is taken from, at
  /// least one of them; the gradient and the line search always take all.
  public var curvatureShare = 1.0
  /// What is added to the diagonal of the curvature.
  public var damping = 1e-5
  /// Most shortened steps the line search tries.
  public var lineSearchSteps = 15
  /// How much shorter each try is.
  public var lineSearchRatio = 0.8
  /// Widths of the hidden layers.
  public var hidden = [64, 64]
  /// Nonlinearity of the hidden layers.
  public var activation = Activation.tanh
  /// First standard deviation of continuous actions.
  public var initialStandardDeviation = 1.0
  /// No adaptation and no outer step makes a standard deviation of continuous actions smaller.
  public var minimumStandardDeviation = 0.01
  /// No adaptation and no outer step makes a standard deviation of continuous actions larger.
  public var maximumStandardDeviation = 10.0
  /// How many numbers the context of CAVIA has.
  public var contextSize = 8

  /// Creates the default settings.
  public init() {}
}
