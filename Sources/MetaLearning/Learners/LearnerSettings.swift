public import Networks

/// How the outer loop turns a meta-gradient into new initial parameters.
public enum OuterOptimizer: String, CaseIterable, Codable, Sendable {
  /// A step of natural gradient, as long as a bound on the divergence allows.
  case trpo
  /// A step of Adam.
  case adam
}

/// What is learned.
public enum LearnerName: String, CaseIterable, Codable, Sendable {
  /// Initial parameters from which policy-gradient steps adapt (MAML).
  case maml
  /// Parameters that do well on average without adaptation; adapted by fine-tuning afterwards.
  case joint
}

/// What advantages are measured against.
public enum Baseline: String, CaseIterable, Codable, Sendable {
  /// A linear function of observation and time, refitted to each block of rollouts.
  case linear
  /// The mean of the block's returns: right where neither observation nor time tells anything.
  case mean
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
  /// Inner learning rate of each step, α, in units of a gradient of the mean advantage per step;
  /// beyond the last the rate is multiplied by `learningRateDecay` at each further step.
  public var innerLearningRates: [Double] = [0.1]
  /// Factor of the learning rate from each step to the next beyond those listed.
  public var learningRateDecay = 0.5
  /// Whether the outer loop also learns the inner learning rates.
  public var learnsInnerLearningRates = false
  /// Whether meta-gradients ignore how the inner gradient depends on the parameters.
  public var isFirstOrder = false
  /// Whether the outer objective is the return of every stage of the trial, not only of the last.
  public var countsWholeTrial = false
  /// Discount factor, γ.
  public var discount = 0.99
  /// Bias-variance mix of the advantage estimator, λ.
  public var lambda = 1.0
  /// What advantages are measured against.
  public var baseline = Baseline.linear
  /// Whether advantages are shifted and scaled to mean 0 and standard deviation 1 per task.
  public var normalizesAdvantages = true
  /// Step size of Adam in the outer loop, β.
  public var outerLearningRate = 0.001
  /// Bound δ of the trust region on the mean divergence, in nats.
  public var maximumDivergence = 0.01
  /// Most conjugate-gradient iterations.
  public var conjugateGradientIterations = 10
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

  /// Creates the default settings.
  public init() {}

  /// Checks that every number is one a learner can work with, in single precision.
  ///
  /// - Throws: `LearnerSettingsError` that names the first setting that is not.
  public func validate() throws(LearnerSettingsError) {
    func check(_ name: String, _ value: Double, _ isLegal: Bool) throws(LearnerSettingsError) {
      if !isLegal || !Float(value).isFinite { throw LearnerSettingsError(name: name, value: value) }
    }
    let counts = [
      ("tasks", tasks), ("rollouts", rollouts), ("innerSteps", innerSteps),
      ("conjugateGradientIterations", conjugateGradientIterations),
      ("lineSearchSteps", lineSearchSteps),
    ]
    for (name, count) in counts {
      try check(name, Double(count), (1...1_000_000).contains(count))
    }
    try check("hidden", Double(hidden.count), hidden.count <= 64)
    for width in hidden { try check("hidden", Double(width), (1...4096).contains(width)) }
    try check("innerLearningRates", 0, !innerLearningRates.isEmpty)
    for rate in innerLearningRates { try check("innerLearningRates", rate, Float(rate) > 0) }
    let positive = [
      ("learningRateDecay", learningRateDecay), ("outerLearningRate", outerLearningRate),
      ("maximumDivergence", maximumDivergence), ("lineSearchRatio", lineSearchRatio),
      ("initialStandardDeviation", initialStandardDeviation),
    ]
    for (name, value) in positive { try check(name, value, Float(value) > 0) }
    try check("lineSearchRatio", lineSearchRatio, lineSearchRatio < 1)
    try check("damping", damping, damping >= 0)
    try check("discount", discount, (0...1).contains(discount))
    try check("lambda", lambda, (0...1).contains(lambda))
  }

  /// Inner steps during training: none where no adaptation is learned.
  public var trainingSteps: Int { learner == .joint ? 0 : innerSteps }
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
