/// Arithmetic on flat vectors of parameters: what optimisers and solvers are made of.
public enum VectorMath {
  /// The inner product.
  ///
  /// - Precondition: The counts are equal.
  public static func dot<Scalar: TensorScalar>(_ x: [Scalar], _ y: [Scalar]) -> Scalar {
    precondition(x.count == y.count, "VectorMath.dot: \(x.count) and \(y.count) elements.")
    return unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeBufferPointer { y in
        guard let xStart = x.baseAddress, let yStart = y.baseAddress else { return 0 }
        return unsafe Scalar.dot(xStart, yStart, x.count)
      }
    }
  }

  /// y ← y + α x.
  ///
  /// - Precondition: The counts are equal.
  public static func add<Scalar: TensorScalar>(
    _ x: [Scalar], times factor: Scalar = 1, to y: inout [Scalar]
  ) {
    precondition(x.count == y.count, "VectorMath.add: \(x.count) and \(y.count) elements.")
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        guard let xStart = x.baseAddress, let yStart = y.baseAddress else { return }
        unsafe Scalar.addScaled(xStart, by: factor, to: yStart, x.count)
      }
    }
  }

  /// y + α x.
  public static func sum<Scalar: TensorScalar>(
    _ y: [Scalar], _ x: [Scalar], times factor: Scalar = 1
  ) -> [Scalar] {
    var result = y
    add(x, times: factor, to: &result)
    return result
  }

  /// α x.
  public static func scaled<Scalar: TensorScalar>(_ x: [Scalar], by factor: Scalar) -> [Scalar] {
    sum([Scalar](repeating: 0, count: x.count), x, times: factor)
  }

  /// The Euclidean length.
  public static func norm<Scalar: TensorScalar>(_ x: [Scalar]) -> Scalar {
    dot(x, x).squareRoot()
  }
}
