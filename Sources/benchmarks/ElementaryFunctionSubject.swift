import Foundation
import Measuring
import Tensors

/// The hyperbolic tangent over an array, on one thread.
struct ElementaryFunctionSubject: Subject {
  let name = "tanh of 1,000 x 64 numbers, one thread"

  func check() throws {
    let inputs = UniformArray.make(6400, 3).map { 10 * $0 }
    let found = Tensor(inputs, shape: Shape(100, 64)).tanh.elements
    for (input, value) in zip(inputs, found) {
      let exact = Foundation.tanh(Double(input))
      guard abs(Double(value) - exact) <= 1e-6 * abs(exact) else {
        throw WrongResult(subject: name, finding: "tanh(\(input)) is \(value), not \(exact)")
      }
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let inputs = Tensor(UniformArray.make(64_000, 3), shape: Shape(1000, 64))
    let times = bench.seconds {
      withoutRecording { for _ in 0..<100 { _ = inputs.tanh } }
    }
    return SubjectResult(name, times: times, work: 6.4e6, unit: "numbers/s")
  }
}
