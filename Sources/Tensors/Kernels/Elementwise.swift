private import Foundation

// The loops behind `TensorScalar`, written once for both precisions. `Float` replaces those with
// exponentials by vectors, since the C library's functions take twenty times as long.

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
    case .rectified: unsafe map(x, y, count) { $0 <= 0 ? 0 : $0 }
    case .isAbove(let bound): unsafe map(x, y, count) { $0 > bound ? 1 : 0 }
    case .plus(let constant): unsafe map(x, y, count) { $0 + constant }
    case .times(let constant): unsafe map(x, y, count) { $0 * constant }
    case .maximum(let bound): unsafe map(x, y, count) { $0 < bound ? bound : $0 }
    case .squared: unsafe map(x, y, count) { $0 * $0 }
    case .squareRoot: unsafe map(x, y, count) { $0.squareRoot() }
    case .sigmoid: unsafe map(x, y, count) { 1 / (1 + exponential(-$0)) }
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
    case .sigmoidGradient: unsafe zip(x, y, z, count) { $0 * ($1 * (1 - $1)) }
    }
  }

  @inline(__always)
  static func tanhSlopeTangentElementwise(
    _ x: SlopeOperand<Self>, _ y: SlopeOperand<Self>, _ z: UnsafeMutablePointer<Self>, _ count: Int
  ) {
    let (xValue, xTangent) = unsafe (x.value, x.tangent)
    let (yValue, yTangent) = unsafe (y.value, y.tangent)
    for i in 0..<count {
      let slope = unsafe 1 - yValue[i] * yValue[i]
      unsafe z[i] = xTangent[i] * slope - 2 * xValue[i] * yValue[i] * yTangent[i]
    }
  }

  @inline(__always)
  static func transposeElementwise(
    _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, rows: Int, columns: Int
  ) {
    for column in 0..<columns {
      for row in 0..<rows { unsafe y[column * rows + row] = unsafe x[row * columns + column] }
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
  static func addBiasElementwise(
    _ bias: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>, rows: Int, columns: Int
  ) {
    for row in 0..<rows {
      let start = unsafe y + row * columns
      for column in 0..<columns { unsafe start[column] += bias[column] }
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
  static func broadcastElementwise(
    _ x: UnsafePointer<Self>, from shape: Shape, _ y: UnsafeMutablePointer<Self>, to target: Shape
  ) {
    let columns = target.columns
    for row in 0..<target.rows {
      let source = unsafe x + (shape.rows == 1 ? 0 : row * shape.columns)
      let start = unsafe y + row * columns
      if shape.columns == 1 {
        let value = unsafe source[0]
        for column in 0..<columns { unsafe start[column] = value }
      } else {
        for column in 0..<columns { unsafe start[column] = source[column] }
      }
    }
  }

  @inline(__always)
  static func gatherElementwise(
    _ x: UnsafePointer<Self>, columns: [Int32], _ y: UnsafeMutablePointer<Self>, width: Int
  ) {
    for (row, column) in columns.enumerated() {
      unsafe y[row] = unsafe x[row * width + Int(column)]
    }
  }

  @inline(__always)
  static func scatterElementwise(
    _ x: UnsafePointer<Self>, columns: [Int32], _ y: UnsafeMutablePointer<Self>, width: Int
  ) {
    for i in 0..<columns.count * width { unsafe y[i] = 0 }
    for (row, column) in columns.enumerated() {
      unsafe y[row * width + Int(column)] = unsafe x[row]
    }
  }

  /// Softmax by kernels over rows, and the precision's own exponential over all of them.
  @inline(__always)
  static func softmaxByRows(
    _ x: UnsafePointer<Self>, mask: RowMask<Self>?, _ y: UnsafeMutablePointer<Self>, rows: Int,
    columns: Int, maximum: (UnsafePointer<Self>, Int) -> Self
  ) {
    for row in 0..<rows {
      let (source, target) = unsafe (x + row * columns, y + row * columns)
      if let mask = unsafe mask {
        let isKept = unsafe mask.start + row * mask.stride
        for column in 0..<columns {
          unsafe target[column] = isKept[column] != 0 ? source[column] : -.infinity
        }
      } else {
        for column in 0..<columns { unsafe target[column] = source[column] }
      }
      let largest = unsafe maximum(target, columns)
      // Where no element counts, each is -∞ and its exponential 0.
      guard largest != -.infinity else { continue }
      for column in 0..<columns { unsafe target[column] -= largest }
    }
    unsafe apply(.exponential, y, y, rows * columns)
    for row in 0..<rows {
      let target = unsafe y + row * columns
      var sum: Self = 0
      unsafe sumColumns(target, &sum, rows: 1, columns: columns)
      guard sum != 0 else { continue }
      for column in 0..<columns { unsafe target[column] /= sum }
    }
  }

  @inline(__always)
  static func hyperbolicTangent(_ x: Self) -> Self {
    Self(Foundation.tanh(Double(x)))
  }
}
