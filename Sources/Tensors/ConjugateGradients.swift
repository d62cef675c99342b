/// Solves A x = b for a symmetric positive definite A that is only known by its products.
///
/// - Parameters:
///   - rightHandSide: b.
///   - iterationCount: Most products to take.
///   - tolerance: Stops when |A x - b|² falls below it.
///   - product: Computes A v.
/// - Returns: An approximate x; zeros if b is zero. If a product shows that A is not positive along
///   a direction, or is not finite, the best x so far.
/// - Throws: What `product` throws.
/// - Source: Hestenes and Stiefel 1952; Nocedal and Wright 2006, algorithm 5.2.
public func solveByConjugateGradients<Scalar: TensorScalar>(
  _ rightHandSide: [Scalar], iterationCount: Int, tolerance: Scalar,
  product: ([Scalar]) throws -> [Scalar]
) rethrows -> [Scalar] {
  try conjugateGradients(
    rightHandSide, iterationCount: iterationCount, tolerance: tolerance, product: product
  ).solution
}

/// What conjugate gradients found.
public struct ConjugateGradientsResult<Scalar: TensorScalar>: Sendable {
  /// The approximate solution, x.
  public var solution: [Scalar]
  /// What is left of the right-hand side, b - A x: so A x is known without another product.
  public var residual: [Scalar]
}

/// Solves A x = b as `solveByConjugateGradients` does, and also tells the residual.
///
/// - Parameters:
///   - rightHandSide: b.
///   - iterationCount: Most products to take.
///   - tolerance: Stops when |A x - b|² falls below it.
///   - product: Computes A v.
/// - Returns: An approximate x, and b - A x.
/// - Throws: What `product` throws.
public func conjugateGradients<Scalar: TensorScalar>(
  _ rightHandSide: [Scalar], iterationCount: Int, tolerance: Scalar,
  product: ([Scalar]) throws -> [Scalar]
) rethrows -> ConjugateGradientsResult<Scalar> {
  var solution = [Scalar](repeating: 0, count: rightHandSide.count)
  var residual = rightHandSide
  var direction = rightHandSide
  var squaredResidual = VectorMath.dot(residual, residual)
  for _ in 0..<iterationCount where squaredResidual > tolerance {
    let image = try product(direction)
    let curvature = VectorMath.dot(direction, image)
    guard curvature > 0, curvature.isFinite else { break }
    let length = squaredResidual / curvature
    VectorMath.add(direction, times: length, to: &solution)
    VectorMath.add(image, times: -length, to: &residual)
    let next = VectorMath.dot(residual, residual)
    direction = VectorMath.sum(residual, direction, times: next / squaredResidual)
    squaredResidual = next
  }
  return ConjugateGradientsResult(solution: solution, residual: residual)
}
