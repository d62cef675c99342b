/// Solves A x = b for a symmetric positive definite A that is only known by its products.
///
/// - Parameters:
///   - rightHandSide: b, `[P]`.
///   - iterationCount: The most products to compute; 0 returns zeros.
///   - tolerance: The iteration stops when |A x - b|² is at most this; not negative.
///   - product: Computes A v of v, both `[P]`.
/// - Returns: An approximate x, and b - A x; zeros and b if b is zero. If a product shows that A is not
///   positive along a direction, or is not finite, the x of the iteration before.
/// - Throws: What `product` throws.
/// - Precondition: Products have the size of b.
/// - Source: Hestenes and Stiefel 1952, section 3, <https://doi.org/10.6028/jres.049.044>; Nocedal and
///   Wright 2006, algorithm 5.2, <https://doi.org/10.1007/978-0-387-40065-5>.
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

/// The result of `conjugateGradients`.
public struct ConjugateGradientsResult<Scalar: TensorScalar>: Sendable {
  /// The approximate solution, x, `[P]`.
  public var solution: [Scalar]
  /// The remaining part of the right-hand side, b - A x, `[P]`: A x is known without another product.
  public var residual: [Scalar]
}
