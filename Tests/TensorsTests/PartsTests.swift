import Tensors
import TestSupport
import Testing

/// Slices, concatenations and gathered rows, against numbers worked out by hand and identities.
struct PartsTests {
  /// 0, 1, 2, … in two matrices of three rows and four columns.
  private let stack = Tensor<Double>(variable: (0..<24).map(Double.init), shape: Shape(2, 3, 4))

  private static func numbers<Scalar: TensorScalar>(
    _ shape: Shape, seed: Int, isVariable: Bool = false
  ) -> Tensor<Scalar> {
    let elements = uniformNumbers(shape.count, seed: seed).map { Scalar($0) }
    return isVariable ? Tensor(variable: elements, shape: shape) : Tensor(elements, shape: shape)
  }

  @Test func `slices are those of each matrix`() {
    let rows = stack.rows(1..<3)
    #expect(rows.shape == Shape(2, 2, 4))
    #expect(rows.elements == [4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23])
    let columns = stack.columns(2..<3)
    #expect(columns.shape == Shape(2, 3, 1))
    #expect(columns.elements == [2, 6, 10, 14, 18, 22])
    let matrix = stack.matrices(1..<2)
    #expect(matrix.shape == Shape(3, 4))
    #expect(matrix.elements == (12..<24).map(Double.init))
    #expect(stack.rows(2..<2).shape == Shape(2, 0, 4))
    #expect(stack.columns(0..<0).shape == Shape(2, 3, 0))
    #expect(stack.matrices(2..<2).shape == Shape(0, 3, 4))
    #expect(stack.columns(0..<4).elements == stack.elements)
  }

  @Test func `the gradient of a slice is zero outside it`() {
    let slice = stack.columns(1..<3).rows(0..<1)
    let weights = Tensor<Double>([1, 2, 3, 4], shape: Shape(2, 1, 2))
    let gradient = gradients(of: [slice], withRespectTo: [stack], cotangents: [weights])[0]
    var expected = [Double](repeating: 0, count: 24)
    (expected[1], expected[2], expected[13], expected[14]) = (1, 2, 3, 4)
    #expect(gradient.elements == expected)
  }

  @Test(arguments: [Shape(1, 1), Shape(7, 3), Shape(3, 1, 5), Shape(2, 17, 16)])
  func `what is cut in two and put together again is the same`(shape: Shape) {
    let tensor: Tensor<Float> = Self.numbers(shape, seed: 1)
    for cut in 0...shape.rows {
      let parts = [tensor.rows(0..<cut), tensor.rows(cut..<shape.rows)]
      #expect(Tensor.concatenating(rows: parts).elements == tensor.elements)
    }
    for cut in 0...shape.columns {
      let parts = [tensor.columns(0..<cut), tensor.columns(cut..<shape.columns)]
      #expect(Tensor.concatenating(columns: parts).elements == tensor.elements)
    }
    for cut in 0...shape.stack {
      let parts = [tensor.matrices(0..<cut), tensor.matrices(cut..<shape.stack)]
      #expect(Tensor.concatenating(matrices: parts).elements == tensor.elements)
    }
    let columns = Tensor.concatenating(columns: [tensor, tensor])
    #expect(columns.shape == Shape(shape.stack, shape.rows, 2 * shape.columns))
    #expect(columns.columns(shape.columns..<2 * shape.columns).elements == tensor.elements)
  }

  @Test func `a hundred parts have the gradients of a hundred parts`() {
    let parts =
      (0..<100).map { Self.numbers(Shape(2, 1), seed: $0, isVariable: true) }
      as [Tensor<Double>]
    let weights: Tensor<Double> = Self.numbers(Shape(2, 100), seed: 200)
    let whole = Tensor.concatenating(columns: parts)
    // Every third of them, so that the others need none.
    let some = parts.enumerated().filter { $0.offset % 3 == 0 }
    let found = gradients(
      of: [whole], withRespectTo: some.map(\.element), cotangents: [weights])
    for ((column, _), gradient) in zip(some, found) {
      #expect(gradient.elements == weights.columns(column..<column + 1).elements)
    }
  }

  /// Where nothing is recorded, gradients of parts are added in place; where it is, by operations.
  @Test func `gradients of parts are the same bits whether they are recorded or not`() {
    let x: Tensor<Float> = Self.numbers(Shape(3, 5, 7), seed: 3, isVariable: true)
    func value() -> Tensor<Float> {
      let gathered = x.gathering(rows: [4, 0, 0, 2])
      let parts = [x.rows(0..<2), x.rows(1..<4).exponential, x.squared.rows(3..<5), x.rows(4..<5)]
      return Tensor.concatenating(rows: parts + [gathered]).columns(2..<6).squared
        + x.matrices(1..<2).columns(0..<1).sum
    }
    let unrecorded = gradients(of: [value()], withRespectTo: [x])[0]
    let recorded = gradients(of: [value()], withRespectTo: [x], isRecorded: true)[0]
    #expect(unrecorded.elements == recorded.elements)
    #expect(unrecorded.elements.contains { $0 != 0 })
  }

