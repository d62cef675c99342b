public import Gym
public import Networks
public import Tensors

/// What a policy-gradient step needs to know of rollouts: B rows of observation, action, advantage.
public struct PolicyBatch<Scalar: TensorScalar>: Sendable {
  /// The actions of all rows.
  public enum ActionRows: Sendable {
    /// Real vectors, `[B, A]`.
    case continuous([Scalar], size: Int)
    /// Numbers of choices, `[B]`.
    case discrete([Int32])

    /// How many whole rows there are, or -1 if the last one is not whole.
    var rowCount: Int {
      switch self {
      case .continuous(let values, let size):
        values.count % size == 0 ? values.count / size : -1
      case .discrete(let choices): choices.count
      }
    }
  }

  /// `[B, O]` row-major.
  public var observations: [Scalar]
  /// How many numbers an observation has, O.
  public var observationSize: Int
  /// What was chosen.
  public var actions: ActionRows
  /// How much better each action was than expected, `[B]`.
  public var advantages: [Scalar]
  /// Where each episode begins, and B at the end, `[E + 1]`.
  public var offsets: [Int]
  /// How much each row counts, `[B]`, for instance the probability of its episode in an enumeration,
  /// or 0 for a row that is only padding; `nil` if all count 1.
  public var weights: [Scalar]?
  /// What advantages were divided by, in units of return; 0 if all were equal and so became 0.
  public var advantageScale = 1.0
  /// The log probabilities under the policy that collected the rows, `[B]`; `nil` stands for the
  /// policy the surrogate is evaluated at.
  public var oldLogProbabilities: [Scalar]?

  /// How many rows there are, B.
  public var rowCount: Int { advantages.count }

  /// Creates a batch from its parts.
  ///
  /// - Parameters:
  ///   - observations: `[B, O]` row-major.
  ///   - observationSize: How many numbers an observation has, O.
  ///   - actions: What was chosen.
  ///   - advantages: How much better each action was than expected, `[B]`.
  ///   - offsets: Where each episode begins, and B at the end; `nil` if each row is an episode.
  ///   - weights: How much each row counts, `[B]`; `nil` if all count 1.
  /// - Precondition: The counts fit each other.
  public init(
    observations: [Scalar], observationSize: Int, actions: ActionRows, advantages: [Scalar],
    offsets: [Int]? = nil, weights: [Scalar]? = nil
  ) {
    let count = advantages.count
    precondition(
      observations.count == count * observationSize,
      "PolicyBatch: \(observations.count) observation elements for \(count) rows of"
        + " \(observationSize).")
    precondition(
      actions.rowCount == count, "PolicyBatch: actions of \(actions.rowCount) rows, not \(count).")
    precondition(
      weights.map { $0.count == count } ?? true,
      "PolicyBatch: \(weights?.count ?? 0) weights for \(count) rows.")
    precondition(
      offsets.map { $0.first == 0 && $0.last == count } ?? true,
      "PolicyBatch: episodes from row \(offsets?.first ?? -1) to \(offsets?.last ?? -1), but there"
        + " are \(count) rows.")
    self.observations = observations
    self.observationSize = observationSize
    self.actions = actions
    self.advantages = advantages
    self.offsets = offsets ?? Array(0...count)
    self.weights = weights
  }

  /// Creates a batch from rollouts, with advantages over a baseline fitted to the same rollouts.
  ///
  /// - Parameters:
  ///   - rollouts: Complete episodes.
  ///   - actionKind: The kind of actions in them.
  ///   - options: Discount, λ, baseline and normalisation.
  ///   - episodeWeights: How much each episode counts, `[E]`, for instance its probability where all
  ///     that could happen is enumerated; `nil` if all count 1.
  /// - Precondition: With weights, advantages are not normalised and the baseline is constant: what is
  ///   computed from all episodes knows no weights.
  public init(
    _ rollouts: Rollouts, actionKind: ActionKind, options: AdvantageSettings,
    episodeWeights: [Double]? = nil
  ) {
    precondition(
      episodeWeights == nil || (!options.isNormalized && options.baseline.constant != nil),
      "PolicyBatch: weighted episodes with advantages that depend on all of them.")
    let actions: ActionRows =
      switch actionKind {
      case .continuous(let size): .continuous(Scalar.converting(rollouts.actions), size: size)
      // What a policy did whose outputs are no numbers is no number either, and nor will its gradient be.
      case .discrete: .discrete(rollouts.actions.map { $0.isFinite ? Int32($0) : 0 })
      }
    let advantages = Advantages(of: rollouts, settings: options)
    let weights = episodeWeights.map { weights in
      weights.indices.flatMap { episode in
        rollouts.rows(ofEpisode: episode).map { _ in Scalar(weights[episode]) }
      }
    }
    self.init(
      observations: Scalar.converting(rollouts.observations),
      observationSize: rollouts.observationSize, actions: actions,
      advantages: advantages.values.map { Scalar($0) }, offsets: rollouts.offsets,
      weights: weights)
    advantageScale = advantages.scale
  }

  /// The observations of a range of rows.
  func observationRows(_ rows: Range<Int>) -> Tensor<Scalar> {
    Tensor(
      observations[rows.lowerBound * observationSize..<rows.upperBound * observationSize],
      shape: Shape(rows.count, observationSize))
  }

  /// Whether all of a range of rows have the same observation.
  func isObservationEqual(in rows: Range<Int>) -> Bool {
    let numbers = observations.span
    let size = observationSize
    let second = (rows.lowerBound + 1) * size
    // Each number is compared with the one a row before.
    for index in second..<max(second, rows.upperBound * size)
    where numbers[index] != numbers[index - size] { return false }
    return true
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

  /// The advantages of a range of rows, times how much each row counts.
  func weightedAdvantageRows(_ rows: Range<Int>) -> Tensor<Scalar> {
    weighted(advantageRows(rows), rows)
  }

  /// Numbers of a range of rows, or the same for all of them, times how much each row counts.
  func weighted(_ numbers: Tensor<Scalar>, _ rows: Range<Int>) -> Tensor<Scalar> {
    let numbers = numbers.broadcast(to: Shape(rows.count, numbers.shape.columns))
    guard let weights else { return numbers }
    return numbers * Tensor(weights[rows], shape: Shape(rows.count, 1))
  }

  /// How much a range of rows counts together.
  func weight(of rows: Range<Int>) -> Scalar {
    weights.map { $0[rows].reduce(0, +) } ?? Scalar(rows.count)
  }

  /// How much all rows count together, W.
  var totalWeight: Scalar { weight(of: 0..<rowCount) }

  /// The lengths of the episodes that make up a range of rows.
  ///
  /// - Precondition: The range begins and ends with an episode.
  func segments(of rows: Range<Int>) -> [Int] {
    let first = offsets.partitioningIndex { $0 >= rows.lowerBound }
    let last = offsets.partitioningIndex { $0 >= rows.upperBound }
    precondition(
      offsets[first] == rows.lowerBound && offsets[last] == rows.upperBound,
      "PolicyBatch: rows \(rows) cut an episode.")
    return (first..<last).map { offsets[$0 + 1] - offsets[$0] }
  }

  /// Blocks of whole episodes, each ending with the first episode that reaches a row asked for.
  func blocksOfEpisodes(endingNear ends: some Sequence<Int>) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = 0
    for end in ends where end > start {
      let found = offsets[offsets.partitioningIndex { $0 >= end }]
      blocks.append(start..<found)
      start = found
    }
    return blocks
  }
}

extension [Int] {
  /// The first index of an ascending array whose element meets a condition, or its count.
  fileprivate func partitioningIndex(_ isMet: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isMet(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
