import Foundation
import Tensors
import TestSupport
import Testing

/// Values of element-wise operations and reductions, in both precisions, against loops.
struct ElementwiseTests {
  /// An operation on tensors of either precision, and what it should do to two numbers.
  struct Operation: Sendable, CustomTestStringConvertible {
    let name: String
    var range = -2.0...2.0
    let single: @Sendable (Tensor<Float>, Tensor<Float>) -> Tensor<Float>
    let double: @Sendable (Tensor<Double>, Tensor<Double>) -> Tensor<Double>
    let expected: @Sendable (Double, Double) -> Double

    var testDescription: String { name }
  }

  static let operations: [Operation] = [
    Operation(name: "sum", single: { $0 + $1 }, double: { $0 + $1 }, expected: { $0 + $1 }),
    Operation(name: "difference", single: { $0 - $1 }, double: { $0 - $1 }, expected: { $0 - $1 }),
    Operation(name: "product", single: { $0 * $1 }, double: { $0 * $1 }, expected: { $0 * $1 }),
    Operation(
      name: "quotient", range: 0.5...2, single: { $0 / $1 }, double: { $0 / $1 },
      expected: { $0 / $1 }),
    Operation(
      name: "minimum", single: { .minimum($0, $1) }, double: { .minimum($0, $1) },
      expected: { min($0, $1) }),
    Operation(
      name: "times the slope of tanh", single: { $0.timesTanhSlope(ofValue: $1) },
      double: { $0.timesTanhSlope(ofValue: $1) }, expected: { $0 * (1 - $1 * $1) }),
    Operation(
      name: "negation", single: { x, _ in -x }, double: { x, _ in -x },
      expected: { x, _ in -x }),
    Operation(
      name: "scaled", single: { x, _ in x.scaled(by: -2.5) },
      double: { x, _ in x.scaled(by: -2.5) }, expected: { x, _ in -2.5 * x }),
    Operation(
      name: "adding", single: { x, _ in x.adding(0.75) }, double: { x, _ in x.adding(0.75) },
      expected: { x, _ in x + 0.75 }),
    Operation(
      name: "exponential", single: { x, _ in x.exponential }, double: { x, _ in x.exponential },
      expected: { x, _ in exp(x) }),
    Operation(
      name: "logarithm", range: 0.01...3, single: { x, _ in x.logarithm },
      double: { x, _ in x.logarithm }, expected: { x, _ in log(x) }),
    Operation(
      name: "tanh", single: { x, _ in x.tanh }, double: { x, _ in x.tanh },
      expected: { x, _ in tanh(x) }),
    Operation(
      name: "rectified", single: { x, _ in x.rectified }, double: { x, _ in x.rectified },
      expected: { x, _ in max(x, 0) }),
    Operation(
      name: "maximum", single: { x, _ in x.maximum(0.25) }, double: { x, _ in x.maximum(0.25) },
      expected: { x, _ in max(x, 0.25) }),
    Operation(
      name: "squared", single: { x, _ in x.squared }, double: { x, _ in x.squared },
      expected: { x, _ in x * x }),
    Operation(
      name: "reciprocal", range: 0.5...2, single: { x, _ in x.reciprocal },
      double: { x, _ in x.reciprocal }, expected: { x, _ in 1 / x }),
  ]

  @Test(arguments: operations, [1, 15, 16, 17, 481])
  func `each element is what the function says`(operation: Operation, count: Int) {
    // Rounded to single precision first, so that both precisions see the same numbers.
    let x = uniformNumbers(count, in: operation.range, seed: 1).map { Double(Float($0)) }
    let y = uniformNumbers(count, in: operation.range, seed: 2).map { Double(Float($0)) }
    let expected = zip(x, y).map(operation.expected)
    let shape = Shape(1, count)
    // Single steps of rounding, and 4e-7 for the functions of vectors.
    expectClose(
      operation.single(
        Tensor(x.map(Float.init), shape: shape), Tensor(y.map(Float.init), shape: shape)
      ).elements, expected, within: .relative(5e-7, floor: 5e-7), "Float")
    expectClose(
      operation.double(Tensor(x, shape: shape), Tensor(y, shape: shape)).elements, expected,
      within: .relative(1e-15, floor: 1e-15), "Double")
  }

