import Foundation
import Tensors
import TestSupport
import Testing

/// What gradients must satisfy whatever the operations are.
struct GradientTests {
  private func variable(_ elements: [Double], _ rows: Int, _ columns: Int) -> Tensor<Double> {
    Tensor(variable: elements, shape: Shape(rows, columns))
  }

  private func number(_ value: Double) -> Tensor<Double> { variable([value], 1, 1) }

  @Test func `a mixed derivative is what one works out by hand`() {
    let (x, y) = (number(2), number(3))
    // x² y³: slopes 2 x y³ and 3 x² y²; mixed second derivative 6 x y².
    let value = x.squared * y * y * y
    let slopes = gradients(of: [value], withRespectTo: [x, y], isRecorded: true)
    #expect(slopes.map(\.scalar) == [108, 108])
    #expect(gradients(of: [slopes[0]], withRespectTo: [y])[0].scalar == 108)
    #expect(gradients(of: [slopes[1]], withRespectTo: [x])[0].scalar == 108)
    #expect(gradients(of: [slopes[0]], withRespectTo: [x])[0].scalar == 54)
  }

  @Test func `a quadratic form has its matrix for a Hessian`() {
    // Small integers, so that every sum is exact.
    let size = 9
    let matrix = NaiveMatrix(size, size) { Double(($0 * $1 + 3 * min($0, $1) + $0 + $1) % 11 - 5) }
    let x = variable((0..<size).map { Double($0 % 4 - 2) }, size, 1)
    let image = Tensor.product(Tensor(matrix.elements, shape: Shape(size, size)), x)
    let form = (x * image).sum.scaled(by: 0.5)
    let direction = (0..<size).map { Double(3 - $0) }
    let slope = gradients(of: [form], withRespectTo: [x], isRecorded: true)
    let product = gradients(
      of: slope, withRespectTo: [x], cotangents: [Tensor(direction, shape: Shape(size, 1))],
      isRecorded: true)
    #expect(matrix == matrix.transposed)
    #expect(slope[0].elements == matrix.times(NaiveMatrix(x.elements, size, 1)).elements)
    #expect(product[0].elements == matrix.times(NaiveMatrix(direction, size, 1)).elements)
    let third = gradients(of: product, withRespectTo: [x])
    #expect(third[0].elements == [Double](repeating: 0, count: size))
  }

  @Test(arguments: 1...5)
  func `a Hessian is symmetric`(seed: Int) {
    let network = Network(seed: seed)
    func product(_ direction: [Tensor<Double>]) -> [Tensor<Double>] {
      let slopes = gradients(
        of: [network.loss(rows: 0..<7)], withRespectTo: network.variables, isRecorded: true)
      return gradients(of: slopes, withRespectTo: network.variables, cotangents: direction)
    }
    let (u, v) = (network.direction(seed: seed + 10), network.direction(seed: seed + 20))
    let first = inner(u, product(v))
    #expect(abs(first) > 1e-3)
    // Two ways to sum some hundred terms.
    expectClose(inner(v, product(u)), first, within: .relative(1e-12, floor: 1e-13))
  }

  @Test func `the gradient of a sum over blocks is that of the whole`() {
    let network = Network(seed: 3)
    let whole = gradients(of: [network.loss(rows: 0..<7)], withRespectTo: network.variables)
    let blocks = [0..<3, 3..<4, 4..<7].map { network.loss(rows: $0) }
    let together = gradients(of: blocks, withRespectTo: network.variables)
    let oneByOne = blocks.map { gradients(of: [$0], withRespectTo: network.variables) }
    for (index, gradient) in whole.enumerated() {
      expectClose(
        together[index].elements, gradient.elements, within: .relative(1e-12, floor: 1e-13))
      let sum = oneByOne[0][index] + oneByOne[1][index] + oneByOne[2][index]
      expectClose(sum.elements, gradient.elements, within: .relative(1e-12, floor: 1e-13))
    }
  }

  @Test func `what a value does not depend on has a gradient of zeros`() {
    let (x, other) = (number(2), variable([1, 2, 3, 4, 5, 6], 2, 3))
    let constant = Tensor<Double>([7], shape: Shape(1, 1))
    let result = gradients(
      of: [x.squared, constant], withRespectTo: [other, x, x.exponential], isRecorded: true)
    #expect(result[0].shape == Shape(2, 3))
    #expect(result[0].elements == [Double](repeating: 0, count: 6))
    #expect(result[1].scalar == 4)
    #expect(result[2].scalar == 0)
    #expect(gradients(of: [constant], withRespectTo: [x])[0].scalar == 0)
    #expect(gradients(of: [], withRespectTo: [x])[0].scalar == 0)
    // A zero can be differentiated on.
    #expect(gradients(of: [result[0].sum], withRespectTo: [x])[0].scalar == 0)
  }

