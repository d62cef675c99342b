private import COpenBLAS

/// OpenBLAS, set to one thread: Fledge parallelises over tasks, above it.
public enum BLAS {
  private static let isConfigured: Bool = {
    fledge_openblas_choose_kernels()
    openblas_set_num_threads(1)
    return true
  }()

  /// Sets OpenBLAS to one thread, and to kernels that suit the processor, before its first use.
  static func configure() {
    _ = isConfigured
  }

  /// The most multiplications of a product for which OpenBLAS uses its kernels for small matrices, which
  /// read the operands where they are.
  ///
  /// For larger products it copies both operands into another order first. Processors without such
  /// kernels lose little by slices of this size.
  static let smallProduct = 1_000_000

  /// Multiplies row-major matrices by one call of OpenBLAS's `sgemm`, however large they are.
  ///
  /// Benchmarks compare with its speed.
  ///
  /// - Parameters:
  ///   - left: A, `[m, k]`.
  ///   - right: B, `[k, n]`.
  ///   - result: Receives A B, `[m, n]`.
  ///   - inner: k, at least 1.
  /// - Precondition: The counts are those of the shapes.
  public static func multiplyInOneCall(
    _ left: [Float], _ right: [Float], into result: inout [Float], inner: Int
  ) {
    configure()
    precondition(
      inner > 0, "BLAS.multiplyInOneCall: the inner dimension is \(inner), but must be at least 1.")
    let (rows, columns) = (left.count / inner, right.count / inner)
    precondition(
      left.count == rows * inner && right.count == inner * columns
        && result.count == rows * columns,
      "BLAS.multiplyInOneCall: \(left.count) and \(right.count) elements with an inner dimension of"
        + " \(inner) for a result of \(result.count).")
    unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        unsafe result.withUnsafeMutableBufferPointer { result in
          guard let a = left.baseAddress, let b = right.baseAddress, let c = result.baseAddress
          else { return }
          unsafe Float.multiplyInOneCall(
            MatrixProduct(
              left: a, right: b, result: c, rows: rows, columns: columns, inner: inner))
        }
      }
    }
  }

  /// The name of the processor kernels OpenBLAS chose, for instance "SkylakeX".
  public static var coreName: String {
    configure()
    guard let name = unsafe openblas_get_corename() else { return "unknown" }
    return unsafe String(cString: name)
  }

  /// Solves A x = b for a symmetric positive definite matrix by Cholesky factorisation (LAPACK's
  /// `dposv`).
  ///
  /// - Parameters:
  ///   - matrix: A, row-major `[n, n]`; elements above the diagonal are not read.
  ///   - rightHandSides: One b after the other, `[k, n]`.
  ///   - count: How many there are, k.
  /// - Returns: The x of each, `[k, n]`, or `nil` if the matrix is not positive definite or one is not
  ///   finite.
  /// - Precondition: The counts match.
  public static func solvePositiveDefinite(
    _ matrix: [Double], _ rightHandSides: [Double], count: Int = 1
  ) -> [Double]? {
    let unknowns = rightHandSides.count / count
    precondition(
      matrix.count == unknowns * unknowns && rightHandSides.count == unknowns * count,
      "solvePositiveDefinite: the matrix has \(matrix.count) elements, but \(unknowns)"
        + " unknowns need \(unknowns * unknowns).")
    if rightHandSides.isEmpty { return [] }
    configure()
    var factor = matrix
    var solutions = rightHandSides
    var size = Int32(unknowns)
    var columns = Int32(count)
    var status: Int32 = 0
    var triangle = CChar(UInt8(ascii: "U"))
    var leading = size
    var leadingSolution = size
    unsafe dposv_(
      &triangle, &size, &columns, &factor, &leading, &solutions, &leadingSolution, &status)
    // The factorisation accepts NaN on the diagonal.
    return status == 0 && solutions.allSatisfy(\.isFinite) ? solutions : nil
  }
}

extension Float {
  /// C ← op(A) · op(B) in single precision, or C ← C + op(A) · op(B), in slices of a good size.
  public static func multiplyMatrices(_ product: MatrixProduct<Float>) {
    BLAS.configure()
    unsafe product.forEachSlice(ofAtMost: BLAS.smallProduct) { slice in
      unsafe multiplyInOneCall(slice)
    }
  }

  static func multiplyInOneCall(_ product: MatrixProduct<Float>) {
    unsafe cblas_sgemm(
      CblasRowMajor, product.isLeftTransposed ? CblasTrans : CblasNoTrans,
      product.isRightTransposed ? CblasTrans : CblasNoTrans, Int32(product.rows),
      Int32(product.columns), Int32(product.inner), 1, product.left,
      Int32(product.isLeftTransposed ? product.rows : product.inner), product.right,
      Int32(product.isRightTransposed ? product.inner : product.columns),
      product.isAdded ? 1 : 0, product.result, Int32(product.columns))
  }

  /// The inner product of two arrays.
  public static func dot(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    BLAS.configure()
    return unsafe cblas_sdot(Int32(count), x, 1, y, 1)
  }
}

extension Double {
  /// C ← op(A) · op(B) in double precision, or C ← C + op(A) · op(B), in slices of a good size.
  public static func multiplyMatrices(_ product: MatrixProduct<Double>) {
    BLAS.configure()
    unsafe product.forEachSlice(ofAtMost: BLAS.smallProduct) { slice in
      unsafe multiplyInOneCall(slice)
    }
  }

  private static func multiplyInOneCall(_ product: MatrixProduct<Double>) {
    unsafe cblas_dgemm(
      CblasRowMajor, product.isLeftTransposed ? CblasTrans : CblasNoTrans,
      product.isRightTransposed ? CblasTrans : CblasNoTrans, Int32(product.rows),
      Int32(product.columns), Int32(product.inner), 1, product.left,
      Int32(product.isLeftTransposed ? product.rows : product.inner), product.right,
      Int32(product.isRightTransposed ? product.inner : product.columns),
      product.isAdded ? 1 : 0, product.result, Int32(product.columns))
  }

  /// The inner product of two arrays.
  public static func dot(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int
  ) -> Double {
    BLAS.configure()
    return unsafe cblas_ddot(Int32(count), x, 1, y, 1)
  }
}
