private import Foundation

extension Double: TensorScalar {
  /// y[i] ← f(x[i]).
  public static func apply(
    _ function: UnaryFunction<Double>, _ x: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    unsafe applyElementwise(function, x, y, count)
  }

  /// z[i] ← f(x[i], y[i]).
  public static func apply(
    _ function: BinaryFunction, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>,
    _ z: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    unsafe applyElementwise(function, x, y, z, count)
  }

  /// z[i] ← ẋ[i] (1 - y[i]²) - 2 x[i] y[i] ẏ[i].
  public static func tanhSlopeTangent(
    _ x: SlopeOperand<Double>, _ y: SlopeOperand<Double>, _ z: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    unsafe tanhSlopeTangentElementwise(x, y, z, count)
  }

  /// y ← xᵀ.
  public static func transpose(
    _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, rows: Int, columns: Int
  ) {
    unsafe transposeElementwise(x, y, rows: rows, columns: columns)
  }

  /// y ← y + α · x.
  public static func addScaled(
    _ x: UnsafePointer<Double>, by factor: Double, to y: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    unsafe addScaledElementwise(x, by: factor, to: y, count)
  }

  /// Adds a row to each row, then takes tanh if `isTanh`.
  public static func addBias(
    _ bias: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, rows: Int, columns: Int,
    thenTanh isTanh: Bool
  ) {
    unsafe addBiasElementwise(bias, to: y, rows: rows, columns: columns)
    if isTanh { unsafe apply(.tanh, y, y, rows * columns) }
  }

  /// The part of a recurrent cell's step that is not a matrix product.
  public static func applyGates(_ function: GateFunction, to rows: GateRows<Double>) {
    unsafe rows.apply(function, by: Double.self)
  }

  /// Converts each number.
  public static func converting(_ values: [Float]) -> [Double] { values.map { Double($0) } }

  /// The sum over rows, for each column.
  public static func sumRows(
    _ x: UnsafePointer<Double>, _ sums: UnsafeMutablePointer<Double>, rows: Int, columns: Int
  ) {
    unsafe sumRowsElementwise(x, sums, rows: rows, columns: columns)
  }

  /// The sum over columns, for each row.
  public static func sumColumns(
    _ x: UnsafePointer<Double>, _ sums: UnsafeMutablePointer<Double>, rows: Int, columns: Int
  ) {
    unsafe sumColumnsElementwise(x, sums, rows: rows, columns: columns)
  }

  /// Repeats a row, a column or a number until it fills a matrix.
  public static func broadcast(
    _ x: UnsafePointer<Double>, from shape: Shape, _ y: UnsafeMutablePointer<Double>,
    to target: Shape
  ) {
    unsafe broadcastElementwise(x, from: shape, y, to: target)
  }

  /// Reads one element of each row.
  public static func gather(
    _ x: UnsafePointer<Double>, columns: [Int32], _ y: UnsafeMutablePointer<Double>, width: Int
  ) {
    unsafe gatherElementwise(x, columns: columns, y, width: width)
  }

  /// Writes one element of each row, zeros elsewhere.
  public static func scatter(
    _ x: UnsafePointer<Double>, columns: [Int32], _ y: UnsafeMutablePointer<Double>, width: Int
  ) {
    unsafe scatterElementwise(x, columns: columns, y, width: width)
  }

  /// The exponentials of each row's elements that a mask keeps, divided by their sum; 0 elsewhere.
  public static func softmax(
    _ x: UnsafePointer<Double>, mask: RowMask<Double>?, _ y: UnsafeMutablePointer<Double>,
    rows: Int, columns: Int
  ) {
    unsafe softmaxByRows(x, mask: mask, y, rows: rows, columns: columns) { x, count in
      var largest = -Double.infinity
      for index in 0..<count { largest = unsafe max(largest, x[index]) }
      return largest
    }
  }

  /// The natural logarithm of a positive number.
  public static func naturalLogarithm(_ x: Double) -> Double { log(x) }

  /// e raised to a power.
  public static func exponential(_ x: Double) -> Double { exp(x) }
}
