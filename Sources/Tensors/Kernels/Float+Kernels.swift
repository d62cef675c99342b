private import Foundation

extension Float: TensorScalar {
  /// y[i] ← f(x[i]).
  public static func apply(
    _ function: UnaryFunction<Float>, _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    switch function {
    case .tanh: unsafe mapVectors(x, y, count, VectorFunctions.tanh)
    case .exponential: unsafe mapVectors(x, y, count, VectorFunctions.exponential)
    default: unsafe applyElementwise(function, x, y, count)
    }
  }

  /// z[i] ← f(x[i], y[i]).
  public static func apply(
    _ function: BinaryFunction, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    _ z: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    unsafe applyElementwise(function, x, y, z, count)
  }

  /// y ← y + α · x.
  public static func addScaled(
    _ x: UnsafePointer<Float>, by factor: Float, to y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    unsafe addScaledElementwise(x, by: factor, to: y, count)
  }

  /// The sum over rows, for each column.
  public static func sumRows(
    _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    unsafe sumRowsElementwise(x, sums, rows: rows, columns: columns)
  }

  /// The sum over columns, for each row.
  public static func sumColumns(
    _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    unsafe sumColumnsElementwise(x, sums, rows: rows, columns: columns)
  }

  /// Repeats a row, a column or a number until it fills a matrix.
  public static func broadcast(
    _ x: UnsafePointer<Float>, from shape: Shape, _ y: UnsafeMutablePointer<Float>, to target: Shape
  ) {
    unsafe broadcastElementwise(x, from: shape, y, to: target)
  }

  /// Reads one element of each row.
  public static func gather(
    _ x: UnsafePointer<Float>, columns: [Int32], _ y: UnsafeMutablePointer<Float>, width: Int
  ) {
    unsafe gatherElementwise(x, columns: columns, y, width: width)
  }

  /// Writes one element of each row, zeros elsewhere.
  public static func scatter(
    _ x: UnsafePointer<Float>, columns: [Int32], _ y: UnsafeMutablePointer<Float>, width: Int
  ) {
    unsafe scatterElementwise(x, columns: columns, y, width: width)
  }

  /// The largest element of each row.
  public static func rowMaxima(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    unsafe rowMaximaElementwise(x, y, rows: rows, columns: columns)
  }

  /// The natural logarithm of a positive number.
  public static func naturalLogarithm(_ x: Float) -> Float { logf(x) }

  /// e raised to a power.
  public static func exponential(_ x: Float) -> Float { expf(x) }

  /// Applies a vector function to whole vectors, then to the rest in a padded one, so that an
  /// element's value never depends on its place.
  @inline(__always)
  private static func mapVectors(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int,
    _ function: (SIMD16<Float>) -> SIMD16<Float>
  ) {
    let source = unsafe UnsafeRawPointer(x)
    let target = UnsafeMutableRawPointer(y)
    let wholeCount = count & ~15
    for i in stride(from: 0, to: wholeCount, by: 16) {
      let vector = unsafe source.loadUnaligned(fromByteOffset: 4 * i, as: SIMD16<Float>.self)
      unsafe target.storeBytes(of: function(vector), toByteOffset: 4 * i, as: SIMD16<Float>.self)
    }
    if wholeCount < count {
      var rest = SIMD16<Float>()
      for i in wholeCount..<count { unsafe rest[i - wholeCount] = x[i] }
      let result = function(rest)
      for i in wholeCount..<count { unsafe y[i] = result[i - wholeCount] }
    }
  }
}
