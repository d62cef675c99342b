import Foundation
import Tensors
import TestSupport
import Testing

/// Products and dense layers in single precision against loops in double precision.
struct MatrixProductTests {
  /// Rows, summed dimension and columns: below, at and above the width of a vector and of blocks.
  static let sizes: [[Int]] = [
    [1, 1, 1], [15, 16, 17], [16, 17, 15], [17, 15, 16], [16, 16, 16], [1, 240, 1], [240, 1, 481],
    [481, 17, 1], [1, 481, 16], [240, 15, 17], [481, 240, 15], [17, 481, 240],
  ]

  /// One product's operands, exact in both precisions, and what rounding may do to its result.
  struct Operands {
    let left: NaiveMatrix
    let right: NaiveMatrix
    let bias: [Double]
    /// Rounding errors of u = 2⁻²⁴ in each of n additions walk at random: u √n times the sum of
    /// magnitudes is what they reach, and three times that is allowed.
    let bound: Double

    init(_ sizes: [Int], scale: Double = 1) {
      let (rows, inner, columns) = (sizes[0], sizes[1], sizes[2])
      left = NaiveMatrix(uniformNumbers(rows * inner, seed: 1), rows, inner).map { $0 * scale }
      right = NaiveMatrix(uniformNumbers(inner * columns, seed: 2), inner, columns)
      bias = uniformNumbers(columns, seed: 3)
      let magnitudes = left.map(abs).times(right.map(abs)).elements.max() ?? 0
      bound = 3 * 0x1p-24 * Double(inner + 1).squareRoot() * (magnitudes + 1)
    }
  }

  @Test(arguments: sizes, [(false, false), (false, true), (true, false), (true, true)])
  func `products in single precision are those of loops`(
    sizes: [Int], isTransposed: (left: Bool, right: Bool)
  ) {
    let operands = Operands(sizes)
    let product = Tensor.product(
      tensor(isTransposed.left ? operands.left.transposed : operands.left),
      tensor(isTransposed.right ? operands.right.transposed : operands.right),
      isLeftTransposed: isTransposed.left, isRightTransposed: isTransposed.right)
    #expect(product.shape == Shape(sizes[0], sizes[2]))
    expectClose(
      product.elements, operands.left.times(operands.right).elements,
      within: .absolute(operands.bound))
  }

  @Test(arguments: sizes)
  func `layers in single precision are those of loops`(sizes: [Int]) {
    // Small inputs, so that tanh is not ±1 nearly everywhere.
    let operands = Operands(sizes, scale: 1 / 8)
    let (input, weight) = (tensor(operands.left), tensor(operands.right))
    let bias = Tensor(operands.bias.map(Float.init), shape: Shape(1, sizes[2]))
    let expected = operands.left.times(operands.right).plus(row: operands.bias)
    expectClose(
      Tensor.affine(input, weight: weight, bias: bias).elements, expected.elements,
      within: .absolute(operands.bound), "affine")
    // The slope of tanh is at most 1, so what it adds is its own error, 4e-7.
    expectClose(
      Tensor.affineTanh(input, weight: weight, bias: bias).elements,
      expected.map(tanh).elements,
      within: .absolute(operands.bound + 4e-7), "affine with tanh")
  }

  @Test(arguments: sizes)
  func `derivatives of layers in single precision are those in double precision`(sizes: [Int]) {
    let single = secondDerivatives(of: Float.self, sizes)
    let double = secondDerivatives(of: Double.self, sizes)
    for (found, expected) in zip(single, double) {
      // Three chained products, and tanh with an error of 4e-7: a few 1e-6 of the largest number.
      let largest = expected.map(abs).max() ?? 0
      expectClose(found, expected, within: .absolute(6e-6 * (largest + 1)))
    }
  }

  @Test func `a sum over no elements is zero`() {
    let product = Tensor.product(
      Tensor<Double>([], shape: Shape(2, 0)), Tensor([], shape: Shape(0, 3)))
    #expect(product.elements == [Double](repeating: 0, count: 6))
    let layer = Tensor.affine(
      Tensor<Float>([], shape: Shape(2, 0)), weight: Tensor([], shape: Shape(0, 3)),
      bias: Tensor([1, 2, 3], shape: Shape(1, 3)))
    #expect(layer.elements == [1, 2, 3, 1, 2, 3])
    let transposed = Tensor.product(
      Tensor<Double>([], shape: Shape(0, 2)), Tensor([], shape: Shape(3, 0)),
      isLeftTransposed: true, isRightTransposed: true)
    #expect(transposed.elements == [Double](repeating: 0, count: 6))
  }

