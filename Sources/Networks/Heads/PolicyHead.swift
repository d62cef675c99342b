package import Tensors

/// The kind of actions a policy chooses.
public enum ActionKind: Equatable, Sendable {
  /// Real vectors of `size` numbers.
  case continuous(size: Int)
  /// One of `count` choices, numbered from 0.
  case discrete(count: Int)
}

/// What the outputs of a policy's network mean: a distribution over actions for each row.
///
/// There is one head for each kind of action space. A head says how many outputs it needs, owns
/// parameters beside the network's, and makes an `ActionDistribution` of both.
package enum PolicyHead: Equatable, Sendable {
  /// Continuous actions.
  case gaussian(GaussianHead)
  /// Discrete actions.
  case categorical(CategoricalHead)

  /// Creates the head for a kind of actions.
  ///
  /// - Parameters:
  ///   - actionKind: The kind of actions.
  ///   - layout: Receives the head's own parameters.
  package init(_ actionKind: ActionKind, in layout: inout ParameterLayout) {
    switch actionKind {
    case .continuous(let size): self = .gaussian(GaussianHead(size: size, in: &layout))
    case .discrete(let count): self = .categorical(CategoricalHead(count: count))
    }
  }

  /// The number of outputs that a head for a kind of actions needs.
  package static func outputSize(_ actionKind: ActionKind) -> Int {
    switch actionKind {
    case .continuous(let size): size
    case .discrete(let count): count
    }
  }

  /// The kind of actions it is for.
  package var actionKind: ActionKind {
    switch self {
    case .gaussian(let head): .continuous(size: head.size)
    case .categorical(let head): .discrete(count: head.count)
    }
  }

  /// The entries of the head's own parameters.
  package var entries: [ParameterLayout.Entry] {
    switch self {
    case .gaussian(let head): [head.logStandardDeviation]
    case .categorical: []
    }
  }

  /// The distributions over actions.
  ///
  /// - Parameters:
  ///   - output: The outputs of the network, `[B, outputs]`.
  ///   - parameters: The tensors of `entries`.
  /// - Returns: A distribution with B rows.
  package func distribution<Scalar: TensorScalar>(
    output: Tensor<Scalar>, parameters: [Tensor<Scalar>]
  ) -> ActionDistribution<Scalar> {
    switch self {
    case .gaussian(let head):
      .gaussian(head.distribution(output: output, logStandardDeviation: parameters[0]))
    case .categorical: .categorical(CategoricalDistribution(logits: output))
    }
  }

  /// Adds the part of a Fisher product, averaged over rows, that belongs to the head's own parameters.
  ///
  /// - Parameters:
  ///   - change: A flat vector of the layout.
  ///   - parameters: The parameters where the Fisher matrix is taken, `[P]`.
  ///   - total: A flat vector of the layout; receives the sum.
  package func addFisherProduct<Scalar: TensorScalar>(
    of change: [Scalar], at parameters: [Scalar], to total: inout [Scalar]
  ) {
    switch self {
    case .gaussian(let head): head.addFisherProduct(of: change, at: parameters, to: &total)
    case .categorical: break
    }
  }
}
