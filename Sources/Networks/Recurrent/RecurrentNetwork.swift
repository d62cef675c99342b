package import Numerics
package import Tensors

/// A recurrent layer between dense ones: the memory of RL².
///
/// Rows pass a dense layer with tanh, the encoder, if there is one; then the recurrent layer, whose h passes
/// a linear layer. With a decoder, h and what entered the recurrent layer first pass another dense layer
/// with tanh, by which a policy looks up in its memory what an observation asks for. Arrays are named
/// "encoder.weight", "core.inputWeight", "output.weight" and so on; the columns of the core's arrays are
/// those of its gates, in PyTorch's order.
///
/// - Source: Duan et al. 2016, section 2.3, <https://arxiv.org/abs/1611.02779>.
package struct RecurrentNetwork: Network {
  package let inputSize: Int
  package let outputSize: Int
  /// The equations of the recurrent layer.
  package let cell: RecurrentCell
  /// The units of the recurrent layer, H.
  package let width: Int
  let encoder: DenseEntries?
  let core: CoreEntries
  let decoder: DenseEntries?
  let output: DenseEntries

  /// The entries of a dense layer.
  struct DenseEntries: Equatable {
    let weight: ParameterLayout.Entry
    let bias: ParameterLayout.Entry

    init(_ name: String, _ inputs: Int, _ outputs: Int, in layout: inout ParameterLayout) {
      weight = layout.append(name + ".weight", Shape(inputs, outputs))
      bias = layout.append(name + ".bias", Shape(1, outputs))
    }
  }

  /// The entries of the recurrent layer.
  struct CoreEntries: Equatable {
    let inputWeight: ParameterLayout.Entry
    let inputBias: ParameterLayout.Entry
    let recurrentWeight: ParameterLayout.Entry
    let recurrentBias: ParameterLayout.Entry
  }

  /// Creates the architecture.
  ///
  /// - Parameters:
  ///   - inputSize: The numbers of a row, I.
  ///   - encoderSize: The units of a dense layer before the recurrent one; 0 for none.
  ///   - cell: The equations of the recurrent layer.
  ///   - width: Its units, H.
  ///   - decoderSize: The units of a dense layer after it; 0 for none.
  ///   - outputSize: The numbers that come out for each row.
  ///   - layout: Receives the arrays.
  /// - Precondition: All sizes but those of encoder and decoder are at least 1.
  package init(
    inputSize: Int, encoderSize: Int, cell: RecurrentCell, width: Int, decoderSize: Int = 0,
    outputSize: Int, in layout: inout ParameterLayout
  ) {
    precondition(
      inputSize >= 1 && encoderSize >= 0 && width >= 1 && decoderSize >= 0 && outputSize >= 1,
      "RecurrentNetwork: layers of \([inputSize, encoderSize, width, decoderSize, outputSize]).")
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.cell = cell
    self.width = width
    encoder =
      encoderSize == 0 ? nil : DenseEntries("encoder", inputSize, encoderSize, in: &layout)
    let columns = cell.gateCount * width
    let coreInputSize = encoderSize == 0 ? inputSize : encoderSize
    core = CoreEntries(
      inputWeight: layout.append("core.inputWeight", Shape(coreInputSize, columns)),
      inputBias: layout.append("core.inputBias", Shape(1, columns)),
      recurrentWeight: layout.append("core.recurrentWeight", Shape(width, columns)),
      recurrentBias: layout.append("core.recurrentBias", Shape(1, columns)))
    decoder =
      decoderSize == 0
      ? nil : DenseEntries("decoder", width + coreInputSize, decoderSize, in: &layout)
    output = DenseEntries(
      "output", decoderSize == 0 ? width : decoderSize, outputSize, in: &layout)
  }

  package var hiddenSizes: [Int] {
    [encoder?.weight.shape.columns, width, decoder?.weight.shape.columns].compactMap { $0 }
  }

  package var memorySize: Int { cell.memorySize(width: width) }

  package var lastLayerRange: Range<Int> {
    output.weight.range.lowerBound..<output.bias.range.upperBound
  }

  /// Draws Glorot-uniform weights of inputs, those of the last layer a hundred times smaller, and an
  /// orthogonal recurrent matrix for each gate.
  ///
  /// Biases are 0, but for those by which memory is kept at first: +1 for a GRU's update gate and for
  /// an LSTM's forget gate.
  ///
  /// - Source: Glorot and Bengio 2010, equation 16, <https://proceedings.mlr.press/v9/glorot10a.html>;
  ///   Saxe et al. 2014, section 3, <https://arxiv.org/abs/1312.6120>; Jozefowicz et al. 2015, section
  ///   2.2, <https://proceedings.mlr.press/v37/jozefowicz15.html>.
  package func fillInitialParameters<Scalar: TensorScalar>(
    _ parameters: inout [Scalar], key: RandomKey
  ) {
    func fill(_ entry: ParameterLayout.Entry, outputs: Int, scale: Double = 1) {
      let bound = scale * (6 / Double(entry.shape.rows + outputs)).squareRoot()
      for index in entry.range {
        let uniform = key.uniform(UInt32(index - entry.range.lowerBound), UInt32(entry.index))
        parameters[index] = Scalar((2 * Double(uniform) - 1) * bound)
      }
    }
    if let encoder { fill(encoder.weight, outputs: encoder.weight.shape.columns) }
    fill(core.inputWeight, outputs: width)
    if let decoder { fill(decoder.weight, outputs: decoder.weight.shape.columns) }
    fill(output.weight, outputs: outputSize, scale: 0.01)
    for gate in 0..<cell.gateCount {
      let matrix = Orthogonal.matrix(
        size: width,
        key: key.child(.parameters, core.recurrentWeight.index).child(.parameters, gate))
      for row in 0..<width {
        for column in 0..<width {
          let place = row * cell.gateCount * width + gate * width + column
          parameters[core.recurrentWeight.range.lowerBound + place] = Scalar(
            matrix[row * width + column])
        }
      }
    }
    let biases = [
      encoder?.bias, core.inputBias, core.recurrentBias, decoder?.bias, output.bias,
    ]
    for entry in biases.compactMap({ $0 }) {
      for index in entry.range { parameters[index] = 0 }
    }
    // The second gate of either cell says how much of the memory is kept.
    for unit in 0..<width { parameters[core.inputBias.range.lowerBound + width + unit] = 1 }
  }

  @_specialize(where Scalar == Float)
  package func makeStepper<Scalar: TensorScalar>(
    _ parameters: [Scalar]
  ) -> any NetworkStepper<Scalar> {
    RecurrentNetworkStepper(self, parameters: parameters)
  }

  @_specialize(where Scalar == Float)
  package func makeSequencePasses<Scalar: TensorScalar>(
    _ parameters: [Scalar], layout: ParameterLayout
  ) -> any SequencePasses<Scalar> {
    RecurrentPasses(self, parameters: parameters)
  }

  /// The recurrent layer at given parameters.
  func layer<Scalar: TensorScalar>(_ parameters: [Scalar]) -> RecurrentLayer<Scalar> {
    RecurrentLayer(
      cell, inputSize: core.inputWeight.shape.rows, width: width,
      parameters: RecurrentParameters(
        inputWeight: Array(parameters[core.inputWeight.range]),
        inputBias: Array(parameters[core.inputBias.range]),
        recurrentWeight: Array(parameters[core.recurrentWeight.range]),
        recurrentBias: Array(parameters[core.recurrentBias.range])))
  }
}

/// Random orthogonal matrices.
enum Orthogonal {
  /// Draws a matrix uniformly from all orthogonal ones.
  ///
  /// - Parameters:
  ///   - size: The number of rows and columns, n.
  ///   - key: The address of the draw.
  /// - Returns: The matrix, row-major `[n, n]`.
  /// - Source: Normal rows made orthonormal one after the other: Mezzadri 2007, section 5,
  ///   <https://arxiv.org/abs/math-ph/0609050>.
  static func matrix(size: Int, key: RandomKey) -> [Double] {
    var rows: [[Double]] = []
    for number in 0..<size {
      var row = (0..<size).map { Double(key.normals(UInt32($0), UInt32(number))[0]) }
      // Twice: what rounding leaves of the first time is taken off by the second.
      for _ in 0..<2 {
        for other in rows { VectorMath.add(other, times: -VectorMath.dot(row, other), to: &row) }
      }
      rows.append(VectorMath.scaled(row, by: 1 / VectorMath.norm(row)))
    }
    return rows.flatMap { $0 }
  }
}
