import Foundation
import Tensors
import TestSupport
import Testing

/// A gated cell and causal attention put together from operations, against independent numbers.
struct SequenceTests {
  /// A gated recurrent unit with the equations of PyTorch: the gates reset the product, not the memory.
  ///
  /// Inputs of all steps, `[steps, inputs]`, are multiplied together; each step takes its rows.
  private static func states(
    _ input: Tensor<Double>, _ start: Tensor<Double>, _ weights: [Tensor<Double>]
  ) -> Tensor<Double> {
    let size = start.shape.columns
    let inputSums = Tensor.affine(
      input, weight: Tensor.concatenating(rows: Array(weights[0..<3])).transposed,
      bias: .concatenating(columns: Array(weights[6..<9])))
    let recurrent = Tensor.concatenating(rows: Array(weights[3..<6])).transposed
    let recurrentBias = Tensor.concatenating(columns: Array(weights[9..<12]))
    var states = [start]
    for step in 0..<input.shape.rows {
      let x = inputSums.rows(step..<step + 1)
      let h = Tensor.affine(states[step], weight: recurrent, bias: recurrentBias)
      let gates = (x.columns(0..<2 * size) + h.columns(0..<2 * size)).sigmoid
      let (reset, update) = (gates.columns(0..<size), gates.columns(size..<2 * size))
      let candidate =
        (x.columns(2 * size..<3 * size) + reset * h.columns(2 * size..<3 * size)).tanh
      states.append(candidate + update * (states[step] - candidate))
    }
    return .concatenating(rows: Array(states.dropFirst()))
  }

  private static let shapes =
    [Shape](repeating: Shape(2, 2), count: 6) + [Shape](repeating: Shape(1, 2), count: 6)

  /// Weights ½ sin 1, ½ sin 2, … in the order W_ir, W_iz, W_in, W_hr, W_hz, W_hn, then the biases.
  private static let point = (1...36).map { 0.5 * sin(Double($0)) }

  private let input = Tensor<Double>([1, -0.5, 0.25, 2, 0, 0], shape: Shape(3, 2))

  private let start = Tensor<Double>([0.3, -0.2], shape: Shape(1, 2))

  @Test func `a gated cell has the states computed in NumPy`() {
    var offset = 0
    let weights = Self.shapes.map { shape in
      defer { offset += shape.count }
      return Tensor(Self.point[offset..<offset + shape.count], shape: shape)
    }
    expectClose(
      Self.states(input, start, weights).elements,
      [
        0.1749255338, -0.4586293684, -0.1294116284, -0.5488432864, -0.1906540820, -0.5507030754,
      ], within: .absolute(1e-10))
  }

  @Test(arguments: 1...2)
  func `derivatives of a gated cell agree with finite differences`(order: Int) {
    DerivativeCheck(Self.shapes + [Shape(1, 2)]) { inputs in
      Self.states(input, inputs[12], Array(inputs[0..<12]))
    }.expectMatch(
      order: order, at: Self.point + start.elements, step: 1 / 512,
      within: .relative(1e-9, floor: 1e-9), "gated cell")
  }

  @Test func `causal attention has the outputs computed in NumPy`() {
    let queries = Tensor<Double>([1, 0, 0.5, -1, 0, 2], shape: Shape(3, 2))
    let keys = Tensor<Double>([0.2, 0.4, -1, 0.5, 1, 1], shape: Shape(3, 2))
    let values = Tensor<Double>([1, 2, 3, -1, 0.5, 0.5], shape: Shape(3, 2))
    let mask = Tensor<Double>([1, 0, 0, 1, 1, 0, 1, 1, 1], shape: Shape(3, 3))
    // The same sequence twice.
    func twice(_ tensor: Tensor<Double>) -> Tensor<Double> {
      .concatenating(matrices: [tensor, tensor])
    }
    let scores = Tensor.product(twice(queries), twice(keys), isRightTransposed: true)
      .scaled(by: 1 / 2.0.squareRoot())
    let weights = scores.softmax(where: mask)
    let third = [0.2228106574, 0.2566578044, 0.5205315382]
    expectClose(weights.rows(2..<3).elements, third + third, within: .absolute(1e-10))
    let outputs = [1, 2, 1.7574446933, 0.8638329600, 1.2530498396, 0.4492292796]
    expectClose(
      Tensor.product(weights, twice(values)).elements, outputs + outputs, within: .absolute(1e-10))
  }

  /// What a step sees later cannot change what it gives.
  @Test func `nothing flows back from causal attention to later steps`() {
    let x = Tensor<Double>(
      variable: uniformNumbers(2 * 4 * 3, seed: 1), shape: Shape(2, 4, 3))
    let mask = Tensor<Double>(
      (0..<16).map { $0 % 4 <= $0 / 4 ? 1 : 0 }, shape: Shape(4, 4))
    let scores = Tensor.product(x, x, isRightTransposed: true)
    let outputs = Tensor.product(scores.softmax(where: mask), x)
    let gradient = gradients(of: [outputs.rows(1..<2).squared], withRespectTo: [x])[0]
    #expect(gradient.rows(2..<4).elements == [Double](repeating: 0, count: 12))
    #expect(gradient.rows(0..<2).elements.allSatisfy { $0 != 0 })
  }
}
