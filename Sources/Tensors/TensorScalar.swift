/// An element type of tensors: `Float` to train, `Double` to prove.
///
/// The requirements are kernels over whole arrays, so a generic caller pays for dynamic dispatch once
/// per array and not once per number. Call them through `Tensor` and `VectorMath`.
public protocol TensorScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// C ← op(A) · op(B), or C ← C + op(A) · op(B), all row-major, by OpenBLAS.
  static func multiplyMatrices(_ product: MatrixProduct<Self>)
  /// y[i] ← f(x[i]); `y` may be `x`.
  static func apply(
    _ function: UnaryFunction<Self>, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>,
    _ count: Int)
  /// z[i] ← f(x[i], y[i]); `z` may be either input.
  static func apply(
    _ function: BinaryFunction, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>,
    _ z: UnsafeMutablePointer<Self>, _ count: Int)
  /// z[i] ← ẋ[i] (1 - y[i]²) - 2 x[i] y[i] ẏ[i].
  static func tanhSlopeTangent(
    _ x: SlopeOperand<Self>, _ y: SlopeOperand<Self>, _ z: UnsafeMutablePointer<Self>, _ count: Int)
  /// y ← xᵀ, of a row-major matrix.
  static func transpose(
    _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, rows: Int, columns: Int)
  /// The inner product of two arrays.
  static func dot(_ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, _ count: Int) -> Self
  /// y ← y + α · x.
  static func addScaled(
    _ x: UnsafePointer<Self>, by factor: Self, to y: UnsafeMutablePointer<Self>, _ count: Int)
  /// y[r, c] ← y[r, c] + bias[c], then tanh if `isTanh`, in one pass over the matrix.
  static func addBias(
    _ bias: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>, rows: Int, columns: Int,
    thenTanh isTanh: Bool)
  /// The sum over rows, for each column, of a row-major matrix.
  static func sumRows(
    _ x: UnsafePointer<Self>, _ sums: UnsafeMutablePointer<Self>, rows: Int, columns: Int)
  /// The sum over columns, for each row, of a row-major matrix.
  static func sumColumns(
    _ x: UnsafePointer<Self>, _ sums: UnsafeMutablePointer<Self>, rows: Int, columns: Int)
  /// Repeats a row, a column or a number until it fills a row-major matrix; neither shape is a stack.
  static func broadcast(
    _ x: UnsafePointer<Self>, from shape: Shape, _ y: UnsafeMutablePointer<Self>, to target: Shape)
  /// y[r] ← x[r, columns[r]].
  static func gather(
    _ x: UnsafePointer<Self>, columns: [Int32], _ y: UnsafeMutablePointer<Self>, width: Int)
  /// y[r, columns[r]] ← x[r], all else 0.
  static func scatter(
    _ x: UnsafePointer<Self>, columns: [Int32], _ y: UnsafeMutablePointer<Self>, width: Int)
  /// The exponentials of each row's elements that a mask keeps, divided by their sum; 0 elsewhere.
  static func softmax(
    _ x: UnsafePointer<Self>, mask: RowMask<Self>?, _ y: UnsafeMutablePointer<Self>, rows: Int,
    columns: Int)
  /// The part of a recurrent cell's step that is not a matrix product.
  static func applyGates(_ function: GateFunction, to rows: GateRows<Self>)
  /// Converts single-precision numbers; `Float` returns the array itself.
  static func converting(_ values: [Float]) -> [Self]
  /// The natural logarithm of a positive number.
  static func naturalLogarithm(_ x: Self) -> Self
  /// e raised to a power.
  static func exponential(_ x: Self) -> Self
}

