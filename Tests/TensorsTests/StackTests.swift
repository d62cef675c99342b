import Foundation
import Tensors
import TestSupport
import Testing

/// Stacks of matrices in both precisions against each matrix alone, in loops in double precision.
struct StackTests {
  /// Stack, rows and columns: 1, odd numbers, and around the width of a vector.
  static let sizes = [
    [1, 1, 1], [3, 1, 1], [1, 3, 5], [2, 5, 1], [5, 1, 7], [3, 15, 16], [2, 17, 33], [4, 4, 2],
  ]

  private static func stack(_ sizes: [Int], seed: Int) -> [NaiveMatrix] {
    (0..<sizes[0]).map {
      NaiveMatrix(uniformNumbers(sizes[1] * sizes[2], seed: 100 * seed + $0), sizes[1], sizes[2])
    }
  }

  private static func tensor<Scalar: TensorScalar>(_ stack: [NaiveMatrix]) -> Tensor<Scalar> {
    Tensor(
      stack.flatMap { $0.elements.map { Scalar($0) } },
      shape: Shape(stack.count, stack[0].rows, stack[0].columns))
  }

  /// Records an issue unless both precisions agree with loops.
  private func check(
    _ single: Tensor<Float>, _ double: Tensor<Double>, _ expected: [NaiveMatrix],
    terms: Int = 1, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let shape = Shape(expected.count, expected[0].rows, expected[0].columns)
    #expect(single.shape == shape && double.shape == shape, "\(what)")
    let numbers = expected.flatMap(\.elements)
    // A rounding of each term of sums of n numbers up to 1.
    expectClose(
      single.elements, numbers, within: .absolute(5e-7 * Double(terms)), "Float \(what)",
      sourceLocation: sourceLocation)
    expectClose(
      double.elements, numbers, within: .absolute(1e-15 * Double(terms)), "Double \(what)",
      sourceLocation: sourceLocation)
  }

  @Test func `a shape has a stack of one unless it says otherwise`() {
    #expect(Shape(3, 5) == Shape(1, 3, 5))
    #expect(Shape(3, 5).stack == 1 && Shape(3, 5).count == 15)
    #expect(Shape(1, 3, 5).description == "[3, 5]")
    let shape = Shape(2, 3, 5)
    #expect(shape.description == "[2, 3, 5]" && shape.count == 30)
    #expect(shape != Shape(6, 5))
    #expect(Tensor<Float>(repeating: 1, shape: Shape(0, 3, 5)).elements.isEmpty)
  }

  @Test(arguments: sizes)
  func `products are those of each pair of matrices`(sizes: [Int]) {
    let (stack, rows, inner, columns) = (sizes[0], sizes[1], sizes[2], 3)
    for (left, right) in [(stack, stack), (stack, 1), (1, stack)] {
      let a = Self.stack([left, rows, inner], seed: 1)
      let b = Self.stack([right, inner, columns], seed: 2)
      let expected = (0..<stack).map { a[left == 1 ? 0 : $0].times(b[right == 1 ? 0 : $0]) }
      for (isLeft, isRight) in [(false, false), (false, true), (true, false), (true, true)] {
        let (a, b) = (isLeft ? a.map(\.transposed) : a, isRight ? b.map(\.transposed) : b)
        check(
          .product(
            Self.tensor(a), Self.tensor(b), isLeftTransposed: isLeft, isRightTransposed: isRight),
          .product(
            Self.tensor(a), Self.tensor(b), isLeftTransposed: isLeft, isRightTransposed: isRight),
          expected, terms: inner, "product \(left) \(right) \(isLeft) \(isRight)")
      }
    }
  }

  @Test(arguments: sizes)
  func `layers are those of each matrix`(sizes: [Int]) {
    let (stack, rows, inner, columns) = (sizes[0], sizes[1], sizes[2], 5)
    for (weightStack, biasStack) in [(stack, stack), (stack, 1), (1, 1), (1, stack)] {
      let x = Self.stack([stack, rows, inner], seed: 1)
      let weights = Self.stack([weightStack, inner, columns], seed: 2)
      let biases = Self.stack([biasStack, 1, columns], seed: 3)
      let sums = (0..<stack).map {
        x[$0].times(weights[weightStack == 1 ? 0 : $0])
          .plus(row: biases[biasStack == 1 ? 0 : $0].elements)
      }
      let (w, b): (Tensor<Float>, Tensor<Float>) = (Self.tensor(weights), Self.tensor(biases))
      let (v, c): (Tensor<Double>, Tensor<Double>) = (Self.tensor(weights), Self.tensor(biases))
      check(
        .affine(Self.tensor(x), weight: w, bias: b), .affine(Self.tensor(x), weight: v, bias: c),
        sums, terms: inner + 1, "affine")
      check(
        .affineTanh(Self.tensor(x), weight: w, bias: b),
        .affineTanh(Self.tensor(x), weight: v, bias: c),
        sums.map { $0.map(tanh) }, terms: inner + 2, "affine with tanh")
      let start = Self.stack([stack, rows, columns], seed: 4)
      var (single, double): (Tensor<Float>, Tensor<Double>) = (
        Self.tensor(start), Self.tensor(start)
      )
      single.add(productOf: Self.tensor(x), w)
      double.add(productOf: Self.tensor(x), v)
      let added = (0..<stack).map { index in
        let product = x[index].times(weights[weightStack == 1 ? 0 : index])
        return NaiveMatrix(rows, columns) { start[index][$0, $1] + product[$0, $1] }
      }
      check(single, double, added, terms: inner + 1, "added product")
    }
  }

