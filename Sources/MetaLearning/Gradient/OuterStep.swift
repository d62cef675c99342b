/// How the outer loop turns a meta-gradient into new initial parameters.
public enum OuterStep: Equatable, Sendable {
  /// A step of Adam.
  case adam(AdamSettings)
  /// A step of natural gradient, as long as a bound on the divergence allows (TRPO).
  case trustRegion(TrustRegionSettings)
  /// Several steps of Adam on the same rollouts, on an objective that ignores actions whose probability
  /// has changed enough (PPO, ProMP).
  case clipped(ClippedSettings)

  /// The names on the command line and in files.
  public enum Name: String, SettingChoice {
    case trpo, adam, ppo, promp

    /// What kind of step it is.
    public var summary: String? {
      switch self {
      case .trpo: "A step of natural gradient, as long as a bound on the divergence allows."
      case .adam: "A step of Adam."
      case .ppo: "Several steps of Adam on the same rollouts, on a clipped objective."
      case .promp:
        "The same, with a penalty on how far the policies move that collect the rollouts."
      }
    }
  }

  /// Creates a step with its default settings.
  public init(_ name: Name) {
    self =
      switch name {
      case .trpo: .trustRegion(TrustRegionSettings())
      case .adam: .adam(AdamSettings())
      case .ppo: .clipped(ClippedSettings())
      case .promp: .clipped(ClippedSettings(innerDivergencePenalty: 0.0005))
      }
  }

  /// Its name; a new name keeps the settings that both steps have and chooses the defaults of the new step
  /// for the rest.
  public var name: Name {
    get {
      switch self {
      case .adam: .adam
      case .trustRegion: .trpo
      case .clipped(let settings): settings.innerDivergencePenalty == nil ? .ppo : .promp
      }
    }
    set {
      guard newValue != name else { return }
      let (adam, clipped) = (self.adam, self.clipped)
      self = OuterStep(newValue)
      if let clipped, let penalty = self.clipped.map(\.innerDivergencePenalty) {
        self.clipped = clipped
        self.clipped?.innerDivergencePenalty = penalty
      }
      self.adam = adam
    }
  }

  /// The settings of Adam, which all steps but a trust region use; `nil` for a trust region, where setting
  /// them does nothing.
  public var adam: AdamSettings? {
    get {
      switch self {
      case .adam(let settings): settings
      case .clipped(let settings): settings.adam
      case .trustRegion: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .adam: self = .adam(newValue)
      case .clipped(var settings):
        settings.adam = newValue
        self = .clipped(settings)
      case .trustRegion: break
      }
    }
  }

  /// The settings of a trust region; `nil` for other steps, where setting them does nothing.
  public var trustRegion: TrustRegionSettings? {
    get {
      if case .trustRegion(let settings) = self { settings } else { nil }
    }
    set {
      if case .trustRegion = self, let newValue { self = .trustRegion(newValue) }
    }
  }

  /// The settings of a clipped objective; `nil` for other steps, where setting them does nothing.
  public var clipped: ClippedSettings? {
    get {
      if case .clipped(let settings) = self { settings } else { nil }
    }
    set {
      if case .clipped = self, let newValue { self = .clipped(newValue) }
    }
  }
}

/// Step sizes of Adam in the outer loop.
///
/// - Source: Kingma and Ba 2015, algorithm 1, <https://arxiv.org/abs/1412.6980>.
public struct AdamSettings: Equatable, Sendable {
  /// Step size, β.
  public var learningRate: Double
  /// Step size for logarithms of inner learning rates, where they are learned; 0 holds them.
  public var rateLearningRate: Double

  /// Creates settings.
  public init(learningRate: Double = 0.001, rateLearningRate: Double = 0.002) {
    self.learningRate = learningRate
    self.rateLearningRate = rateLearningRate
  }
}

