package import Tensors

/// A recurrent network at given parameters, with passes over whole sequences that are written out.
package struct RecurrentPasses<Scalar: TensorScalar>: SequencePasses {
  fileprivate let network: RecurrentNetwork
  fileprivate let encoder: Dense?
  fileprivate let layer: RecurrentLayer<Scalar>
  fileprivate let decoder: Dense?
  fileprivate let output: Dense

  /// A dense layer.
  fileprivate struct Dense {
    let entries: RecurrentNetwork.DenseEntries
    let weight: Tensor<Scalar>
    let bias: Tensor<Scalar>

    init(_ entries: RecurrentNetwork.DenseEntries, _ parameters: [Scalar]) {
      self.entries = entries
      weight = Tensor(parameters[entries.weight.range], shape: entries.weight.shape)
      bias = Tensor(parameters[entries.bias.range], shape: entries.bias.shape)
    }

    /// Adds the gradients of weight and bias, given that of x W + b.
    func addGradients(
      of sums: Tensor<Scalar>, input: Tensor<Scalar>, to total: inout [Scalar]
    ) {
      Tensor.product(input, sums, isLeftTransposed: true)
        .add(to: &total, at: entries.weight.range.lowerBound)
      sums.sum(to: bias.shape).add(to: &total, at: entries.bias.range.lowerBound)
    }
  }

  /// Prepares the layers.
  ///
  /// - Parameters:
  ///   - network: The architecture.
  ///   - parameters: A flat vector of the layout that has its entries.
  @_specialize(where Scalar == Float)
  package init(_ network: RecurrentNetwork, parameters: [Scalar]) {
    self.network = network
    encoder = network.encoder.map { Dense($0, parameters) }
    layer = network.layer(parameters)
    decoder = network.decoder.map { Dense($0, parameters) }
    output = Dense(network.output, parameters)
  }

  @_specialize(where Scalar == Float)
  package func pass(
    _ rows: Tensor<Scalar>, _ steps: PackedSteps, memory: [Scalar]?
  ) -> any SequencePass<Scalar> {
    withoutRecording {
      let encoded =
        encoder.map { Tensor.affineTanh(rows, weight: $0.weight, bias: $0.bias) } ?? rows
      let core = layer.pass(encoded, steps, memory: memory)
      var (joined, decoded) = (core.output, core.output)
      if let decoder {
        joined = Tensor.concatenating(columns: [core.output, encoded])
        decoded = .affineTanh(joined, weight: decoder.weight, bias: decoder.bias)
      }
      return Pass(
        passes: self, rows: rows, encoded: encoded, core: core, joined: joined, decoded: decoded,
        output: .affine(decoded, weight: output.weight, bias: output.bias))
    }
  }

  private struct Pass: SequencePass {
    let passes: RecurrentPasses
    let rows: Tensor<Scalar>
    let encoded: Tensor<Scalar>
    let core: RecurrentPass<Scalar>
    /// What enters the decoder, and what enters the last layer; without a decoder both are the core's.
    let joined: Tensor<Scalar>
    let decoded: Tensor<Scalar>
    let output: Tensor<Scalar>

    var finalMemory: [Scalar] { core.finalMemory }

    @_specialize(where Scalar == Float)
    func addPullback(
      of outputGradient: Tensor<Scalar>, memoryGradient: [Scalar]?, to total: inout [Scalar]
    ) -> [Scalar] {
      withoutRecording {
        passes.output.addGradients(of: outputGradient, input: decoded, to: &total)
        var coreGradient = Tensor.product(
          outputGradient, passes.output.weight, isRightTransposed: true)
        var encodedGradient: Tensor<Scalar>?
        if let decoder = passes.decoder {
          let sums = coreGradient.timesTanhSlope(ofValue: decoded)
          decoder.addGradients(of: sums, input: joined, to: &total)
          let gradient = Tensor.product(sums, decoder.weight, isRightTransposed: true)
          let width = passes.network.width
          coreGradient = gradient.columns(0..<width)
          encodedGradient = gradient.columns(width..<gradient.shape.columns)
        }
        let gradients = core.gradients(
          of: coreGradient, finalGradient: memoryGradient, needsInput: passes.encoder != nil)
        let entries = passes.network.core
        add(gradients.parameters.inputWeight, at: entries.inputWeight, to: &total)
        add(gradients.parameters.inputBias, at: entries.inputBias, to: &total)
        add(gradients.parameters.recurrentWeight, at: entries.recurrentWeight, to: &total)
        add(gradients.parameters.recurrentBias, at: entries.recurrentBias, to: &total)
        if let encoder = passes.encoder, var gradient = gradients.input {
          if let encodedGradient { gradient = gradient + encodedGradient }
          encoder.addGradients(
            of: gradient.timesTanhSlope(ofValue: encoded), input: rows, to: &total)
        }
        return gradients.initialMemory
      }
    }

    private func add(
      _ values: [Scalar], at entry: ParameterLayout.Entry, to total: inout [Scalar]
    ) {
      for (index, value) in zip(entry.range, values) { total[index] += value }
    }
  }
}