  @Test(arguments: sizes)
  func `sums and repetitions along every dimension are those of loops`(sizes: [Int]) {
    let (stack, rows, columns) = (sizes[0], sizes[1], sizes[2])
    let matrices = Self.stack(sizes, seed: 1)
    for mask in 0..<8 {
      let (sumsStack, sumsRows, sumsColumns) = (mask & 1 != 0, mask & 2 != 0, mask & 4 != 0)
      let target = [sumsStack ? 1 : stack, sumsRows ? 1 : rows, sumsColumns ? 1 : columns]
      let shape = Shape(target[0], target[1], target[2])
      var sums = [[[Double]]](
        repeating: Array(repeating: Array(repeating: 0, count: target[2]), count: target[1]),
        count: target[0])
      for (matrix, elements) in matrices.enumerated() {
        for row in 0..<rows {
          for column in 0..<columns {
            sums[sumsStack ? 0 : matrix][sumsRows ? 0 : row][sumsColumns ? 0 : column] +=
              elements[row, column]
          }
        }
      }
      let (single, double): (Tensor<Float>, Tensor<Double>) = (
        Self.tensor(matrices), Self.tensor(matrices)
      )
      check(
        single.sum(to: shape), double.sum(to: shape),
        sums.map { NaiveMatrix($0.flatMap { $0 }, target[1], target[2]) },
        terms: stack * rows * columns, "sum to \(shape)")
      let parts = Self.stack(target, seed: 2)
      let whole = Shape(stack, rows, columns)
      check(
        (Self.tensor(parts) as Tensor<Float>).broadcast(to: whole),
        (Self.tensor(parts) as Tensor<Double>).broadcast(to: whole),
        (0..<stack).map { matrix in
          NaiveMatrix(rows, columns) {
            parts[sumsStack ? 0 : matrix][sumsRows ? 0 : $0, sumsColumns ? 0 : $1]
          }
        }, "broadcast from \(shape)")
    }
    let single: Tensor<Float> = Self.tensor(matrices)
    #expect(single.rowSums.elements == single.sum(to: Shape(stack, rows, 1)).elements)
    #expect(single.sum.shape == Shape(1, 1))
  }

  @Test(arguments: sizes)
  func `operations on rows and elements do so in each matrix`(sizes: [Int]) {
    let stack = Self.stack(sizes, seed: 1)
    let (single, double): (Tensor<Float>, Tensor<Double>) = (Self.tensor(stack), Self.tensor(stack))
    check(single.transposed, double.transposed, stack.map(\.transposed), "transposed")
    check(single.tanh, double.tanh, stack.map { $0.map(tanh) }, "tanh")
    let sums = stack.map { $0.map(exp).times(NaiveMatrix(sizes[2], 1) { _, _ in 1 }) }
    let softmax = zip(stack, sums).map { matrix, sums in
      NaiveMatrix(sizes[1], sizes[2]) { exp(matrix[$0, $1]) / sums[$0, 0] }
    }
    check(single.softmax, double.softmax, softmax, terms: 2, "softmax")
    check(
      single.logSoftmax, double.logSoftmax, softmax.map { $0.map(log) }, terms: 8,
      "logarithm of softmax")
    let columns = (0..<sizes[0] * sizes[1]).map { Int32($0 * 3 % sizes[2]) }
    check(
      single.selecting(columns: columns), double.selecting(columns: columns),
      stack.enumerated().map { matrix, elements in
        NaiveMatrix(sizes[1], 1) { row, _ in
          elements[row, Int(columns[matrix * sizes[1] + row])]
        }
      }, "selecting")
    let means = stack.map { $0.times(NaiveMatrix(sizes[2], 1) { _, _ in 1 / Double(sizes[2]) }) }
    check(single.rowMeans, double.rowMeans, means, terms: sizes[2], "row means")
  }

  @Test func `stacks without matrices have sums of zero and no rows`() {
    let empty = Tensor<Double>(variable: [], shape: Shape(0, 2, 3))
    let weight = Tensor<Double>(variable: [1, 2, 3], shape: Shape(3, 1))
    let product = Tensor.product(empty, weight)
    #expect(product.shape == Shape(0, 2, 1))
    let found = gradients(of: [product], withRespectTo: [weight, empty])
    #expect(found[0].elements == [0, 0, 0])
    #expect(found[1].shape == Shape(0, 2, 3))
    #expect(empty.sum.scalar == 0)
    #expect(empty.sum(to: Shape(2, 1)).elements == [0, 0])
    #expect(empty.softmax.shape == Shape(0, 2, 3))
  }

  @Test func `stacks that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Shape(-1, 2, -3) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.product(
        Tensor<Float>(repeating: 1, shape: Shape(2, 3, 4)),
        Tensor(repeating: 1, shape: Shape(3, 4, 5)))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.affine(
        Tensor<Float>(repeating: 1, shape: Shape(2, 3, 4)),
        weight: Tensor(repeating: 1, shape: Shape(4, 5)),
        bias: Tensor(repeating: 1, shape: Shape(3, 1, 5)))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3, 4)).broadcast(to: Shape(3, 3, 4))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3, 4)).sum(to: Shape(3, 1, 4))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3, 4)).selecting(columns: [0, 1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3, 4)).reshaped(to: Shape(5, 5))
    }
  }
}
