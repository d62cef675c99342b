/// Sequences that went through a recurrent layer, with everything needed to go back.
///
/// It keeps (G + 2) H numbers for each row.
public struct RecurrentPass<Scalar: TensorScalar> {
  /// h after each step, `[B, H]`; a constant.
  public let output: Tensor<Scalar>
  let layer: RecurrentLayer<Scalar>
  let steps: PackedSteps
  let input: Tensor<Scalar>
  let initial: InitialMemory<Scalar>
  /// The gates' values, `[B, G H]`; going back overwrites them.
  let gates: Tensor<Scalar>
  /// What `GateRows.kept` holds, or an LSTM's c after each step, `[B, H]`.
  let kept: Tensor<Scalar>

  /// Whether a backward pass has overwritten the gates.
  private let spent = Spent()

  private final class Spent {
    var isSpent = false
  }

  /// The rows of a stretch of steps whose products are computed together.
  ///
  /// Their gates, a few hundred kilobytes, stay in the processor's cache until they are used again.
  static var stretchSize: Int { 256 }
}

/// The memory with which sequences begin.
struct InitialMemory<Scalar: TensorScalar> {
  /// `[S, H]`.
  let hidden: Tensor<Scalar>
  /// `[S, H]`, of an LSTM.
  let cell: Tensor<Scalar>

  init(_ memory: [Scalar]?, sequences: Int, _ layer: RecurrentLayer<Scalar>) {
    let width = layer.width
    let size = layer.cell.memorySize(width: width)
    let shape = Shape(sequences, width)
    guard let memory else {
      hidden = Tensor(repeating: 0, shape: shape)
      cell = hidden
      return
    }
    precondition(
      memory.count == sequences * size,
      "RecurrentLayer: a memory of \(memory.count) numbers for \(sequences) sequences of \(size).")
    func part(_ offset: Int) -> Tensor<Scalar> {
      Tensor(
        (0..<sequences).flatMap { memory[$0 * size + offset..<$0 * size + offset + width] },
        shape: shape)
    }
    hidden = part(0)
    cell = size > width ? part(width) : hidden
  }
}

extension RecurrentLayer {
  /// Goes through whole sequences.
  ///
  /// - Parameters:
  ///   - input: The rows, `[B, I]`.
  ///   - steps: Which rows are which steps of which sequence.
  ///   - memory: What each sequence remembers at first, `[S, M]`; zeros if `nil`.
  /// - Returns: The pass.
  /// - Precondition: The sizes fit.
  public func pass(
    _ input: Tensor<Scalar>, _ steps: PackedSteps, memory: [Scalar]? = nil
  ) -> RecurrentPass<Scalar> {
    precondition(
      input.shape == Shape(steps.rowCount, inputSize),
      "RecurrentLayer: rows of \(input.shape), but the steps have \(steps.rowCount) rows of"
        + " \(inputSize).")
    return RecurrentPass(self, input, steps, memory: memory)
  }
}

extension RecurrentPass {
  fileprivate init(
    _ layer: RecurrentLayer<Scalar>, _ input: Tensor<Scalar>, _ steps: PackedSteps,
    memory: [Scalar]?
  ) {
    self.layer = layer
    self.steps = steps
    self.input = input
    let initial = InitialMemory(memory, sequences: steps.sequenceCount, layer)
    self.initial = initial
    let (width, gateSize) = (layer.width, layer.gateSize)
    let gates = Tensor<Scalar>(Node(shape: Shape(steps.rowCount, gateSize)))
    let kept = Tensor<Scalar>(Node(shape: Shape(steps.rowCount, width)))
    let output = Tensor<Scalar>(Node(shape: Shape(steps.rowCount, width)))
    let places = unsafe PassPlaces(
      layer: layer, steps: steps, initial: initial, gates: gates, kept: kept, output: output)
    let most = steps.sequenceCount
    unsafe layer.withWeights { weights in
      withScratch(most * (layer.productSize + width)) { (scratch: Buffer<Scalar>) in
        var product = unsafe StepProducts(
          product: scratch.pointer, candidate: scratch.pointer + most * layer.productSize)
        for stretch in steps.stretches(ofAtMost: Self.stretchSize) {
          let rows = steps.offsets[stretch.lowerBound]..<steps.offsets[stretch.upperBound]
          unsafe layer.multiplyInput(
            input.node.buffer.pointer + rows.lowerBound * layer.inputSize, rows: rows.count,
            weights,
            into: places.gates + rows.lowerBound * gateSize)
          for step in stretch {
            unsafe layer.step(places.rows(ofStep: step, weights, &product), weights)
          }
        }
      }
    }
    self.gates = gates
    self.kept = kept
    self.output = output
  }

  /// What each sequence remembers after its last step, `[S, M]` row-major.
  public var finalMemory: [Scalar] {
    let isLSTM = layer.cell == .lstm
    return steps.lastRows.flatMap { row in
      withoutRecording {
        output.rows(row..<row + 1).elements + (isLSTM ? kept.rows(row..<row + 1).elements : [])
      }
    }
  }