  @Test func `a batch without rows gives no rows and zero gradients`() {
    let weight = Tensor(variable: [1, 2, 3, 4, 5, 6], shape: Shape(2, 3))
    let bias = Tensor<Double>(variable: [1, 2, 3], shape: Shape(1, 3))
    let layer = Tensor.affineTanh(Tensor([], shape: Shape(0, 2)), weight: weight, bias: bias)
    #expect(layer.shape == Shape(0, 3))
    let slopes = gradients(of: [layer.sum], withRespectTo: [weight, bias])
    #expect(slopes[0].elements == [Double](repeating: 0, count: 6))
    #expect(slopes[1].elements == [0, 0, 0])
  }

  @Test func `matrices without columns are added to and repeated`() {
    let layer = Tensor.affineTanh(
      Tensor<Float>(repeating: 1, shape: Shape(3, 2)), weight: Tensor([], shape: Shape(2, 0)),
      bias: Tensor([], shape: Shape(1, 0)))
    #expect(layer.shape == Shape(3, 0))
    let number = Tensor<Float>(repeating: 1, shape: Shape(1, 1))
    #expect((layer + number).shape == Shape(3, 0))
    #expect((layer + number).rowSums.elements == [0, 0, 0])
  }

  @Test func `sizes that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.product(
        Tensor<Float>(repeating: 1, shape: Shape(2, 3)), Tensor(repeating: 1, shape: Shape(2, 3)))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.product(
        Tensor<Float>(repeating: 1, shape: Shape(2, 3)), Tensor(repeating: 1, shape: Shape(2, 3)),
        isLeftTransposed: true, isRightTransposed: true)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.affine(
        Tensor<Float>(repeating: 1, shape: Shape(4, 3)),
        weight: Tensor(repeating: 1, shape: Shape(3, 2)),
        bias: Tensor(repeating: 1, shape: Shape(1, 3)))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.affineTanh(
        Tensor<Float>(repeating: 1, shape: Shape(4, 3)),
        weight: Tensor(repeating: 1, shape: Shape(3, 2)),
        bias: Tensor(repeating: 1, shape: Shape(2, 1)))
    }
  }

  private func tensor(_ matrix: NaiveMatrix) -> Tensor<Float> {
    Tensor(matrix.elements.map(Float.init), shape: Shape(matrix.rows, matrix.columns))
  }

  /// The gradient and a Hessian-vector product of a hidden and an output layer.
  private func secondDerivatives<Scalar: TensorScalar>(
    of type: Scalar.Type, _ sizes: [Int]
  ) -> [[Scalar]] {
    func tensor(_ rows: Int, _ columns: Int, seed: Int, isVariable: Bool = true) -> Tensor<Scalar> {
      let elements = uniformNumbers(rows * columns, seed: seed).map { Scalar($0 / 8) }
      let shape = Shape(rows, columns)
      return isVariable ? Tensor(variable: elements, shape: shape) : Tensor(elements, shape: shape)
    }
    let input = tensor(sizes[0], sizes[1], seed: 1, isVariable: false)
    let variables = [
      tensor(sizes[1], sizes[2], seed: 2), tensor(1, sizes[2], seed: 3),
      tensor(sizes[2], 2, seed: 4), tensor(1, 2, seed: 5),
    ]
    let hidden = Tensor.affineTanh(input, weight: variables[0], bias: variables[1])
    let output = Tensor.affine(hidden, weight: variables[2], bias: variables[3])
    let slopes = gradients(
      of: [output.squared.sum], withRespectTo: variables, isRecorded: true)
    let directions = variables.enumerated().map { index, variable in
      tensor(variable.shape.rows, variable.shape.columns, seed: 10 + index, isVariable: false)
    }
    let products = gradients(of: slopes, withRespectTo: variables, cotangents: directions)
    return (slopes + products).map(\.elements)
  }
}
