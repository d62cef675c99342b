import Tensors
import TestSupport
import Testing

/// When operations remember how they were computed, and when not.
struct RecordingTests {
  private struct StopError: Error {}

  private let x = Tensor<Double>(variable: [0.5, -1, 2], shape: Shape(1, 3))

  private func slope(of value: Tensor<Double>) -> [Double] {
    gradients(of: [value], withRespectTo: [x])[0].elements
  }

  @Test(arguments: DerivativeCase.all)
  func `values are the same bits with and without recording`(operation: DerivativeCase) {
    var start = 0
    let inputs = operation.shapes.map { shape in
      defer { start += shape.count }
      return Tensor(variable: operation.point[start..<start + shape.count], shape: shape)
    }
    let recorded = operation.function(inputs)
    let unrecorded = withoutRecording { operation.function(inputs) }
    #expect(recorded.elements == unrecorded.elements)
    #expect(recorded.shape == unrecorded.shape)
    for gradient in gradients(of: [unrecorded], withRespectTo: inputs) {
      #expect(gradient.elements.allSatisfy { $0 == 0 })
    }
  }

  @Test func `recording resumes after the body, even if it throws`() {
    #expect(throws: StopError.self) { try withoutRecording { throw StopError() } }
    #expect(slope(of: x.squared) == [1, -2, 4])
    withoutRecording {
      withoutRecording {}
      #expect(slope(of: x.squared) == [0, 0, 0])
    }
    #expect(slope(of: x.squared) == [1, -2, 4])
  }

  @Test func `a recorded value can be differentiated inside a body without recording`() {
    let value = x.squared
    #expect(withoutRecording { slope(of: value) } == [1, -2, 4])
  }

  @Test func `a gradient is a constant unless it is recorded`() {
    let constant = gradients(of: [x.squared], withRespectTo: [x])
    #expect(slope(of: constant[0]) == [0, 0, 0])
    let recorded = gradients(of: [x.squared], withRespectTo: [x], isRecorded: true)
    #expect(slope(of: recorded[0]) == [2, 2, 2])
  }

  @Test func `a detached value is a constant`() {
    #expect(x.detached.elements == x.elements)
    #expect(slope(of: x * x.detached) == x.elements)
    #expect(slope(of: x.squared.detached) == [0, 0, 0])
  }

  @Test func `gradients with respect to constants are refused`() async {
    await #expect(processExitsWith: .failure) {
      let x = Tensor<Double>(variable: [1], shape: Shape(1, 1))
      let constant = Tensor<Double>([2], shape: Shape(1, 1))
      _ = gradients(of: [x * constant], withRespectTo: [x, constant])
    }
    await #expect(processExitsWith: .failure) {
      let x = Tensor<Double>(variable: [1], shape: Shape(1, 1))
      let square = withoutRecording { x.squared }
      _ = gradients(of: [square * x], withRespectTo: [square])
    }
  }

  @Test func `cotangents must fit the outputs`() async {
    await #expect(processExitsWith: .failure) {
      let x = Tensor<Double>(variable: [1], shape: Shape(1, 1))
      _ = gradients(of: [x.squared], withRespectTo: [x], cotangents: [])
    }
    await #expect(processExitsWith: .failure) {
      let x = Tensor<Double>(variable: [1, 2], shape: Shape(1, 2))
      _ = gradients(
        of: [x.squared], withRespectTo: [x],
        cotangents: [Tensor(repeating: 1, shape: Shape(2, 1))])
    }
  }
}