/// A function of one number, applied to each element.
public enum UnaryFunction<Scalar: TensorScalar>: Sendable {
  /// -x.
  case negative
  /// eˣ.
  case exponential
  /// The natural logarithm.
  case logarithm
  /// The hyperbolic tangent.
  case tanh
  /// x where positive, otherwise 0.
  case rectified
  /// 1 where x > bound, otherwise 0.
  case isAbove(Scalar)
  /// x + constant.
  case plus(Scalar)
  /// x · constant.
  case times(Scalar)
  /// The larger of x and a constant.
  case maximum(Scalar)
  /// x².
  case squared
  /// √x.
  case squareRoot
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// 1 / x.
  case reciprocal
}

/// A function of two numbers, applied to each pair of elements.
public enum BinaryFunction: Sendable {
  /// x + y.
  case add
  /// x - y.
  case subtract
  /// x · y.
  case multiply
  /// x / y.
  case divide
  /// The smaller of the two.
  case minimum
  /// 1 where x < y, otherwise 0.
  case isBelow
  /// x · (1 - y²): the derivative of tanh, written with its value y, times x.
  case tanhGradient
  /// -2 · x · y: the derivative of `tanhGradient` by its second argument.
  case minusTwiceProduct
  /// x · y · (1 - y): the derivative of the logistic function, written with its value y, times x.
  case sigmoidGradient
}

/// Which elements of each row count: those where the mask is not 0.
@unsafe public struct RowMask<Scalar: TensorScalar> {
  /// The mask of the first row.
  var start: UnsafePointer<Scalar>
  /// The distance from one row's mask to the next one's; 0 if all rows have the same.
  var stride: Int
}

/// The operands of a matrix product.
@unsafe public struct MatrixProduct<Scalar: TensorScalar> {
  /// Row-major `[rows, inner]`, or `[inner, rows]` if transposed.
  var left: UnsafePointer<Scalar>
  /// Row-major `[inner, columns]`, or `[columns, inner]` if transposed.
  var right: UnsafePointer<Scalar>
  /// Row-major `[rows, columns]`.
  var result: UnsafeMutablePointer<Scalar>
  /// Rows of the result.
  var rows: Int
  /// Columns of the result.
  var columns: Int
  /// The dimension that is summed over.
  var inner: Int
  /// Whether `left` is stored transposed.
  var isLeftTransposed = false
  /// Whether `right` is stored transposed.
  var isRightTransposed = false
  /// Whether the product is added to what `result` holds.
  var isAdded = false

  /// Cuts the product along its rows, or along the inner dimension if `left` is transposed, into slices
  /// of nearly equal size; leaves it whole if slices would be too thin to be worth it.
  ///
  /// - Parameters:
  ///   - multiplicationCount: The most multiplications of a slice.
  ///   - body: Receives the slices in order.
  @inline(__always)
  func forEachSlice(ofAtMost multiplicationCount: Int, _ body: (MatrixProduct) -> Void) {
    let length = unsafe isLeftTransposed ? inner : rows
    let perLine = unsafe max(1, columns * (isLeftTransposed ? rows : inner))
    let most = multiplicationCount / perLine
    let isCuttable = unsafe !(isLeftTransposed && isRightTransposed)
    guard length > most, most >= 32, isCuttable else { return unsafe body(self) }
    let count = (length + most - 1) / most
    for index in 0..<count {
      let start = index * length / count
      unsafe body(slice(start, (index + 1) * length / count - start))
    }
  }

  private func slice(_ start: Int, _ count: Int) -> MatrixProduct {
    var slice = unsafe self
    if unsafe isLeftTransposed {
      unsafe slice.left += start * rows
      unsafe slice.right += start * columns
      unsafe slice.inner = count
      unsafe slice.isAdded = isAdded || start > 0
    } else {
      unsafe slice.left += start * inner
      unsafe slice.result += start * columns
      unsafe slice.rows = count
    }
    return unsafe slice
  }
}

/// Values and their derivatives along a direction.
@unsafe public struct SlopeOperand<Scalar: TensorScalar> {
  /// The values.
  var value: UnsafePointer<Scalar>
  /// The derivatives.
  var tangent: UnsafePointer<Scalar>
}
