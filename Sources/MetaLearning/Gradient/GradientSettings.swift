/// How a learner of the gradient-based family learns: MAML and its relatives.
public struct GradientSettings: Equatable, Sendable {
  /// What is learned, and what of it adapts.
  public var method = GradientMethod.maml
  /// Tasks of a meta-batch, M.
  public var tasks = 20
  /// Episodes per task before and after each inner step.
  public var rollouts = 20
  /// The steps of adaptation.
  public var inner = InnerSettings()
  /// What is differentiated through the inner steps, and how.
  public var metaGradient = MetaGradientSettings()
  /// How the outer loop turns a meta-gradient into new initial parameters.
  public var outer = OuterStep.adam(AdamSettings())
  /// How advantages are computed from rewards.
  public var advantages = AdvantageSettings()
  /// The policy.
  public var policy = PolicySettings()

  /// Creates the settings of a method, by default those of MAML.
  public init(_ method: GradientMethod = .maml) {
    self.method = method
  }
}

/// What is learned, and what of it adapts.
public enum GradientMethod: Equatable, Sendable {
  /// Initial parameters from which policy-gradient steps adapt (MAML).
  case maml
  /// The same, leaving out how the inner gradients depend on the parameters.
  case fomaml
  /// Initial parameters that move towards the adapted ones.
  case reptile
  /// Initial parameters, and an inner learning rate for each of them.
  case metaSGD
  /// Initial parameters of which only the last layer adapts.
  case anil
  /// Parameters that do not adapt, beside a context that enters as extra input and does.
  case cavia(contextSize: Int)
  /// Parameters that do well on average without adaptation; adapted by fine-tuning afterwards.
  case joint

  /// Every method; CAVIA with a context of 8 numbers.
  public static let all: [GradientMethod] = [
    .maml, .fomaml, .reptile, .metaSGD, .anil, .cavia(contextSize: 8), .joint,
  ]

  /// The name on the command line and in files.
  public var name: String {
    switch self {
    case .maml: "maml"
    case .fomaml: "fomaml"
    case .reptile: "reptile"
    case .metaSGD: "meta-sgd"
    case .anil: "anil"
    case .cavia: "cavia"
    case .joint: "joint"
    }
  }

  /// Whether it learns by the gradient of the return after adaptation, through the inner steps.
  public var takesMetaGradients: Bool {
    switch self {
    case .maml, .fomaml, .metaSGD, .anil, .cavia: true
    case .reptile, .joint: false
    }
  }

  /// How many numbers the context has; `nil` for methods without one.
  public var contextSize: Int? {
    get {
      if case .cavia(let size) = self { size } else { nil }
    }
    set {
      if case .cavia = self, let newValue { self = .cavia(contextSize: newValue) }
    }
  }
}

// MARK: What follows from settings

extension GradientSettings {
  /// Inner steps during training, each followed by rollouts of the parameters it gave.
  ///
  /// There are none in joint training. No rollouts follow Reptile's last step, since only the parameters
  /// it leads to are needed.
  public var trainingSteps: Int {
    switch method {
    case .joint: 0
    case .reptile: inner.steps - 1
    case .maml, .fomaml, .metaSGD, .anil, .cavia: inner.steps
    }
  }

  /// Whether derivatives take inner gradients for constants.
  public var usesFirstOrder: Bool { metaGradient.isFirstOrder || method == .fomaml }

  /// Whether the outer loop learns inner learning rates.
  public var learnsRates: Bool { method == .metaSGD || inner.learnsRates }
}
