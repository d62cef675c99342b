import Foundation
import Tensors
import TestSupport
import Testing

/// Products in slices, products added in place, and matrices put together and cut.
struct MatrixPartsTests {
  private func matrix<Scalar: TensorScalar>(
    _ rows: Int, _ columns: Int, seed: Int
  ) -> Tensor<Scalar> {
    Tensor(
      uniformNumbers(rows * columns, seed: seed).map { Scalar($0) }, shape: Shape(rows, columns))
  }

  /// Products of more than a million multiplications, which are computed in slices.
  @Test(arguments: [
    [2000, 64, 64], [245, 64, 64], [64, 2000, 64], [100, 1001, 100], [403, 50, 100],
  ])
  func `products in slices are those of one call`(sizes: [Int]) {
    let (rows, inner, columns) = (sizes[0], sizes[1], sizes[2])
    let (left, right) = (
      matrix(rows, inner, seed: 1) as Tensor<Float>,
      matrix(inner, columns, seed: 2) as Tensor<Float>
    )
    var whole = [Float](repeating: .nan, count: rows * columns)
    BLAS.multiplyInOneCall(left.elements, right.elements, into: &whole, inner: inner)
    // Sums of up to 2000 products in another order: 2⁻²⁴ √n times a sum of magnitudes of n / 4.
    let bound = 0x1p-24 * Double(inner).squareRoot() * Double(inner) / 4 + 1e-6
    let expected = whole.map { Double($0) }
    expectClose(
      Tensor.product(left, right).elements, expected, within: .absolute(bound), "slices of rows")
    expectClose(
      Tensor.product(left.transposed, right, isLeftTransposed: true).elements, expected,
      within: .absolute(bound), "slices of the sum")
    let double = Tensor.product(
      Tensor(left.elements.map(Double.init), shape: left.shape),
      Tensor(right.elements.map(Double.init), shape: right.shape))
    expectClose(whole, double.elements, within: .absolute(bound), "one call")
  }

  @Test(arguments: [false, true])
  func `a product is added in place, and to no other tensor`(isRecording: Bool) {
    let start: Tensor<Double> = matrix(5, 3, seed: 1)
    let (left, right) = (
      matrix(5, 4, seed: 2) as Tensor<Double>, matrix(4, 3, seed: 3) as Tensor<Double>
    )
    let expected = zip(start.elements, Tensor.product(left, right).elements).map(+)
    func sums() -> (alone: Tensor<Double>, shared: Tensor<Double>, transposed: Tensor<Double>) {
      var alone = start.scaled(by: 1)
      alone.add(productOf: left, right)
      var shared = start
      shared.add(productOf: left, right)
      var transposed = start.detached
      transposed.add(productOf: left.transposed, right, isLeftTransposed: true)
      return (alone, shared, transposed)
    }
    let before = start.elements
    let found = isRecording ? sums() : withoutRecording(sums)
    for sum in [found.alone, found.shared, found.transposed] {
      expectClose(sum.elements, expected, within: .absolute(1e-15))
    }
    #expect(start.elements == before)
  }

  @Test func `an added product is differentiated where operations are recorded`() {
    let left = Tensor<Double>(variable: [2, 3], shape: Shape(1, 2))
    var sum = left.squared
    sum.add(productOf: left, Tensor([0, 1, 1, 0], shape: Shape(2, 2)))
    // 2 x plus the exchange of both.
    #expect(gradients(of: [sum.sum], withRespectTo: [left])[0].elements == [5, 7])
  }

  @Test func `a recorded value keeps what its rule needs when a product is added to it`() {
    let input = Tensor<Double>(variable: [1], shape: Shape(1, 1))
    let sum: Tensor<Double> = {
      var value = input.exponential
      let kept = value.squared
      withoutRecording {
        value.add(productOf: Tensor([3], shape: Shape(1, 1)), Tensor([3], shape: Shape(1, 1)))
      }
      return kept
    }()
    // The derivative of e²ˣ, whatever was added to eˣ afterwards.
    expectClose(
      gradients(of: [sum], withRespectTo: [input])[0].scalar, 2 * exp(2.0),
      within: .relative(1e-14))
  }

  @Test func `matrices below each other are cut into the same again`() {
    let parts = [2, 0, 5, 1].enumerated().map { matrix($1, 3, seed: $0) as Tensor<Float> }
    let whole = Tensor.concatenating(rows: parts)
    #expect(whole.shape == Shape(8, 3))
    #expect(whole.elements == parts.flatMap(\.elements))
    #expect(whole.rows(2..<7).elements == parts[2].elements)
    #expect(whole.rows(0..<8).elements == whole.elements)
    #expect(whole.rows(3..<3).shape == Shape(0, 3))
    #expect(Tensor.concatenating(rows: [parts[0]]).elements == parts[0].elements)
  }

  @Test func `a variable of its own has the values and begins its own derivatives`() {
    let first = Tensor<Double>(variable: [3], shape: Shape(1, 1))
    let second = first.squared
    let start = second.variable
    let result = start * start
    #expect(gradients(of: [result], withRespectTo: [start])[0].scalar == 18)
    #expect(gradients(of: [result], withRespectTo: [first])[0].scalar == 0)
  }

  @Test func `a change of a slope of tanh is what a small step does`() {
    let numbers = (1...4).map { matrix(3, 7, seed: $0) as Tensor<Double> }
    let (gradient, value, tangent, valueTangent) = (numbers[0], numbers[1], numbers[2], numbers[3])
    let found = withoutRecording {
      gradient.tanhSlopeTangent(ofValue: value, tangent: tangent, valueTangent: valueTangent)
    }
    func slope(_ step: Double) -> [Double] {
      (gradient + tangent.scaled(by: step)).timesTanhSlope(
        ofValue: value + valueTangent.scaled(by: step)
      ).elements
    }
    let difference = zip(slope(1e-6), slope(-1e-6)).map { ($0 - $1) / 2e-6 }
    expectClose(found.elements, difference, within: .absolute(1e-9))
    let single = withoutRecording {
      let single = numbers.map { Tensor($0.elements.map(Float.init), shape: $0.shape) }
      return single[0].tanhSlopeTangent(
        ofValue: single[1], tangent: single[2], valueTangent: single[3])
    }
    expectClose(single.elements, found.elements, within: .absolute(5e-7))
  }

  @Test(arguments: 1...33)
  func `layers of any width are those of loops`(columns: Int) {
    for rows in [1, 15, 16, 20, 33] {
      let input: Tensor<Float> = matrix(rows, 3, seed: 1)
      let weight: Tensor<Float> = matrix(3, columns, seed: 2)
      let bias: Tensor<Float> = matrix(1, columns, seed: 3)
      let sums = NaiveMatrix(input.elements.map(Double.init), rows, 3)
        .times(NaiveMatrix(weight.elements.map(Double.init), 3, columns))
        .plus(row: bias.elements.map(Double.init))
      // Four roundings of sums of up to 4, and tanh with an error of 4e-7.
      expectClose(
        Tensor.affine(input, weight: weight, bias: bias).elements, sums.elements,
        within: .absolute(1e-6))
      expectClose(
        Tensor.affineTanh(input, weight: weight, bias: bias).elements, sums.map(tanh).elements,
        within: .absolute(1.4e-6))
    }
  }
}