  @Test func `an element does not depend on its place`() {
    // Seventeen elements are one vector of sixteen and a rest of one.
    let x = Tensor<Float>(
      uniformNumbers(17, in: -3...3, seed: 4).map(Float.init), shape: Shape(1, 17))
    for index in 0..<17 {
      let one = Tensor<Float>([x.elements[index]], shape: Shape(1, 1))
      #expect(one.tanh.scalar == x.tanh.elements[index])
      #expect(one.exponential.scalar == x.exponential.elements[index])
    }
  }

  @Test func `what is not a number stays so`() {
    for operation in Self.operations {
      let single = operation.single(
        Tensor(repeating: .nan, shape: Shape(1, 17)), Tensor(repeating: 1, shape: Shape(1, 17)))
      #expect(single.elements.allSatisfy { $0.isNaN }, "\(operation.name) in single precision")
      let double = operation.double(
        Tensor(repeating: .nan, shape: Shape(1, 17)), Tensor(repeating: 1, shape: Shape(1, 17)))
      #expect(double.elements.allSatisfy { $0.isNaN }, "\(operation.name) in double precision")
    }
  }

  @Test(arguments: [[3, 5], [1, 1], [1, 17], [17, 1], [481, 16], [240, 15]])
  func `sums and repetitions are those of loops`(sizes: [Int]) {
    let (rows, columns) = (sizes[0], sizes[1])
    let matrix = NaiveMatrix(uniformNumbers(rows * columns, seed: 6), rows, columns)
    let tensor = Tensor(matrix.elements.map(Float.init), shape: Shape(rows, columns))
    let ones = NaiveMatrix(1, rows) { _, _ in 1 }
    let columnSums = ones.times(matrix)
    let rowSums = matrix.times(NaiveMatrix(columns, 1) { _, _ in 1 })
    // Sums of n numbers up to 1 in order: n roundings of partial sums of about √n.
    let tolerance = Tolerance.absolute(0x1p-24 * Double(rows * columns))
    expectClose(tensor.rowSums.elements, rowSums.elements, within: tolerance)
    expectClose(tensor.sum(to: Shape(1, columns)).elements, columnSums.elements, within: tolerance)
    expectClose(tensor.sum.scalar, matrix.elements.reduce(0, +), within: tolerance)
    let row = Tensor(matrix.elements.prefix(columns).map(Float.init), shape: Shape(1, columns))
    #expect(
      row.broadcast(to: Shape(rows, columns)).elements.map(Double.init)
        == NaiveMatrix(rows, columns) { matrix[0, $1] }.elements)
    let column = Tensor(matrix.elements.prefix(rows).map(Float.init), shape: Shape(rows, 1))
    #expect(
      column.broadcast(to: Shape(rows, columns)).elements.map(Double.init)
        == NaiveMatrix(rows, columns) { row, _ in matrix.elements[row] }.elements)
  }

  @Test func `a softmax of one column is certain`() {
    #expect(Tensor<Double>([3, -1e4], shape: Shape(2, 1)).logSoftmax.elements == [0, 0])
  }

  @Test func `extreme numbers give a finite softmax`() {
    let tensor = Tensor<Float>([1e4, -1e4, 0, -1e4, -1e4, -1e4], shape: Shape(2, 3))
    let result = tensor.logSoftmax.elements
    #expect(result.allSatisfy { $0.isFinite })
    #expect(Array(result[0..<3]) == [0, -2e4, -1e4])
    expectClose(
      Array(result[3..<6]), Array(repeating: -log(3.0), count: 3), within: .absolute(1e-6))
  }

  @Test func `sizes that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)) + Tensor(repeating: 1, shape: Shape(2, 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).sum(to: Shape(2, 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).broadcast(to: Shape(4, 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).selecting(columns: [0])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).selecting(columns: [0, 3])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).selecting(columns: [0, -1])
    }
  }
}
