public import Tensors

/// What an inner step ascends: anything with a gradient and a Hessian.
///
/// `Surrogate` is what training uses. The recursion through the steps needs no more than this, so it
/// can be checked on a quadratic.
public protocol InnerObjective<Scalar>: Sendable {
  /// The precision.
  associatedtype Scalar: TensorScalar

  /// The gradient, `[P]`.
  func gradient(at parameters: [Scalar]) -> [Scalar]

  /// The product of the Hessian and a vector, `[P]`.
  func hessianVectorProduct(at parameters: [Scalar], times vector: [Scalar]) -> [Scalar]

  /// The Hessian at some parameters, as a function from a vector to its product, both `[P]`.
  ///
  /// What all products have in common may be computed here, once.
  func hessian(at parameters: [Scalar]) -> ([Scalar]) -> [Scalar]
}

extension InnerObjective {
  /// Computes each product from the start.
  public func hessian(at parameters: [Scalar]) -> ([Scalar]) -> [Scalar] {
    { vector in hessianVectorProduct(at: parameters, times: vector) }
  }
}
