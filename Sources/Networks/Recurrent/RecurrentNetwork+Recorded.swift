package import Tensors

/// The recorded form: each equation of the cells as an operation, sequence by sequence and step by step.
extension RecurrentNetwork {
  package func outputs<Scalar: TensorScalar>(
    _ rows: NetworkRows<Scalar>, _ parameters: ParameterTensors<Scalar>
  ) -> Tensor<Scalar> {
    var encoded = rows.inputs
    if let encoder {
      encoded = .affineTanh(
        encoded, weight: parameters[encoder.weight], bias: parameters[encoder.bias])
    }
    let inputs = Tensor.affine(
      encoded, weight: parameters[core.inputWeight], bias: parameters[core.inputBias])
    let offsets = rows.offsets ?? Array(0...rows.inputs.shape.rows)
    var hidden: [Tensor<Scalar>] = []
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      let zero = Tensor<Scalar>(repeating: 0, shape: Shape(1, width))
      var memory = RecordedMemory(hidden: zero, cell: zero)
      for row in start..<end {
        memory = step(memory, inputs.rows(row..<row + 1), parameters)
        hidden.append(memory.hidden)
      }
    }
    var decoded = Tensor.concatenating(rows: hidden)
    if let decoder {
      decoded = .affineTanh(
        Tensor.concatenating(columns: [decoded, encoded]), weight: parameters[decoder.weight],
        bias: parameters[decoder.bias])
    }
    return .affine(decoded, weight: parameters[output.weight], bias: parameters[output.bias])
  }

  private struct RecordedMemory<Scalar: TensorScalar> {
    var hidden: Tensor<Scalar>
    var cell: Tensor<Scalar>
  }

  /// One step, given x W + b.
  private func step<Scalar: TensorScalar>(
    _ memory: RecordedMemory<Scalar>, _ input: Tensor<Scalar>,
    _ parameters: ParameterTensors<Scalar>
  ) -> RecordedMemory<Scalar> {
    let weight = parameters[core.recurrentWeight]
    let bias = parameters[core.recurrentBias]
    func columns(_ tensor: Tensor<Scalar>, _ gates: Range<Int>) -> Tensor<Scalar> {
      tensor.columns(gates.lowerBound * width..<gates.upperBound * width)
    }
    func gate(_ tensor: Tensor<Scalar>, _ index: Int) -> Tensor<Scalar> {
      columns(tensor, index..<index + 1)
    }
    func interpolated(_ update: Tensor<Scalar>, _ candidate: Tensor<Scalar>) -> Tensor<Scalar> {
      candidate - update * candidate + update * memory.hidden
    }
    switch cell {
    case .gru(resetsBefore: false):
      let product = Tensor.affine(memory.hidden, weight: weight, bias: bias)
      let reset = (gate(input, 0) + gate(product, 0)).sigmoid
      let update = (gate(input, 1) + gate(product, 1)).sigmoid
      let candidate = (gate(input, 2) + reset * gate(product, 2)).tanh
      return RecordedMemory(hidden: interpolated(update, candidate), cell: memory.cell)
    case .gru(resetsBefore: true):
      let product = Tensor.affine(
        memory.hidden, weight: columns(weight, 0..<2), bias: columns(bias, 0..<2))
      let reset = (gate(input, 0) + gate(product, 0)).sigmoid
      let update = (gate(input, 1) + gate(product, 1)).sigmoid
      let candidate =
        (gate(input, 2)
        + Tensor.affine(reset * memory.hidden, weight: gate(weight, 2), bias: gate(bias, 2))).tanh
      return RecordedMemory(hidden: interpolated(update, candidate), cell: memory.cell)
    case .lstm:
      let sums = input + Tensor.affine(memory.hidden, weight: weight, bias: bias)
      let cell =
        gate(sums, 1).sigmoid * memory.cell + gate(sums, 0).sigmoid * gate(sums, 2).tanh
      return RecordedMemory(hidden: gate(sums, 3).sigmoid * cell.tanh, cell: cell)
    }
  }
}
