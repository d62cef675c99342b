import Networks
import Tensors

/// A policy at given parameters on the rows of a batch, without a way back for gradients.
struct ForwardEvaluation<Scalar: TensorScalar> {
  private let surrogate: Surrogate<Scalar>
  private let passes: PolicyPasses<Scalar>
  /// The head's own parameters, one tensor for each of its entries.
  private let headParameters: [Tensor<Scalar>]

  fileprivate init(_ surrogate: Surrogate<Scalar>, at parameters: [Scalar]) {
    self.surrogate = surrogate
    passes = surrogate.policy.passes(at: parameters, isForwardOnly: true)
    headParameters = surrogate.policy.head.entries.map {
      Tensor(parameters[$0.range], shape: $0.shape)
    }
  }

  /// The distributions at a block of rows: one for each of them, or one that stands for all.
  func distribution(_ rows: Range<Int>) -> ActionDistribution<Scalar> {
    let outputs = surrogate.passRanges(rows).map { range in
      passes.output(surrogate.batch.observationRows(range))
    }
    return surrogate.policy.head.distribution(
      output: .concatenating(rows: outputs), parameters: headParameters)
  }
}

extension Surrogate {
  /// Prepares the policy at given parameters for its distributions at rows of the batch.
  func forwardEvaluation(at parameters: [Scalar]) -> ForwardEvaluation<Scalar> {
    ForwardEvaluation(self, at: parameters)
  }
}
