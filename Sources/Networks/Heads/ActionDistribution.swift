package import Tensors

/// The distribution of a policy's next action, for each row of a batch.
///
/// A distribution with a single row may stand for many actions, all of which then have that
/// distribution.
package enum ActionDistribution<Scalar: TensorScalar> {
  /// Of continuous actions.
  case gaussian(GaussianDistribution<Scalar>)
  /// Of discrete actions.
  case categorical(CategoricalDistribution<Scalar>)

  /// The number of rows, B.
  package var rowCount: Int {
    switch self {
    case .gaussian(let distribution): distribution.mean.shape.rows
    case .categorical(let distribution): distribution.logits.shape.rows
    }
  }

  /// The logarithm of the probability (density) of an action in each row, summed over coordinates.
  ///
  /// - Parameter actions: The chosen actions, B of them.
  /// - Returns: `[B, 1]`.
  /// - Precondition: The actions are of the distribution's kind and size, one for each of its rows or
  ///   any number for a single one.
  @_specialize(where Scalar == Float)
  package func logProbability(of actions: Actions<Scalar>) -> Tensor<Scalar> {
    switch (self, actions) {
    case (.gaussian(let distribution), .continuous(let values)):
      return distribution.logProbability(of: values)
    case (.categorical(let distribution), .discrete(let choices)):
      return distribution.logProbability(of: choices)
    default:
      preconditionFailure("ActionDistribution: actions of the other kind of space.")
    }
  }

  /// The entropy of each row, in nats, `[B, 1]`.
  package var entropy: Tensor<Scalar> {
    @_specialize(where Scalar == Float)
    get {
      switch self {
      case .gaussian(let distribution): distribution.entropy
      case .categorical(let distribution): distribution.entropy
      }
    }
  }

  /// The divergence KL(old ‖ self) of each row.
  ///
  /// - Parameter old: The other distribution.
  /// - Returns: One divergence for each row, in nats, `[B, 1]`.
  /// - Precondition: Both have the same kind and size.
  @_specialize(where Scalar == Float)
  package func klDivergence(from old: ActionDistribution) -> Tensor<Scalar> {
    switch (old, self) {
    case (.gaussian(let old), .gaussian(let new)): return new.klDivergence(from: old)
    case (.categorical(let old), .categorical(let new)): return new.klDivergence(from: old)
    default:
      preconditionFailure("ActionDistribution: a divergence between different kinds.")
    }
  }

  /// The Fisher matrix of each row times a change of its outputs: the Hessian of `klDivergence` where
  /// both distributions are the same.
  ///
  /// - Parameter change: The change of means or logits, ȧ, `[B, outputs]`.
  /// - Returns: A constant of the same shape.
  /// - Precondition: The shape is that of the means or logits.
  @_specialize(where Scalar == Float)
  package func fisherProduct(_ change: Tensor<Scalar>) -> Tensor<Scalar> {
    switch self {
    case .gaussian(let distribution): distribution.fisherProduct(change)
    case .categorical(let distribution): distribution.fisherProduct(change)
    }
  }

  /// The same distribution as a constant.
  package var detached: ActionDistribution {
    switch self {
    case .gaussian(let distribution): .gaussian(distribution.detached)
    case .categorical(let distribution): .categorical(distribution.detached)
    }
  }

  // Operations on tensors repeat rows and columns, so shapes that do not fit would go unnoticed.
  static func checkSameShape(_ old: Tensor<Scalar>, _ new: Tensor<Scalar>) {
    precondition(
      old.shape == new.shape,
      "ActionDistribution: a divergence from a distribution of \(old.shape) to one of"
        + " \(new.shape).")
  }
}

/// Actions as distributions read them.
package enum Actions<Scalar: TensorScalar> {
  /// Real vectors, `[B, A]`.
  case continuous(Tensor<Scalar>)
  /// Numbers of choices, `[B]`.
  case discrete([Int32])
}
