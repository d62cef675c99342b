/// The backward pass through a recurrent layer.
struct BackwardPass<Scalar: TensorScalar> {
  private let pass: RecurrentPass<Scalar>
  private let outputGradient: Tensor<Scalar>
  /// `[S, H]`: what later steps contribute, then the gradient of the initial h.
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
    let places = unsafe PassPlaces(
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
            var own = unsafe StepProducts(
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
    of stretch: Range<Int>, rows: Range<Int>, _ places: PassPlaces<Scalar>,
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
