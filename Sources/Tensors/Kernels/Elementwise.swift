private import Foundation

// The loops behind `TensorScalar`, written once for both precisions. `Float` replaces the two
// transcendental ones by vectors, since the C library's take twenty times as long.

extension TensorScalar {
  @inline(__always)
  static func map(
    _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ count: Int,
    _ function: (Self) -> Self
  ) {
    for i in 0..<count { unsafe y[i] = unsafe function(x[i]) }
  }

  @inline(__always)
  static func zip(
    _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>, _ z: UnsafeMutablePointer<Self>,
    _ count: Int, _ function: (Self, Self) -> Self
  ) {
    for i in 0..<count { unsafe z[i] = unsafe function(x[i], y[i]) }
  }

  @inline(__always)
  static func applyElementwise(
    _ function: UnaryFunction<Self>, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>,
    _ count: Int
  ) {
    switch function {
    case .negative: unsafe map(x, y, count) { -$0 }
    case .exponential: unsafe map(x, y, count) { exponential($0) }
    case .logarithm: unsafe map(x, y, count) { naturalLogarithm($0) }
    case .tanh: unsafe map(x, y, count) { hyperbolicTangent($0) }
    case .rectified: unsafe map(x, y, count) { $0 > 0 ? $0 : 0 }
    case .isAbove(let bound): unsafe map(x, y, count) { $0 > bound ? 1 : 0 }
    case .plus(let constant): unsafe map(x, y, count) { $0 + constant }
    case .times(let constant): unsafe map(x, y, count) { $0 * constant }
    case .maximum(let bound): unsafe map(x, y, count) { $0 < bound ? bound : $0 }
    case .squared: unsafe map(x, y, count) { $0 * $0 }
    case .reciprocal: unsafe map(x, y, count) { 1 / $0 }
    }
  }

  @inline(__always)
  static func applyElementwise(
    _ function: BinaryFunction, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>,
    _ z: UnsafeMutablePointer<Self>, _ count: Int
  ) {
    switch function {
    case .add: unsafe zip(x, y, z, count) { $0 + $1 }
    case .subtract: unsafe zip(x, y, z, count) { $0 - $1 }
    case .multiply: unsafe zip(x, y, z, count) { $0 * $1 }
    case .divide: unsafe zip(x, y, z, count) { $0 / $1 }
    case .minimum: unsafe zip(x, y, z, count) { $1 < $0 ? $1 : $0 }
    case .isBelow: unsafe zip(x, y, z, count) { $0 < $1 ? 1 : 0 }
    case .tanhGradient: unsafe zip(x, y, z, count) { $0 * (1 - $1 * $1) }
    case .minusTwiceProduct: unsafe zip(x, y, z, count) { -2 * $0 * $1 }
    }
  }

  @inline(__always)
  static func addScaledElementwise(
    _ x: UnsafePointer<Self>, by factor: Self, to y: UnsafeMutablePointer<Self>, _ count: Int
  ) {
    for i in 0..<count { unsafe y[i] += factor * x[i] }
  }

  @inline(__always)
  static func sumRowsElementwise(
    _ x: UnsafePointer<Self>, _ sums: UnsafeMutablePointer<Self>, rows: Int, columns: Int
  ) {
    for column in 0..<columns { unsafe sums[column] = 0 }
    for row in 0..<rows {
      let start = unsafe x + row * columns
      for column in 0..<columns { unsafe sums[column] += start[column] }
    }
  }

  @inline(__always)
  static func sumColumnsElementwise(
    _ x: UnsafePointer<Self>, _ sums: UnsafeMutablePointer<Self>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let start = unsafe x + row * columns
      var sum: Self = 0
      for column in 0..<columns { unsafe sum += start[column] }
      unsafe sums[row] = sum
    }
  }

  @inline(__always)
  private static func hyperbolicTangent(_ x: Self) -> Self {
    Self(Foundation.tanh(Double(x)))
  }
}

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

  /// y ← y + α · x.
  public static func addScaled(
    _ x: UnsafePointer<Double>, by factor: Double, to y: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    unsafe addScaledElementwise(x, by: factor, to: y, count)
  }

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

  /// The natural logarithm of a positive number.
  public static func naturalLogarithm(_ x: Double) -> Double { log(x) }

  /// e raised to a power.
  public static func exponential(_ x: Double) -> Double { exp(x) }
}