/// The trust region of TRPO.
///
/// - Source: Schulman et al. 2015, appendix C, <https://arxiv.org/abs/1502.05477>.
public struct TrustRegionSettings: Equatable, Sendable {
  /// Bound δ on the mean divergence, in nats.
  public var maximumDivergence = 0.01
  /// Most conjugate-gradient iterations.
  public var conjugateGradientIterations = 10
  /// Share of the rows of each block of rollouts that the curvature is taken from, at least one of
  /// them; the gradient and the line search always take all.
  public var curvatureShare = 1.0
  /// What is added to the diagonal of the curvature.
  public var damping = 1e-5
  /// Most shortened steps the line search tries.
  public var lineSearchSteps = 15
  /// How much shorter each try is.
  public var lineSearchRatio = 0.8

  /// Creates the default settings, perhaps with another bound.
  public init(maximumDivergence: Double = 0.01) {
    self.maximumDivergence = maximumDivergence
  }
}

/// The clipped objective of PPO and ProMP.
///
/// - Source: Schulman et al. 2017, equation 7, <https://arxiv.org/abs/1707.06347>; Rothfuss et al. 2019,
///   "ProMP", section 5, <https://arxiv.org/abs/1810.06784>.
public struct ClippedSettings: Equatable, Sendable {
  /// How each step is taken.
  public var adam = AdamSettings()
  /// Steps on the same rollouts.
  public var epochs = 5
  /// How far a ratio may be from 1 before its row is ignored, ε.
  public var clip = 0.2
  /// What ProMP subtracts for each nat of divergence of the policies that collected support rollouts, η;
  /// `nil` for PPO.
  public var innerDivergencePenalty: Double?

  /// Creates the default settings of PPO, or with a penalty those of ProMP.
  public init(innerDivergencePenalty: Double? = nil) {
    self.innerDivergencePenalty = innerDivergencePenalty
  }
}

extension AdamSettings {
  /// Every setting of the kind.
  static let table: SettingsTable<AdamSettings> = [
    .init(
      "learningRate", \.learningRate, in: .above(0),
      option: .init(
        "outer-learning-rate", value: "rate", help: "Step size of Adam, which all but TRPO use.",
        section: outerSection)),
    .init(
      "rateLearningRate", \.rateLearningRate, in: .atLeast(0),
      option: .init(
        "rate-learning-rate", value: "rate",
        help: "Step size of Adam for learned inner learning rates; 0 holds them.",
        section: outerSection)),
  ]
}

extension TrustRegionSettings {
  /// Every setting of the kind.
  static let table: SettingsTable<TrustRegionSettings> = [
    .init(
      "maximumDivergence", \.maximumDivergence, in: .above(0),
      option: .init(
        "max-kl", value: "nats", help: "Bound of TRPO's trust region.", section: outerSection)),
    Setting(
      "curvatureShare", \.curvatureShare, in: .within(0.001...1),
      option: .init(
        "curvature-share", value: "share",
        help: "Share of the rows that TRPO's curvature is taken from: faster, less exact. All by"
          + " default.", section: outerSection)
    ).unlessDefault(1),
    .init(
      "conjugateGradientIterations", \.conjugateGradientIterations, in: .within(1...1_000_000)),
    .init("damping", \.damping, in: .atLeast(0)),
    .init("lineSearchSteps", \.lineSearchSteps, in: .within(1...1_000_000)),
    .init("lineSearchRatio", \.lineSearchRatio, in: .between(0, 1)),
  ]
}

extension ClippedSettings {
  /// Every setting of the kind.
  static let table: SettingsTable<ClippedSettings> = [
    .init(
      "epochs", \.epochs, in: .within(1...1000),
      option: .init(
        "epochs", value: "count", help: "Steps of PPO and ProMP on the same rollouts.",
        section: outerSection)),
    .init(
      "clip", \.clip, in: .above(0),
      option: .init(
        "clip", value: "number", help: "How far from 1 PPO and ProMP still count a ratio.",
        section: outerSection)),
    .init(
      "innerDivergencePenalty", in: .atLeast(0),
      option: .init(
        "inner-kl-penalty", value: "number",
        help: "What ProMP takes off for a nat by which the policies before the last step move.",
        section: outerSection),
      get: { $0.innerDivergencePenalty },
      set: { if $0.innerDivergencePenalty != nil { $0.innerDivergencePenalty = $1 } }),
  ]
}

/// The heading of outer steps on help pages.
let outerSection = "Outer steps"
