/// Makes a symmetric positive definite matrix with eigenvalues in about 1...5.
///
/// It is 1 + MᵀM / n with elements of M uniform on ±√3, whose variance is 1.
///
/// - Parameters:
///   - size: How many rows, n.
///   - seed: Tells matrices apart.
/// - Returns: The matrix.
public func positiveDefiniteMatrix(size: Int, seed: Int) -> NaiveMatrix {
  let bound = 3.0.squareRoot()
  let root = NaiveMatrix(uniformNumbers(size * size, in: -bound...bound, seed: seed), size, size)
  let square = root.transposed.times(root)
  return NaiveMatrix(size, size) { square[$0, $1] / Double(size) + ($0 == $1 ? 1 : 0) }
}