  /// Goes back through the sequences.
  ///
  /// - Parameters:
  ///   - outputGradient: The gradient of h after each step, `[B, H]`.
  ///   - finalGradient: The gradient of `finalMemory`, `[S, M]`; zeros if `nil`.
  ///   - needsInput: Whether to compute the gradient of the input.
  /// - Returns: The gradients of the parameters, of the rows that entered, `[B, I]`, and of the initial
  ///   memory, `[S, M]`.
  /// - Precondition: It is the first backward pass: it overwrites the values of the gates.
  public func gradients(
    of outputGradient: Tensor<Scalar>, finalGradient: [Scalar]? = nil, needsInput: Bool
  ) -> RecurrentGradients<Scalar> {
    precondition(
      outputGradient.shape == output.shape,
      "RecurrentPass: a gradient of \(outputGradient.shape) for \(output.shape).")
    precondition(!spent.isSpent, "RecurrentPass.gradients: a second backward pass.")
    spent.isSpent = true
    return withoutRecording {
      var backward = BackwardPass(
        self, outputGradient: outputGradient, finalGradient: finalGradient, needsInput: needsInput)
      return backward.run()
    }
  }
}

/// The gradients that come out of a recurrent layer.
public struct RecurrentGradients<Scalar: TensorScalar> {
  /// Of the parameters.
  public var parameters: RecurrentParameters<Scalar>
  /// Of the rows that entered, `[B, I]`, if asked for.
  public var input: Tensor<Scalar>?
  /// Of the initial memory, `[S, M]`.
  public var initialMemory: [Scalar]
}

extension PackedSteps {
  /// Cuts the steps into stretches of a number of rows, in order, each of at least one step.
  func stretches(ofAtMost rowCount: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    for step in counts.indices.dropFirst() where !isContinued(at: step, from: start, rowCount) {
      result.append(start..<step)
      start = step
    }
    if !counts.isEmpty { result.append(start..<stepCount) }
    return result
  }

  /// Whether a step belongs to the stretch that begins at `start`: there is room, and the rows of the
  /// steps before each of the stretch lie in one piece.
  private func isContinued(at step: Int, from start: Int, _ rowCount: Int) -> Bool {
    offsets[step + 1] - offsets[start] <= rowCount && start > 0
      && counts[step - 1] == counts[step - 2]
  }
}

/// Room for what a step computes and later steps do not need.
@unsafe struct StepProducts<Scalar: TensorScalar> {
  var product: UnsafeMutablePointer<Scalar>
  var candidate: UnsafeMutablePointer<Scalar>
}

/// Where the arrays of a pass lie.
@unsafe struct PassPlaces<Scalar: TensorScalar> {
  let layer: RecurrentLayer<Scalar>
  let steps: PackedSteps
  let gates: UnsafeMutablePointer<Scalar>
  let kept: UnsafeMutablePointer<Scalar>
  let output: UnsafeMutablePointer<Scalar>
  let initialHidden: UnsafeMutablePointer<Scalar>
  let initialCell: UnsafeMutablePointer<Scalar>

  init(
    layer: RecurrentLayer<Scalar>, steps: PackedSteps, initial: InitialMemory<Scalar>,
    gates: Tensor<Scalar>, kept: Tensor<Scalar>, output: Tensor<Scalar>
  ) {
    unsafe self.layer = layer
    unsafe self.steps = steps
    unsafe self.gates = gates.node.buffer.pointer
    unsafe self.kept = kept.node.buffer.pointer
    unsafe self.output = output.node.buffer.pointer
    unsafe initialHidden = initial.hidden.node.buffer.pointer
    unsafe initialCell = initial.cell.node.buffer.pointer
  }

  /// h before a step.
  @inline(__always)
  func hidden(before step: Int) -> UnsafeMutablePointer<Scalar> {
    unsafe step == 0 ? initialHidden : output + steps.offsets[step - 1] * layer.width
  }

  /// The rows of a step; what only the backward pass needs is left to the caller.
  @inline(__always)
  func rows(
    ofStep step: Int, _ weights: RecurrentLayer<Scalar>.Weights,
    _ products: inout StepProducts<Scalar>
  ) -> GateRows<Scalar> {
    let first = unsafe steps.offsets[step]
    let width = unsafe layer.width
    let keptRow = unsafe kept + first * width
    let unused = unsafe products.candidate
    return unsafe GateRows(
      rows: steps.counts[step], width: width, gates: gates + first * layer.gateSize,
      product: products.product, kept: keptRow, candidate: products.candidate, reset: unused,
      bias: weights.bias, before: hidden(before: step), after: output + first * width,
      cellBefore: step == 0 ? initialCell : kept + steps.offsets[step - 1] * width,
      cellAfter: keptRow, gradient: unused, carry: unused, cellCarry: unused)
  }
}
