private import Foundation
import Numerics

extension Float: TensorScalar {
  /// y[i] ← f(x[i]).
  public static func apply(
    _ function: UnaryFunction<Float>, _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    switch function {
    case .tanh: unsafe mapVectors(x, y, count, VectorFunctions.tanh)
    case .exponential: unsafe mapVectors(x, y, count, VectorFunctions.exponential)
    case .sigmoid:
      unsafe mapVectors(x, y, count) { 1 / (1 + VectorFunctions.exponential(-$0)) }
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

  /// z[i] ← ẋ[i] (1 - y[i]²) - 2 x[i] y[i] ẏ[i].
  public static func tanhSlopeTangent(
    _ x: SlopeOperand<Float>, _ y: SlopeOperand<Float>, _ z: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    unsafe tanhSlopeTangentElementwise(x, y, z, count)
  }

  /// y ← xᵀ.
  public static func transpose(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    unsafe transposeElementwise(x, y, rows: rows, columns: columns)
  }

  /// y ← y + α · x.
  public static func addScaled(
    _ x: UnsafePointer<Float>, by factor: Float, to y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    unsafe addScaledElementwise(x, by: factor, to: y, count)
  }

  /// Adds a row to each row, then takes tanh if `isTanh`, sixteen elements at a time.
  ///
  /// As many rows are taken together as make whole vectors; the row is repeated to their size.
  public static func addBias(
    _ bias: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    thenTanh isTanh: Bool
  ) {
    guard columns > 0 else { return }
    // The lowest bit set in the number of columns decides after how many rows a vector ends.
    let groupRows = max(1, 16 >> columns.trailingZeroBitCount)
    let wholeRows = rows / groupRows * groupRows
    if groupRows == 1 {
      unsafe addGroups(bias, to: y, count: rows, size: columns, thenTanh: isTanh)
    } else {
      withScratch(groupRows * columns) { (repeated: Buffer<Float>) in
        unsafe broadcast(
          bias, from: Shape(1, columns), repeated.pointer, to: Shape(groupRows, columns))
        unsafe addGroups(
          repeated.pointer, to: y, count: rows / groupRows, size: repeated.count,
          thenTanh: isTanh)
      }
    }
    let rest = unsafe y + wholeRows * columns
    unsafe addBiasElementwise(bias, to: rest, rows: rows - wholeRows, columns: columns)
    if isTanh { unsafe apply(.tanh, rest, rest, (rows - wholeRows) * columns) }
  }

  /// Adds the same whole vectors to each of several groups of them.
  @inline(__always)
  private static func addGroups(
    _ addend: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int, size: Int,
    thenTanh isTanh: Bool
  ) {
    for start in stride(from: 0, to: count * size, by: size) {
      if isTanh {
        for index in stride(from: 0, to: size, by: 16) {
          let sum = unsafe vector(y, at: start + index) + vector(addend, at: index)
          unsafe store(VectorFunctions.tanh(sum), in: y, at: start + index)
        }
      } else {
        for index in stride(from: 0, to: size, by: 16) {
          let sum = unsafe vector(y, at: start + index) + vector(addend, at: index)
          unsafe store(sum, in: y, at: start + index)
        }
      }
    }
  }

  /// The part of a recurrent cell's step that is not a matrix product.
  public static func applyGates(_ function: GateFunction, to rows: GateRows<Float>) {
    unsafe rows.apply(function, by: SIMD16<Float>.self)
  }

  /// Returns the array itself.
  public static func converting(_ values: [Float]) -> [Float] { values }

  /// The sum over rows, for each column.
  public static func sumRows(
    _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    if columns % 16 == 0 {
      for column in stride(from: 0, to: columns, by: 16) {
        var sum = SIMD16<Float>()
        for index in stride(from: column, to: rows * columns, by: columns) {
          sum += unsafe vector(x, at: index)
        }
        unsafe store(sum, in: sums, at: column)
      }
    } else if 16 % columns == 0 {
      unsafe sumNarrowRows(x, sums, rows: rows, columns: columns)
    } else {
      unsafe sumRowsElementwise(x, sums, rows: rows, columns: columns)
    }
  }

  /// Sums rows of 1, 2, 4 or 8 columns, several rows to a vector.
  private static func sumNarrowRows(
    _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    let count = rows * columns
    let wholeCount = count & ~15
    var sum = SIMD16<Float>()
    for index in stride(from: 0, to: wholeCount, by: 16) { sum += unsafe vector(x, at: index) }
    for column in 0..<columns { unsafe sums[column] = 0 }
    for lane in 0..<16 { unsafe sums[lane % columns] += sum[lane] }
    for index in wholeCount..<count { unsafe sums[index % columns] += x[index] }
  }

  @inline(__always)
  private static func vector(_ x: UnsafePointer<Float>, at index: Int) -> SIMD16<Float> {
    unsafe UnsafeRawPointer(x + index).loadUnaligned(as: SIMD16<Float>.self)
  }

  @inline(__always)
  private static func store(
    _ vector: SIMD16<Float>, in y: UnsafeMutablePointer<Float>, at index: Int
  ) {
    unsafe UnsafeMutableRawPointer(y + index).storeBytes(of: vector, as: SIMD16<Float>.self)
  }

  /// The sum over columns, for each row.
  public static func sumColumns(
    _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    if columns == 2 {
      for row in 0..<rows { unsafe sums[row] = x[2 * row] + x[2 * row + 1] }
    } else if rows == 1 {
      unsafe sums[0] = sumOf(x, columns)
    } else {
      unsafe sumColumnsElementwise(x, sums, rows: rows, columns: columns)
    }
  }

  /// Computes sixteen partial sums at a time, and sums those in the order of lanes.
  private static func sumOf(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    var sums = SIMD16<Float>()
    let wholeCount = count & ~15
    for index in stride(from: 0, to: wholeCount, by: 16) { sums += unsafe vector(x, at: index) }
    for index in wholeCount..<count { unsafe sums[index - wholeCount] += x[index] }
    var total: Float = 0
    for lane in 0..<16 { total += sums[lane] }
    return total
  }

  /// Repeats a row, a column or a number until it fills a matrix.
  public static func broadcast(
    _ x: UnsafePointer<Float>, from shape: Shape, _ y: UnsafeMutablePointer<Float>, to target: Shape
  ) {
    let isNarrow = (1...8).contains(target.columns) && 16 % target.columns == 0
    if isNarrow && (shape.rows == 1 || shape.columns == 1) {
      unsafe broadcastNarrow(x, from: shape, y, to: target)
    } else {
      unsafe broadcastElementwise(x, from: shape, y, to: target)
    }
  }

  /// Fills rows of 1, 2, 4 or 8 columns, several rows to a vector.
  private static func broadcastNarrow(
    _ x: UnsafePointer<Float>, from shape: Shape, _ y: UnsafeMutablePointer<Float>, to target: Shape
  ) {
    let (columns, count) = (target.columns, target.count)
    let wholeCount = count & ~15
    if shape.rows == 1 {
      var pattern = SIMD16<Float>()
      for lane in 0..<16 { pattern[lane] = unsafe x[shape.columns == 1 ? 0 : lane % columns] }
      for index in stride(from: 0, to: wholeCount, by: 16) {
        unsafe store(pattern, in: y, at: index)
      }
      for index in wholeCount..<count { unsafe y[index] = pattern[index % 16] }
    } else if columns == 2 {
      for row in 0..<target.rows { unsafe (y[2 * row], y[2 * row + 1]) = (x[row], x[row]) }
    } else {
      unsafe broadcastElementwise(x, from: shape, y, to: target)
    }
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

  /// The exponentials of each row's elements that a mask keeps, divided by their sum; 0 elsewhere.
  public static func softmax(
    _ x: UnsafePointer<Float>, mask: RowMask<Float>?, _ y: UnsafeMutablePointer<Float>, rows: Int,
    columns: Int
  ) {
    unsafe softmaxByRows(x, mask: mask, y, rows: rows, columns: columns) { x, count in
      unsafe maximum(x, count)
    }
  }

  /// The largest of an array's elements; -∞ if there are none.
  @inline(__always)
  private static func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    var maxima = SIMD16<Float>(repeating: -.infinity)
    let wholeCount = count & ~15
    for index in stride(from: 0, to: wholeCount, by: 16) {
      let vector = unsafe vector(x, at: index)
      maxima.replace(with: vector, where: vector .> maxima)
    }
    var largest = maxima.max()
    for index in wholeCount..<count { largest = unsafe max(largest, x[index]) }
    return largest
  }

  /// The natural logarithm of a positive number.
  public static func naturalLogarithm(_ x: Float) -> Float { logf(x) }

  /// e raised to a power.
  public static func exponential(_ x: Float) -> Float { expf(x) }

  /// Applies a vector function to whole vectors, then to the rest in a padded one, so that a result does
  /// not depend on the element's position.
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
