import Tensors
import TestSupport
import Testing

/// Recurrent layers against PyTorch's GRU and LSTM, with their gradients; see networks_recurrent.py.
struct RecurrentGoldenTests {
  private struct Answer: Decodable {
    struct Parameters: Decodable {
      var inputWeight: [Double]
      var inputBias: [Double]
      var recurrentWeight: [Double]
      var recurrentBias: [Double]

      func converted<Scalar: TensorScalar>() -> RecurrentParameters<Scalar> {
        func convert(_ values: [Double]) -> [Scalar] { values.map { Scalar($0) } }
        return RecurrentParameters(
          inputWeight: convert(inputWeight), inputBias: convert(inputBias),
          recurrentWeight: convert(recurrentWeight), recurrentBias: convert(recurrentBias))
      }
    }

    var kind: String
    var parameters: Parameters
    var rows: [Double]
    var memory: [Double]
    var weights: [Double]
    var output: [Double]
    var finalMemory: [Double]
    var gradients: Parameters
    var rowGradient: [Double]
    var memoryGradient: [Double]
  }

  private func check<Scalar: TensorScalar>(
    _ answer: Answer, in precision: Scalar.Type, within tolerance: Tolerance
  ) throws {
    let layer = RecurrentLayer<Scalar>(
      answer.kind == "gru" ? .gru(resetsBefore: false) : .lstm, inputSize: 2, width: 5,
      parameters: answer.parameters.converted())
    func tensor(_ values: [Double], _ columns: Int) -> Tensor<Scalar> {
      Tensor(values.map { Scalar($0) }, shape: Shape(12, columns))
    }
    let pass = layer.pass(
      tensor(answer.rows, 2), PackedSteps(counts: [3, 3, 3, 3]),
      memory: answer.memory.map { Scalar($0) })
    expectClose(pass.output.elements, answer.output, within: tolerance)
    expectClose(pass.finalMemory, answer.finalMemory, within: tolerance)
    let gradients = pass.gradients(of: tensor(answer.weights, 5), needsInput: true)
    expectClose(gradients.parameters.inputWeight, answer.gradients.inputWeight, within: tolerance)
    expectClose(gradients.parameters.inputBias, answer.gradients.inputBias, within: tolerance)
    expectClose(
      gradients.parameters.recurrentWeight, answer.gradients.recurrentWeight, within: tolerance)
    expectClose(
      gradients.parameters.recurrentBias, answer.gradients.recurrentBias, within: tolerance)
    expectClose(
      try #require(gradients.input).elements, answer.rowGradient, within: tolerance)
    expectClose(gradients.initialMemory, answer.memoryGradient, within: tolerance)
  }

  @Test func `layers agree with PyTorch, forward and back, in both precisions`() throws {
    let answers: [Answer] = try golden("networks_recurrent.json")
    #expect(answers.map(\.kind) == ["gru", "lstm"])
    for answer in answers {
      try check(answer, in: Double.self, within: .absolute(1e-13))
      // Sums of a dozen terms of a few units.
      try check(answer, in: Float.self, within: .absolute(5e-6))
    }
  }
}
