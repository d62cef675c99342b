public import Gym
public import Networks
public import Tensors

/// How advantages are computed from rewards.
public struct AdvantageOptions: Equatable, Codable, Sendable {
  /// Discount factor, γ.
  public var discount: Double
  /// Bias-variance mix of the advantage estimator, λ.
  public var lambda: Double
  /// What advantages are measured against.
  public var baseline: Baseline
  /// Whether advantages are shifted and scaled to mean 0 and standard deviation 1 per task.
  public var isNormalized: Bool

  /// Creates options.
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

/// What a policy-gradient step needs to know of rollouts: B rows of observation, action, advantage.
public struct PolicyBatch<Scalar: TensorScalar>: Sendable {
  /// The actions of all rows.
  public enum ActionRows: Sendable {
    /// Real vectors, `[B, A]`.
    case continuous([Scalar], size: Int)
    /// Numbers of choices, `[B]`.
    case discrete([Int32])
  }

  /// `[B, O]` row-major.
  public var observations: [Scalar]
  /// How many numbers an observation has, O.
  public var observationSize: Int
  /// What was chosen.
  public var actions: ActionRows
  /// How much better each action was than expected, `[B]`.
  public var advantages: [Scalar]
  /// The log probabilities under the policy that collected the rows, `[B]`; `nil` stands for the
  /// policy the surrogate is evaluated at.
  public var oldLogProbabilities: [Scalar]?

  /// How many rows there are, B.
  public var rowCount: Int { advantages.count }

  /// Creates a batch from its parts.
  public init(
    observations: [Scalar], observationSize: Int, actions: ActionRows, advantages: [Scalar]
  ) {
    precondition(
      observations.count == advantages.count * observationSize,
      "PolicyBatch: \(observations.count) observation elements for \(advantages.count) rows of"
        + " \(observationSize).")
    self.observations = observations
    self.observationSize = observationSize
    self.actions = actions
    self.advantages = advantages
  }

  /// Creates a batch from rollouts, with advantages over a baseline fitted to the same rollouts.
  ///
  /// - Parameters:
  ///   - rollouts: Complete episodes.
  ///   - actionKind: The kind of actions in them.
  ///   - options: Discount, λ and normalisation.
  public init(_ rollouts: Rollouts, actionKind: ActionKind, options: AdvantageOptions) {
    let actions: ActionRows =
      switch actionKind {
      case .continuous(let size): .continuous(Scalar.converting(rollouts.actions), size: size)
      case .discrete: .discrete(rollouts.actions.map { Int32($0) })
      }
    self.init(
      observations: Scalar.converting(rollouts.observations),
      observationSize: rollouts.observationSize, actions: actions,
      advantages: Self.advantages(of: rollouts, options: options).map { Scalar($0) })
  }

  /// Estimates advantages over the linear baseline; the horizon's end has value 0.
  static func advantages(of rollouts: Rollouts, options: AdvantageOptions) -> [Double] {
    let rewards = rollouts.rewards.map(Double.init)
    let episodes = (0..<rollouts.episodeCount).map { rollouts.rows(ofEpisode: $0) }
    let returns = episodes.flatMap {
      discountedReturns(rewards: rewards[$0], discount: options.discount)
    }
    let values = baselineValues(of: rollouts, returns: returns, options.baseline)
    var advantages = episodes.flatMap {
      generalizedAdvantages(
        rewards: rewards[$0], values: values[$0], finalValue: 0, discount: options.discount,
        lambda: options.lambda)
    }
    if options.isNormalized {
      // The ridge leaves about 1e-7 of the returns where all of them are equal.
      normalize(&advantages, resolution: 1e-6 * (returns.map(abs).max() ?? 0))
    }
    return advantages
  }

  private static func baselineValues(
    of rollouts: Rollouts, returns: [Double], _ baseline: Baseline
  ) -> [Double] {
    switch baseline {
    case .linear: LinearBaseline.fittedValues(of: rollouts, returns: returns)
    case .constant: [Double](repeating: 0, count: returns.count)
    case .mean:
      [Double](
        repeating: returns.reduce(0, +) / Double(max(1, returns.count)), count: returns.count)
    }
  }

  /// The observations of a range of rows.
  func observationRows(_ rows: Range<Int>) -> Tensor<Scalar> {
    Tensor(
      observations[rows.lowerBound * observationSize..<rows.upperBound * observationSize],
      shape: Shape(rows.count, observationSize))
  }

  /// The actions of a range of rows.
  func actionRows(_ rows: Range<Int>) -> Actions<Scalar> {
    switch actions {
    case .continuous(let values, let size):
      .continuous(
        Tensor(
          values[rows.lowerBound * size..<rows.upperBound * size], shape: Shape(rows.count, size)))
    case .discrete(let choices): .discrete(Array(choices[rows]))
    }
  }

  /// The advantages of a range of rows.
  func advantageRows(_ rows: Range<Int>) -> Tensor<Scalar> {
    Tensor(advantages[rows], shape: Shape(rows.count, 1))
  }
}
