public import Gym

/// How advantages are computed from rewards.
public struct AdvantageOptions: Equatable, Codable, Sendable {
  /// Discount factor, γ.
  public var discount: Double
  /// Bias-variance mix of the advantage estimator, λ.
  public var lambda: Double
  /// What advantages are measured against.
  public var baseline: Baseline
  /// The baseline where it is constant.
  public var baselineConstant: Double
  /// Whether advantages are shifted and scaled to mean 0 and standard deviation 1 per task.
  public var isNormalized: Bool

  /// Creates options.
  public init(
    discount: Double = 0.99, lambda: Double = 1, baseline: Baseline = .linear,
    baselineConstant: Double = 0, isNormalized: Bool = true
  ) {
    self.baseline = baseline
    self.baselineConstant = baselineConstant
    self.discount = discount
    self.lambda = lambda
    self.isNormalized = isNormalized
  }
}

/// The advantage of each step of rollouts.
public struct Advantages: Equatable, Sendable {
  /// `[B]`.
  public var values: [Double]
  /// What they were divided by, in units of return: 1 unless they are normalised, 0 if all are equal
  /// and so became 0.
  public var scale: Double

  /// Estimates advantages; the horizon's end has value 0.
  ///
  /// - Parameters:
  ///   - rollouts: Complete episodes.
  ///   - options: Discount, λ, baseline and normalisation.
  public init(of rollouts: Rollouts, options: AdvantageOptions) {
    let rewards = rollouts.rewards.map(Double.init)
    let episodes = (0..<rollouts.episodeCount).map { rollouts.rows(ofEpisode: $0) }
    var returns: [Double] = []
    returns.reserveCapacity(rewards.count)
    for episode in episodes {
      appendDiscountedReturns(
        to: &returns, rewards: rewards[episode], discount: options.discount)
    }
    let baseline = Self.baselineValues(of: rollouts, returns: returns, options)
    values = []
    values.reserveCapacity(rewards.count)
    for episode in episodes {
      appendGeneralizedAdvantages(
        to: &values, rewards: rewards[episode], values: baseline[episode], finalValue: 0,
        discount: options.discount, lambda: options.lambda)
    }
    scale = 1
    if options.isNormalized {
      // The ridge leaves about 1e-7 of the returns where all of them are equal.
      scale = normalize(&values, resolution: 1e-6 * (returns.map(abs).max() ?? 0))
    }
  }

  private static func baselineValues(
    of rollouts: Rollouts, returns: [Double], _ options: AdvantageOptions
  ) -> [Double] {
    switch options.baseline {
    case .linear: LinearBaseline.fittedValues(of: rollouts, returns: returns)
    case .mean:
      [Double](
        repeating: returns.reduce(0, +) / Double(max(1, returns.count)), count: returns.count)
    case .constant: [Double](repeating: options.baselineConstant, count: returns.count)
    }
  }
}
