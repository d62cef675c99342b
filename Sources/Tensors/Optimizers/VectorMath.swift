/// Arithmetic on flat vectors of parameters, for optimisers and solvers.
public enum VectorMath {
  /// The inner product, Σ x[i] y[i].
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

  /// Replaces each element by the exponential of its difference from the largest of its row.
  ///
  /// Divided by the sum of the row, the results are the softmax of the row.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]` row-major; further elements are left alone.
  ///   - rows: The number of rows.
  ///   - columns: The number of columns, at least 1.
  /// - Precondition: There are at least `rows * columns` elements.
  @_specialize(where Scalar == Float)
  public static func exponentiateRows<Scalar: TensorScalar>(
    _ values: inout [Scalar], rows: Int, columns: Int
  ) {
    precondition(
      values.count >= rows * columns,
      "VectorMath.exponentiateRows: \(values.count) elements, not \(rows) rows of \(columns).")
    unsafe values.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      for row in 0..<rows {
        let elements = unsafe start + row * columns
        var largest = unsafe elements[0]
        for column in 1..<columns { largest = unsafe max(largest, elements[column]) }
        for column in 0..<columns { unsafe elements[column] -= largest }
      }
      unsafe Scalar.apply(.exponential, start, start, rows * columns)
    }
  }
}
