import Networks
import Numerics
import Tensors

/// A small network with a memory: h ← tanh(x W + h V + b), outputs h U + c.
///
/// - Source: Elman 1990, "Finding structure in time", <https://doi.org/10.1207/s15516709cog1402_1>.
struct ElmanNetwork: Network {
  let inputSize: Int
  let outputSize: Int
  let memorySize: Int
  private let inputWeight: ParameterLayout.Entry
  private let memoryWeight: ParameterLayout.Entry
  private let memoryBias: ParameterLayout.Entry
  private let outputWeight: ParameterLayout.Entry
  private let outputBias: ParameterLayout.Entry

  init(inputSize: Int, memorySize: Int, outputSize: Int, in layout: inout ParameterLayout) {
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.memorySize = memorySize
    inputWeight = layout.append("input.weight", Shape(inputSize, memorySize))
    memoryWeight = layout.append("memory.weight", Shape(memorySize, memorySize))
    memoryBias = layout.append("memory.bias", Shape(1, memorySize))
    outputWeight = layout.append("output.weight", Shape(memorySize, outputSize))
    outputBias = layout.append("output.bias", Shape(1, outputSize))
  }

  var hiddenSizes: [Int] { [memorySize] }

  var lastLayerRange: Range<Int> {
    outputWeight.range.lowerBound..<outputBias.range.upperBound
  }

  func fillInitialParameters<Scalar: TensorScalar>(_ parameters: inout [Scalar], key: RandomKey) {
    for entry in [inputWeight, memoryWeight, outputWeight] {
      for index in entry.range {
        parameters[index] = Scalar(key.uniform(UInt32(index)) - 0.5)
      }
    }
  }

  /// One product per step takes the rows of that step out of all rows, another puts its outputs back.
  func outputs<Scalar: TensorScalar>(
    _ rows: NetworkRows<Scalar>, _ parameters: ParameterTensors<Scalar>
  ) -> Tensor<Scalar> {
    let rowCount = rows.inputs.shape.rows
    let offsets = rows.offsets ?? Array(0...rowCount)
    let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
    var result = Tensor<Scalar>(repeating: 0, shape: Shape(rowCount, outputSize))
    var memory: Tensor<Scalar>?
    var before: [Int] = []
    for step in 0..<(lengths.max() ?? 0) {
      let running = lengths.indices.filter { lengths[$0] > step }
      let chosen = Self.selection(
        of: running.map { offsets[$0] + step }, from: rowCount, Scalar.self)
      var sum = Tensor.affine(
        .product(chosen, rows.inputs), weight: parameters[inputWeight],
        bias: parameters[memoryBias])
      if let memory {
        let kept = Self.selection(
          of: running.compactMap { before.firstIndex(of: $0) }, from: before.count, Scalar.self)
        sum = sum + .product(.product(kept, memory), parameters[memoryWeight])
      }
      let next = sum.tanh
      let output = Tensor.affine(
        next, weight: parameters[outputWeight], bias: parameters[outputBias])
      result = result + .product(chosen, output, isLeftTransposed: true)
      (memory, before) = (next, running)
    }
    return result
  }

  /// The matrix that takes some rows out of `count` rows.
  private static func selection<Scalar: TensorScalar>(
    of rows: [Int], from count: Int, _ type: Scalar.Type
  ) -> Tensor<Scalar> {
    var elements = [Scalar](repeating: 0, count: rows.count * count)
    for (index, row) in rows.enumerated() { elements[index * count + row] = 1 }
    return Tensor(elements, shape: Shape(rows.count, count))
  }

  func makeStepper<Scalar: TensorScalar>(_ parameters: [Scalar]) -> any NetworkStepper<Scalar> {
    func values(_ entry: ParameterLayout.Entry) -> [Scalar] { Array(parameters[entry.range]) }
    return Stepper(
      sizes: (inputSize, memorySize, outputSize), inputWeight: values(inputWeight),
      memoryWeight: values(memoryWeight), memoryBias: values(memoryBias),
      outputWeight: values(outputWeight), outputBias: values(outputBias))
  }

  private struct Stepper<Scalar: TensorScalar>: NetworkStepper {
    let sizes: (input: Int, memory: Int, output: Int)
    let inputWeight: [Scalar]
    let memoryWeight: [Scalar]
    let memoryBias: [Scalar]
    let outputWeight: [Scalar]
    let outputBias: [Scalar]
    /// `[E, M]`.
    var memory: [Scalar] = []
    /// The next memory of one copy.
    var next: [Scalar] = []

    mutating func begin(copyCount: Int) {
      memory = Array(repeating: 0, count: copyCount * sizes.memory)
      next = memoryBias
    }

    mutating func step(_ input: [Scalar], copies: [Int], into output: inout [Scalar]) {
      for (row, copy) in copies.enumerated() {
        for j in 0..<sizes.memory {
          var sum = memoryBias[j]
          for i in 0..<sizes.input {
            sum += input[row * sizes.input + i] * inputWeight[i * sizes.memory + j]
          }
          for i in 0..<sizes.memory {
            sum += memory[copy * sizes.memory + i] * memoryWeight[i * sizes.memory + j]
          }
          let power = Scalar.exponential(2 * sum)
          next[j] = (power - 1) / (power + 1)
        }
        for j in 0..<sizes.memory { memory[copy * sizes.memory + j] = next[j] }
        for k in 0..<sizes.output {
          var sum = outputBias[k]
          for j in 0..<sizes.memory { sum += next[j] * outputWeight[j * sizes.output + k] }
          output[row * sizes.output + k] = sum
        }
      }
    }
  }
}
