package import Tensors

/// A network at given parameters, through which whole trials go, with first derivatives.
///
/// Memory is carried from row to row of a sequence. Second derivatives exist in the recorded form only.
package protocol SequencePasses<Scalar> {
  /// The precision.
  associatedtype Scalar: TensorScalar

  /// Goes forward with some sequences.
  ///
  /// - Parameters:
  ///   - rows: `[B, I]`.
  ///   - steps: Which rows are which steps of which sequence.
  ///   - memory: What each sequence remembers at first, `[S, M]`; the initial memory if `nil`.
  /// - Returns: The outputs, with everything needed to go back once.
  func pass(
    _ rows: Tensor<Scalar>, _ steps: PackedSteps, memory: [Scalar]?
  ) -> any SequencePass<Scalar>
}

extension SequencePasses {
  /// Goes forward with sequences that begin with the initial memory.
  package func pass(_ rows: Tensor<Scalar>, _ steps: PackedSteps) -> any SequencePass<Scalar> {
    pass(rows, steps, memory: nil)
  }
}

/// One pass of sequences through a network.
package protocol SequencePass<Scalar> {
  /// The precision.
  associatedtype Scalar: TensorScalar

  /// The outputs, `[B, outputs]`; a constant.
  var output: Tensor<Scalar> { get }

  /// What each sequence remembers after its last step, `[S, M]`.
  var finalMemory: [Scalar] { get }

  /// Carries a gradient back to the parameters: adds Jᵀ u to a flat vector.
  ///
  /// - Parameters:
  ///   - outputGradient: u, `[B, outputs]`.
  ///   - memoryGradient: The gradient of `finalMemory`, `[S, M]`; zeros if `nil`.
  ///   - total: A flat vector of the layout; receives the sum.
  /// - Returns: The gradient of the memory at first, `[S, M]`.
  /// - Precondition: It is called once.
  func addPullback(
    of outputGradient: Tensor<Scalar>, memoryGradient: [Scalar]?, to total: inout [Scalar]
  ) -> [Scalar]
}

extension SequencePass {
  /// Carries a gradient of the outputs back to the parameters.
  package func addPullback(of outputGradient: Tensor<Scalar>, to total: inout [Scalar]) {
    _ = addPullback(of: outputGradient, memoryGradient: nil, to: &total)
  }
}

/// The passes of any network, from its recorded form: much slower than passes written out.
///
/// Sequences begin with the initial memory, and the memory they end with is not known.
package struct RecordedSequencePasses<Scalar: TensorScalar>: SequencePasses {
  private let network: any Network
  private let layout: ParameterLayout
  private let parameters: ParameterTensors<Scalar>

  /// Prepares a network at given parameters.
  package init(_ network: any Network, layout: ParameterLayout, parameters: [Scalar]) {
    self.network = network
    self.layout = layout
    self.parameters = ParameterTensors(variables: parameters, layout: layout)
  }

  package func pass(
    _ rows: Tensor<Scalar>, _ steps: PackedSteps, memory: [Scalar]?
  ) -> any SequencePass<Scalar> {
    precondition(memory == nil, "RecordedSequencePasses: sequences begin with the initial memory.")
    let places = steps.rowsBySequence
    let offsets = places.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    let order = places.joined().map { Int32($0) }
    var inverse = [Int32](repeating: 0, count: order.count)
    for (index, row) in order.enumerated() { inverse[Int(row)] = Int32(index) }
    let outputs = network.outputs(
      NetworkRows(rows.gathering(rows: order), offsets: offsets), parameters)
    return Pass(layout: layout, parameters: parameters, recorded: outputs.gathering(rows: inverse))
  }

  private struct Pass: SequencePass {
    let layout: ParameterLayout
    let parameters: ParameterTensors<Scalar>
    let recorded: Tensor<Scalar>

    var output: Tensor<Scalar> { recorded.detached }
    var finalMemory: [Scalar] { [] }

    func addPullback(
      of outputGradient: Tensor<Scalar>, memoryGradient: [Scalar]?, to total: inout [Scalar]
    ) -> [Scalar] {
      layout.add(
        gradients(
          of: [recorded], withRespectTo: parameters.tensors, cotangents: [outputGradient]),
        to: &total)
      return []
    }
  }
}

extension PackedSteps {
  /// The rows of each sequence, `[S][T]`.
  package var rowsBySequence: [[Int]] {
    var result = [[Int]](repeating: [], count: sequenceCount)
    for (step, count) in counts.enumerated() {
      for sequence in 0..<count { result[sequence].append(offsets[step] + sequence) }
    }
    return result
  }
}
