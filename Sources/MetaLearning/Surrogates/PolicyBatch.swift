package import Tensors

/// The rows of rollouts as policy-gradient steps use them: B rows of observation, action, advantage.
package struct PolicyBatch<Scalar: TensorScalar>: Sendable {
  /// The actions of all rows.
  package enum ActionRows: Sendable {
    /// Real vectors, `[B, A]`.
    case continuous([Scalar], size: Int)
    /// Numbers of choices, `[B]`.
    case discrete([Int32])

    /// The number of rows, or -1 if the last one is not whole.
    var rowCount: Int {
      switch self {
      case .continuous(let values, let size):
        values.count % size == 0 ? values.count / size : -1
      case .discrete(let choices): choices.count
      }
    }
  }

  /// `[B, O]` row-major.
  package var observations: [Scalar]
  /// The numbers of an observation, O.
  package var observationSize: Int
  /// The actions of the rows.
  package var actions: ActionRows
  /// How much better each action was than expected, `[B]`.
  package var advantages: [Scalar]
  /// Where each episode begins, and B at the end, `[E + 1]`.
  package var offsets: [Int]
  /// The weight of each row, `[B]`, for instance the probability of its episode in an enumeration, or 0
  /// for padding; `nil` if all weights are 1.
  package var weights: [Scalar]?
  /// The divisor of the advantages, in units of return; 0 if all were equal and so became 0.
  package var advantageScale = 1.0
  /// The log probabilities under the policy that collected the rows, in nats, `[B]`; `nil` stands for
  /// the policy the surrogate is evaluated at.
  package var oldLogProbabilities: [Scalar]?

  /// The number of rows, B.
  package var rowCount: Int { advantages.count }

  /// Creates a batch from its parts.
  ///
  /// - Parameters:
  ///   - observations: `[B, O]` row-major.
  ///   - observationSize: The numbers of an observation, O.
  ///   - actions: The actions of the rows.
  ///   - advantages: How much better each action was than expected, `[B]`.
  ///   - offsets: Where each episode begins, and B at the end; `nil` if each row is an episode.
  ///   - weights: The weight of each row, `[B]`; `nil` if all weights are 1.
  /// - Precondition: The counts fit each other.
  package init(
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
}