  @Test func `values on the way have gradients too`() {
    let x = variable([0.5, -1.5], 1, 2)
    let square = x.squared
    let value = (square.exponential * square).sum
    let result = gradients(of: [value], withRespectTo: [square, x, square])
    // d/ds s eˢ = (1 + s) eˢ, and ds/dx = 2 x.
    let expected = square.elements.map { (1 + $0) * exp($0) }
    expectClose(result[0].elements, expected, within: .relative(1e-14))
    expectClose(
      result[1].elements, zip(expected, x.elements).map { 2 * $0 * $1 }, within: .relative(1e-14))
    #expect(result[2].elements == result[0].elements)
  }

  @Test func `an input listed twice has its whole gradient twice`() {
    let (x, y) = (number(3), number(4))
    let result = gradients(of: [x * y * x], withRespectTo: [x, y, x])
    #expect(result.map(\.scalar) == [24, 9, 24])
  }

  @Test func `an output may be an input`() {
    let x = variable([3, 5], 1, 2)
    let square = x.squared
    #expect(gradients(of: [x], withRespectTo: [x])[0].elements == [1, 1])
    let both = gradients(of: [x, square], withRespectTo: [x, square])
    #expect(both[0].elements == [7, 11])
    #expect(both[1].elements == [1, 1])
    let cotangent = Tensor<Double>([10, 20], shape: Shape(1, 2))
    let weighted = gradients(of: [square], withRespectTo: [square, x], cotangents: [cotangent])
    #expect(weighted[0].elements == [10, 20])
    #expect(weighted[1].elements == [60, 200])
  }

  @Test func `gradients are linear in the cotangents`() {
    let x = variable(uniformNumbers(6, seed: 1), 2, 3)
    let outputs = [x.tanh, x.exponential.sum]
    let cotangents = [
      Tensor<Double>([1, -2, 0, 4, 0.5, 3], shape: Shape(2, 3)),
      Tensor([-0.25], shape: Shape(1, 1)),
    ]
    let result = gradients(of: outputs, withRespectTo: [x], cotangents: cotangents)[0]
    let expected = zip(x.elements, cotangents[0].elements).map { x, weight in
      weight * (1 - tanh(x) * tanh(x)) - 0.25 * exp(x)
    }
    expectClose(result.elements, expected, within: .relative(1e-14, floor: 1e-15))
    let ones = outputs.map { Tensor<Double>(repeating: 1, shape: $0.shape) }
    #expect(
      gradients(of: outputs, withRespectTo: [x], cotangents: ones)[0].elements
        == gradients(of: outputs, withRespectTo: [x])[0].elements)
  }

  @Test func `an output listed twice counts twice`() {
    let x = number(3)
    let square = x.squared
    #expect(gradients(of: [square, square], withRespectTo: [x])[0].scalar == 12)
  }

  @Test func `a pass leaves nothing behind for the next`() {
    let network = Network(seed: 9)
    let loss = network.loss(rows: 0..<7)
    let first = gradients(of: [loss], withRespectTo: network.variables).map(\.elements)
    for _ in 0..<3 {
      _ = gradients(of: [loss, loss], withRespectTo: [network.variables[1]], isRecorded: true)
      #expect(gradients(of: [loss], withRespectTo: network.variables).map(\.elements) == first)
    }
  }

  @Test func `a variable may be used a thousand times`() {
    let x = number(1.5)
    var sum = x
    for _ in 1..<1000 { sum = sum + x }
    #expect(gradients(of: [sum], withRespectTo: [x])[0].scalar == 1000)
    var power = x
    for _ in 1..<20 { power = power * x }
    expectClose(
      gradients(of: [power], withRespectTo: [x])[0].scalar, 20 * pow(1.5, 19),
      within: .relative(1e-14))
  }

  @Test func `a chain of ten thousand operations is differentiated and freed`() {
    let x = number(2)
    var value = x
    for _ in 0..<10_000 { value = value.adding(0.5) }
    #expect(value.scalar == 5002)
    #expect(gradients(of: [value], withRespectTo: [x])[0].scalar == 1)
  }

  private func inner(_ left: [Tensor<Double>], _ right: [Tensor<Double>]) -> Double {
    VectorMath.dot(left.flatMap(\.elements), right.flatMap(\.elements))
  }

  /// Two layers and a loss that is far from quadratic.
  private struct Network {
    let variables: [Tensor<Double>]
    let inputs: [Double]

    init(seed: Int) {
      variables = [Shape(3, 5), Shape(1, 5), Shape(5, 2), Shape(1, 2)].enumerated().map {
        Tensor(variable: uniformNumbers($1.count, seed: 100 * seed + $0), shape: $1)
      }
      inputs = uniformNumbers(21, seed: 100 * seed + 50)
    }

    func loss(rows: Range<Int>) -> Tensor<Double> {
      let input = Tensor(
        inputs[3 * rows.lowerBound..<3 * rows.upperBound], shape: Shape(rows.count, 3))
      let hidden = Tensor.affineTanh(input, weight: variables[0], bias: variables[1])
      return Tensor.affine(hidden, weight: variables[2], bias: variables[3]).exponential.sum
    }

    func direction(seed: Int) -> [Tensor<Double>] {
      variables.enumerated().map {
        Tensor(uniformNumbers($1.shape.count, seed: 100 * seed + $0), shape: $1.shape)
      }
    }
  }
}
