public import Gym

/// How advantages are computed from rewards.
public struct AdvantageSettings: Equatable, Sendable {
  /// What advantages are measured against.
  public var baseline: Baseline
  /// Discount factor, γ, in `0...1`.
  public var discount: Double
  /// Bias-variance mix of the advantage estimator, λ, in `0...1`.
  public var lambda: Double
  /// Whether advantages are shifted and scaled to mean 0 and standard deviation 1 per task.
  public var isNormalized: Bool

  /// Creates settings.
  public init(
    discount: Double = 0.99, lambda: Double = 1, baseline: Baseline = .linear,
    isNormalized: Bool = true
  ) {
    self.baseline = baseline
    self.discount = discount
    self.lambda = lambda
    self.isNormalized = isNormalized
  }
}

/// What advantages are measured against.
public enum Baseline: Equatable, Sendable {
  /// A linear function of observation and time, refitted to each block of rollouts.
  case linear
  /// The mean of the block's returns, for tasks in which neither observation nor time predicts returns.
  case mean
  /// A fixed number, in units of return.
  case constant(Double)

  /// The names on the command line and in files.
  enum Name: String, SettingChoice {
    case linear, mean, constant
  }

  /// What it is called; changing it to another name chooses that baseline, with the constant 0.
  var name: Name {
    get {
      switch self {
      case .linear: .linear
      case .mean: .mean
      case .constant: .constant
      }
    }
    set {
      guard newValue != name else { return }
      switch newValue {
      case .linear: self = .linear
      case .mean: self = .mean
      case .constant: self = .constant(0)
      }
    }
  }

  /// The number of a constant baseline; `nil` for others, where setting it does nothing.
  var constant: Double? {
    get {
      if case .constant(let number) = self { number } else { nil }
    }
    set {
      if case .constant = self, let newValue { self = .constant(newValue) }
    }
  }
}

extension AdvantageSettings {
  /// Every setting of advantages.
  public static let table: SettingsTable<AdvantageSettings> = [
    .init(
      "baseline",
      option: .init(
        "baseline", value: "name", help: "What advantages are measured against.",
        section: section), get: { $0.baseline.name }, set: { $0.baseline.name = $1 }),
    Setting(
      "baselineConstant",
      option: .init(
        "baseline-constant", value: "number", help: "The baseline where it is constant.",
        section: section), get: { $0.baseline.constant }, set: { $0.baseline.constant = $1 }
    ).used(
      when: { $0.baseline.constant != nil }, otherwise: "only --baseline constant uses it"),
    .init(
      "discount", \.discount, in: .within(0...1),
      option: .init(
        "discount", value: "factor", help: "Discount factor.", section: section)),
    .init(
      "lambda", \.lambda, in: .within(0...1),
      option: .init(
        "lambda", value: "factor", help: "Bias-variance mix of advantages.", section: section)),
    .init(
      "isNormalized", \.isNormalized,
      option: .init(
        "unnormalized-advantages",
        help: "Leaves advantages in the units of rewards, neither centred nor scaled.",
        section: section, flagValue: false)),
  ]

  private static let section = "Advantages"
}

/// The advantage of each step of rollouts.
public struct Advantages: Equatable, Sendable {
  /// One for each step, in units of return unless they are normalised, `[B]`.
  public var values: [Double]
  /// What they were divided by, in units of return: 1 unless they are normalised, 0 if all are equal
  /// and so became 0.
  public var scale: Double

  /// Estimates advantages; the horizon's end has value 0.
  ///
  /// - Parameters:
  ///   - rollouts: Complete episodes.
  ///   - settings: Discount, λ, baseline and normalisation.
  public init(of rollouts: Rollouts, settings: AdvantageSettings) {
    let rewards = rollouts.rewards.map(Double.init)
    let episodes = (0..<rollouts.episodeCount).map { rollouts.rows(ofEpisode: $0) }
    var returns: [Double] = []
    returns.reserveCapacity(rewards.count)
    for episode in episodes {
      appendDiscountedReturns(
        to: &returns, rewards: rewards[episode], discount: settings.discount)
    }
    let baseline = Self.baselineValues(of: rollouts, returns: returns, settings)
    values = []
    values.reserveCapacity(rewards.count)
    for episode in episodes {
      appendGeneralizedAdvantages(
        to: &values, rewards: rewards[episode], values: baseline[episode], finalValue: 0,
        discounts: repeatElement(settings.discount, count: episode.count), lambda: settings.lambda)
    }
    scale = 1
    if settings.isNormalized {
      // The ridge leaves about 1e-7 of the returns where all of them are equal.
      scale = normalize(&values, resolution: 1e-6 * (returns.map(abs).max() ?? 0))
    }
  }

  private static func baselineValues(
    of rollouts: Rollouts, returns: [Double], _ settings: AdvantageSettings
  ) -> [Double] {
    switch settings.baseline {
    case .linear: LinearBaseline.fittedValues(of: rollouts, returns: returns)
    case .mean:
      [Double](
        repeating: returns.reduce(0, +) / Double(max(1, returns.count)), count: returns.count)
    case .constant(let number): [Double](repeating: number, count: returns.count)
    }
  }
}
