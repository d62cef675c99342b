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

  /// The gradient and the Hessian at some parameters, which may have much in common.
  func gradientAndHessian(at parameters: [Scalar]) -> GradientAndHessian<Scalar>
}

/// The first two derivatives at a point.
public struct GradientAndHessian<Scalar: TensorScalar> {
  /// `[P]`.
  public let gradient: [Scalar]
  /// A function from a vector to its product, both `[P]`.
  public let hessian: ([Scalar]) -> [Scalar]

  /// Creates the pair.
  public init(gradient: [Scalar], hessian: @escaping ([Scalar]) -> [Scalar]) {
    self.gradient = gradient
    self.hessian = hessian
  }
}

extension InnerObjective {
  /// Computes each product from the start.
  public func hessian(at parameters: [Scalar]) -> ([Scalar]) -> [Scalar] {
    { vector in hessianVectorProduct(at: parameters, times: vector) }
  }

  /// Computes both separately.
  public func gradientAndHessian(at parameters: [Scalar]) -> GradientAndHessian<Scalar> {
    GradientAndHessian(gradient: gradient(at: parameters), hessian: hessian(at: parameters))
  }
}
