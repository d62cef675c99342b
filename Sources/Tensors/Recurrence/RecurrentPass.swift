/// Sequences that went through a recurrent layer, with everything needed to go back.
///
/// It keeps (G + 2) H numbers for each row.
public struct RecurrentPass<Scalar: TensorScalar> {
  /// h after each step, `[B, H]`; a constant.
  public let output: Tensor<Scalar>
  fileprivate let layer: RecurrentLayer<Scalar>
  fileprivate let steps: PackedSteps
  fileprivate let input: Tensor<Scalar>
  fileprivate let initial: InitialMemory<Scalar>
  /// The gates' values, `[B, G H]`. Going back overwrites them.
  fileprivate let gates: Tensor<Scalar>
  /// What `GateRows.kept` holds, or an LSTM's c after each step, `[B, H]`.
  fileprivate let kept: Tensor<Scalar>

  /// Whether a way back has overwritten the gates.
  private let spent = Spent()

  private final class Spent {
    var isSpent = false
  }

  /// The rows of a stretch of steps whose products are computed together.
  ///
  /// Their gates, a few hundred kilobytes, stay in the processor's cache until they are used again.
  fileprivate static var stretchSize: Int { 256 }
}

/// The memory with which sequences begin.
private struct InitialMemory<Scalar: TensorScalar> {
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
    let places = unsafe Places(
      layer: layer, steps: steps, initial: initial, gates: gates, kept: kept, output: output)
    let most = steps.sequenceCount
    unsafe layer.withWeights { weights in
      withScratch(most * (layer.productSize + width)) { (scratch: Buffer<Scalar>) in
        var product = unsafe Products(
          product: scratch.pointer, candidate: scratch.pointer + most * layer.productSize)
        for stretch in steps.stretches(ofAtMost: Self.stretchSize) {
          let rows = steps.offsets[stretch.lowerBound]..<steps.offsets[stretch.upperBound]
          unsafe layer.multiplyInput(
            input.node.buffer.pointer + rows.lowerBound * layer.inputSize, rows: rows.count, weights,
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
  ///   - needsInput: Whether the gradient of the input is wanted.
  /// - Returns: The gradients of the parameters, of the rows that entered, `[B, I]`, and of the initial
  ///   memory, `[S, M]`.
  /// - Precondition: It is the first way back: it overwrites the values of the gates.
  public func gradients(
    of outputGradient: Tensor<Scalar>, finalGradient: [Scalar]? = nil, needsInput: Bool
  ) -> RecurrentGradients<Scalar> {
    precondition(
      outputGradient.shape == output.shape,
      "RecurrentPass: a gradient of \(outputGradient.shape) for \(output.shape).")
    precondition(!spent.isSpent, "RecurrentPass.gradients: a second way back through one pass.")
    spent.isSpent = true
    return withoutRecording {
      var way = WayBack(
        self, outputGradient: outputGradient, finalGradient: finalGradient, needsInput: needsInput)
      return way.run()
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
  fileprivate func stretches(ofAtMost rowCount: Int) -> [Range<Int>] {
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
@unsafe private struct Products<Scalar: TensorScalar> {
  var product: UnsafeMutablePointer<Scalar>
  var candidate: UnsafeMutablePointer<Scalar>
}

/// Where the arrays of a pass lie.
@unsafe private struct Places<Scalar: TensorScalar> {
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

  /// The rows of a step; what only the way back needs is left to the caller.
  @inline(__always)
  func rows(
    ofStep step: Int, _ weights: RecurrentLayer<Scalar>.Weights, _ products: inout Products<Scalar>
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

/// The way back through a pass.
private struct WayBack<Scalar: TensorScalar> {
  private let pass: RecurrentPass<Scalar>
  private let outputGradient: Tensor<Scalar>
  /// `[S, H]`: what later steps give, then the gradient of the initial h.
  private let carry: Tensor<Scalar>
  /// `[S, H]`, of an LSTM.
  private let cellCarry: Tensor<Scalar>
  private let transposedRecurrent: Tensor<Scalar>
  private let transposedCandidate: Tensor<Scalar>?
  private let transposedInput: Tensor<Scalar>?
  private let inputGradient: Tensor<Scalar>?
  private let inputWeight: Tensor<Scalar>
  private let inputBias: Tensor<Scalar>
  private let recurrentWeight: Tensor<Scalar>
  private let recurrentBias: Tensor<Scalar>
  private let candidateWeight: Tensor<Scalar>
  private let candidateBias: Tensor<Scalar>

  init(
    _ pass: RecurrentPass<Scalar>, outputGradient: Tensor<Scalar>, finalGradient: [Scalar]?,
    needsInput: Bool
  ) {
    self.pass = pass
    self.outputGradient = outputGradient
    let layer = pass.layer
    let (width, gateSize, productSize) = (layer.width, layer.gateSize, layer.productSize)
    // A copy: what later steps give is added in place.
    let final = InitialMemory(finalGradient, sequences: pass.steps.sequenceCount, layer)
    carry = Tensor(final.hidden.elements, shape: final.hidden.shape)
    cellCarry = Tensor(final.cell.elements, shape: final.cell.shape)
    transposedRecurrent =
      Tensor(layer.recurrentWeight, shape: Shape(width, productSize)).transposed
    transposedCandidate =
      layer.resetsBefore
      ? Tensor(layer.candidateWeight, shape: Shape(width, width)).transposed : nil
    transposedInput =
      needsInput
      ? Tensor(layer.inputWeight, shape: Shape(layer.inputSize, gateSize)).transposed : nil
    inputGradient = needsInput ? Tensor(Node(shape: pass.input.shape)) : nil
    func zeros(_ rows: Int, _ columns: Int) -> Tensor<Scalar> {
      Tensor(repeating: 0, shape: Shape(rows, columns))
    }
    inputWeight = zeros(layer.inputSize, gateSize)
    inputBias = zeros(1, gateSize)
    recurrentWeight = zeros(width, productSize)
    recurrentBias = zeros(1, productSize)
    candidateWeight = zeros(layer.resetsBefore ? width : 0, width)
    candidateBias = zeros(1, width)
  }

  mutating func run() -> RecurrentGradients<Scalar> {
    let (layer, steps) = (pass.layer, pass.steps)
    let width = layer.width
    let places = unsafe Places(
      layer: layer, steps: steps, initial: pass.initial, gates: pass.gates, kept: pass.kept,
      output: pass.output)
    let stretches = steps.stretches(ofAtMost: RecurrentPass<Scalar>.stretchSize)
    let most = stretches.map { steps.offsets[$0.upperBound] - steps.offsets[$0.lowerBound] }.max()
    var room = (most ?? 0) * (layer.productSize + width)
    room += steps.sequenceCount * width
    unsafe layer.withWeights { weights in
      withScratch(room) { (scratch: Buffer<Scalar>) in
        for stretch in stretches.reversed() {
          let first = steps.offsets[stretch.lowerBound]
          let count = steps.offsets[stretch.upperBound] - first
          let products = unsafe scratch.pointer
          let candidates = unsafe products + count * layer.productSize
          let reset = unsafe candidates + count * width
          for step in stretch.reversed() {
            let row = steps.offsets[step] - first
            var own = unsafe Products(
              product: products + row * layer.productSize, candidate: candidates + row * width)
            var rows = unsafe places.rows(ofStep: step, weights, &own)
            unsafe rows.reset = reset
            unsafe rows.gradient =
              UnsafePointer(outputGradient.node.buffer.pointer) + steps.offsets[step] * width
            unsafe rows.carry = carry.node.buffer.pointer
            unsafe rows.cellCarry = cellCarry.node.buffer.pointer
            unsafe goBack(rows)
          }
          unsafe addWeights(
            of: stretch, rows: first..<first + count, places, products: products,
            candidates: candidates)
        }
      }
    }
    return result
  }

  /// Goes back through one step.
  private func goBack(_ rows: GateRows<Scalar>) {
    let layer = pass.layer
    var carried = unsafe MatrixProduct(
      left: rows.product, right: transposedRecurrent.node.buffer.pointer, result: rows.carry,
      rows: rows.rows, columns: layer.width, inner: layer.productSize, isAdded: true)
    switch layer.cell {
    case .gru(resetsBefore: false): unsafe Scalar.applyGates(.gruBackward, to: rows)
    case .gru(resetsBefore: true):
      guard let transposedCandidate else { return }
      unsafe Scalar.applyGates(.candidateBackward, to: rows)
      unsafe Scalar.multiplyMatrices(
        MatrixProduct(
          left: rows.candidate, right: transposedCandidate.node.buffer.pointer,
          result: rows.reset, rows: rows.rows, columns: layer.width, inner: layer.width))
      unsafe Scalar.applyGates(.resetBackward, to: rows)
    case .lstm:
      unsafe Scalar.applyGates(.lstmBackward, to: rows)
      // All of the gradient of h passes through the product.
      unsafe carried.left = UnsafePointer(rows.gates)
      unsafe carried.isAdded = false
    }
    unsafe Scalar.multiplyMatrices(carried)
  }

  /// Adds a stretch of steps to the gradients of the parameters, and computes that of its input.
  private func addWeights(
    of stretch: Range<Int>, rows: Range<Int>, _ places: Places<Scalar>,
    products: UnsafeMutablePointer<Scalar>, candidates: UnsafeMutablePointer<Scalar>
  ) {
    let layer = pass.layer
    let gates = unsafe UnsafePointer(places.gates + rows.lowerBound * layer.gateSize)
    let inputs = unsafe pass.input.node.buffer.pointer + rows.lowerBound * layer.inputSize
    unsafe add(
      inputs, layer.inputSize, gates, layer.gateSize, rows: rows.count, to: inputWeight, inputBias)
    let recurrent = unsafe layer.cell == .lstm ? gates : UnsafePointer(products)
    // Within a stretch, the rows before its steps lie in one piece.
    unsafe add(
      places.hidden(before: stretch.lowerBound), layer.width, recurrent, layer.productSize,
      rows: rows.count, to: recurrentWeight, recurrentBias)
    if layer.resetsBefore {
      unsafe add(
        places.kept + rows.lowerBound * layer.width, layer.width, candidates, layer.width,
        rows: rows.count, to: candidateWeight, candidateBias)
    }
    if let inputGradient, let transposedInput {
      unsafe Scalar.multiplyMatrices(
        MatrixProduct(
          left: gates, right: transposedInput.node.buffer.pointer,
          result: inputGradient.node.buffer.pointer + rows.lowerBound * layer.inputSize,
          rows: rows.count, columns: layer.inputSize, inner: layer.gateSize))
    }
  }

  /// Adds xᵀ g to the gradient of weights, and the sum of the rows of g to that of biases.
  private func add(
    _ x: UnsafePointer<Scalar>, _ size: Int, _ gradient: UnsafePointer<Scalar>, _ columns: Int,
    rows: Int, to weight: Tensor<Scalar>, _ bias: Tensor<Scalar>
  ) {
    unsafe Scalar.multiplyMatrices(
      MatrixProduct(
        left: x, right: gradient, result: weight.node.buffer.pointer, rows: size,
        columns: columns, inner: rows, isLeftTransposed: true, isAdded: true))
    withScratch(columns) { (sums: Buffer<Scalar>) in
      unsafe Scalar.sumRows(gradient, sums.pointer, rows: rows, columns: columns)
      unsafe Scalar.addScaled(sums.pointer, by: 1, to: bias.node.buffer.pointer, columns)
    }
  }

  private var result: RecurrentGradients<Scalar> {
    let layer = pass.layer
    let width = layer.width
    var recurrent = (weight: recurrentWeight.elements, bias: recurrentBias.elements)
    if layer.resetsBefore {
      let (gates, candidate) = (recurrent.weight, candidateWeight.elements)
      recurrent.weight = []
      for row in 0..<width {
        recurrent.weight += gates[row * 2 * width..<(row + 1) * 2 * width]
        recurrent.weight += candidate[row * width..<(row + 1) * width]
      }
      recurrent.bias += candidateBias.elements
    }
    let initial = (hidden: carry.elements, cell: cellCarry.elements)
    let memory = (0..<pass.steps.sequenceCount).flatMap { sequence in
      let range = sequence * width..<(sequence + 1) * width
      return initial.hidden[range] + (layer.cell == .lstm ? initial.cell[range] : [])
    }
    return RecurrentGradients(
      parameters: RecurrentParameters(
        inputWeight: inputWeight.elements, inputBias: inputBias.elements,
        recurrentWeight: recurrent.weight, recurrentBias: recurrent.bias),
      input: inputGradient, initialMemory: memory)
  }
}