  /// A sum gives its gradient to both terms as it is; what is added to one must not show in the other.
  @Test func `a gradient that is added to in place is shared with no other`() {
    let x = Tensor<Double>(variable: [1, 2, 3], shape: Shape(3, 1))
    let y = Tensor<Double>(variable: [1, 2, 3], shape: Shape(3, 1))
    let cotangent = Tensor<Double>([1, 10, 100], shape: Shape(3, 1))
    let first = x.rows(1..<2)
    let sum = x + y
    let found = gradients(
      of: [first, sum], withRespectTo: [x, y],
      cotangents: [Tensor([5], shape: Shape(1, 1)), cotangent])
    #expect(found[0].elements == [1, 15, 100])
    #expect(found[1].elements == [1, 10, 100])
    #expect(cotangent.elements == [1, 10, 100])
    // The same with a variable as cotangent, and with one that shares memory.
    for other in [
      cotangent.variable, cotangent.reshaped(to: Shape(1, 3)).reshaped(to: Shape(3, 1)),
    ] {
      let again = gradients(
        of: [x.rows(1..<2), x.gathering(rows: [0, 1, 2])], withRespectTo: [x],
        cotangents: [Tensor([5], shape: Shape(1, 1)), other])
      #expect(again[0].elements == [1, 15, 100])
      #expect(other.elements == [1, 10, 100])
      let direct = gradients(
        of: [x.rows(1..<2), x], withRespectTo: [x],
        cotangents: [Tensor([5], shape: Shape(1, 1)), other])
      #expect(direct[0].elements == [1, 15, 100])
      #expect(other.elements == [1, 10, 100])
    }
  }

  @Test func `rows are gathered in order and as often as they are listed`() {
    let gathered = stack.gathering(rows: [2, 0, 2])
    #expect(gathered.shape == Shape(2, 3, 4))
    #expect(gathered.matrices(0..<1).elements == [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11])
    #expect(gathered.rows(1..<2).elements == stack.rows(0..<1).elements)
    #expect(stack.gathering(rows: [1, 2]).elements == stack.rows(1..<3).elements)
    let sums = stack.scatterAdding(rows: [1, 1, 3], of: 4)
    #expect(sums.shape == Shape(2, 4, 4))
    #expect(
      sums.matrices(0..<1).elements == [0, 0, 0, 0, 4, 6, 8, 10, 0, 0, 0, 0, 8, 9, 10, 11])
  }

  @Test func `adding up gathered rows multiplies each by how often it was gathered`() {
    let x: Tensor<Double> = Self.numbers(Shape(2, 5, 3), seed: 1)
    let rows: [Int32] = [3, 0, 3, 3, 1]
    let sums = x.gathering(rows: rows).scatterAdding(rows: rows, of: 5)
    let counts = Tensor<Double>([1, 1, 0, 3, 0], shape: Shape(5, 1))
    expectClose(sums.elements, (x * counts).elements, within: .absolute(1e-15))
    // A permutation and its inverse.
    let order: [Int32] = [4, 2, 0, 3, 1]
    #expect(x.gathering(rows: order).scatterAdding(rows: order, of: 5).elements == x.elements)
  }

  @Test(arguments: [Shape(4, 3), Shape(3, 4, 5)])
  func `gathering and adding up are transposes of each other`(shape: Shape) {
    let rows: [Int32] = [1, 3, 1, 0, 1, 2]
    let x: Tensor<Double> = Self.numbers(shape, seed: 1)
    let y: Tensor<Double> = Self.numbers(Shape(shape.stack, 6, shape.columns), seed: 2)
    let expected = (x * y.scatterAdding(rows: rows, of: 4)).sum.scalar
    expectClose((x.gathering(rows: rows) * y).sum.scalar, expected, within: .relative(1e-13))
  }

  @Test func `a reshaped tensor has the same elements and memory of its own when it changes`() {
    let flat = stack.reshaped(to: Shape(6, 4))
    #expect(flat.shape == Shape(6, 4))
    #expect(flat.elements == stack.elements)
    #expect(flat.rows(3..<4).elements == [12, 13, 14, 15])
    let x = Tensor<Double>([1, 2, 3, 4], shape: Shape(2, 2))
    var row = x.reshaped(to: Shape(1, 4))
    row.add(productOf: Tensor([1], shape: Shape(1, 1)), Tensor(repeating: 10, shape: Shape(1, 4)))
    #expect(row.elements == [11, 12, 13, 14])
    #expect(x.elements == [1, 2, 3, 4])
  }

  @Test func `parts that are not there are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).rows(1..<3)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).columns(-1..<2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).matrices(0..<2)
    }
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>.concatenating(rows: []) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.concatenating(columns: [
        Tensor<Float>(repeating: 1, shape: Shape(2, 3)), Tensor(repeating: 1, shape: Shape(3, 3)),
      ])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).gathering(rows: [0, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).scatterAdding(rows: [0, 2], of: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(repeating: 1, shape: Shape(2, 3)).scatterAdding(rows: [0], of: 2)
    }
  }
}