/// A recurrent network that acts.
struct RecurrentNetworkStepper<Scalar: TensorScalar>: NetworkStepper {
  private var encoder: DenseNetwork<Scalar>?
  private var core: RecurrentStepper<Scalar>
  private let hasDecoder: Bool
  /// The decoder, if there is one, and the last layer.
  private var output = DenseNetwork<Scalar>()
  private let encodedSize: Int
  private let width: Int
  /// What enters the core, and what comes out.
  private var encoded: [Scalar] = []
  private var hidden: [Scalar] = []
  /// What enters the decoder.
  private var joined: [Scalar] = []

  init(_ network: RecurrentNetwork, parameters: [Scalar]) {
    func tensor(_ entry: ParameterLayout.Entry) -> Tensor<Scalar> {
      Tensor(parameters[entry.range], shape: entry.shape)
    }
    encoder = network.encoder.map { entries in
      var dense = DenseNetwork<Scalar>()
      dense.append(
        weight: tensor(entries.weight), bias: tensor(entries.bias), nonlinearity: .tanh)
      return dense
    }
    core = RecurrentStepper(network.layer(parameters))
    hasDecoder = network.decoder != nil
    if let decoder = network.decoder {
      output.append(
        weight: tensor(decoder.weight), bias: tensor(decoder.bias), nonlinearity: .tanh)
    }
    output.append(
      weight: tensor(network.output.weight), bias: tensor(network.output.bias),
      nonlinearity: .identity)
    encodedSize = network.core.inputWeight.shape.rows
    width = network.width
  }

  @_specialize(where Scalar == Float)
  mutating func begin(copyCount: Int) {
    core.begin(copyCount: copyCount)
    encoder?.reserve(rowCount: copyCount)
    output.reserve(rowCount: copyCount)
    encoded = Array(repeating: 0, count: encoder == nil ? 0 : copyCount * encodedSize)
    hidden = Array(repeating: 0, count: copyCount * width)
    joined = Array(repeating: 0, count: hasDecoder ? copyCount * (width + encodedSize) : 0)
  }

  var memory: [Scalar] {
    @_specialize(where Scalar == Float)
    get { core.memory }
    @_specialize(where Scalar == Float)
    set { core.memory = newValue }
  }

  @_specialize(where Scalar == Float)
  mutating func step(_ input: [Scalar], copies: [Int], into output: inout [Scalar]) {
    if encoder != nil {
      encoder?.apply(input, rows: copies.count, into: &encoded)
      core.step(encoded, copies: copies, into: &hidden)
    } else {
      core.step(input, copies: copies, into: &hidden)
    }
    if hasDecoder {
      join(encoder == nil ? input : encoded, rows: copies.count)
      self.output.apply(joined, rows: copies.count, into: &output)
    } else {
      self.output.apply(hidden, rows: copies.count, into: &output)
    }
  }

  /// Puts what the core says and what entered it side by side.
  private mutating func join(_ entered: [Scalar], rows: Int) {
    let size = width + encodedSize
    for row in 0..<rows {
      for unit in 0..<width { joined[row * size + unit] = hidden[row * width + unit] }
      for unit in 0..<encodedSize {
        joined[row * size + width + unit] = entered[row * encodedSize + unit]
      }
    }
  }
}
