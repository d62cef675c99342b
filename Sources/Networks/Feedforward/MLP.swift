package import Numerics
package import Tensors

/// A multilayer perceptron.
///
/// Layers are f(x W + b) with W `[inputs, outputs]`, the last without f; their arrays are named
/// "layer0.weight", "layer0.bias" and so on. An embedding z enters the first layer beside each row, as
/// x W + z U + b with U named "context.weight".
package struct MLP: Network {
  /// The entries of one layer.
  struct Layer: Equatable {
    let weight: ParameterLayout.Entry
    let bias: ParameterLayout.Entry
  }

  /// The entries of an embedding z and of the weights U by which it enters.
  struct Embedding: Equatable {
    let vector: ParameterLayout.Entry
    let weight: ParameterLayout.Entry
  }

  package let inputSize: Int
  package let hiddenSizes: [Int]
  package let outputSize: Int
  /// The nonlinearity of the hidden layers.
  package let activation: Activation
  let layers: [Layer]
  private(set) var embedding: Embedding?

  /// Creates the architecture.
  ///
  /// - Parameters:
  ///   - inputSize: The numbers of a row, I.
  ///   - hiddenSizes: The widths of the hidden layers; may be empty.
  ///   - outputSize: The numbers that come out for each row.
  ///   - activation: The nonlinearity of the hidden layers.
  ///   - layout: Receives the arrays.
  /// - Precondition: All sizes are at least 1.
  package init(
    inputSize: Int, hiddenSizes: [Int], outputSize: Int, activation: Activation,
    in layout: inout ParameterLayout
  ) {
    let sizes = [inputSize] + hiddenSizes + [outputSize]
    precondition(
      sizes.allSatisfy { $0 >= 1 }, "MLP: layers of \(sizes), but each needs at least 1.")
    self.inputSize = inputSize
    self.hiddenSizes = hiddenSizes
    self.outputSize = outputSize
    self.activation = activation
    layers = zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      Layer(
        weight: layout.append("layer\(index).weight", Shape(size.0, size.1)),
        bias: layout.append("layer\(index).bias", Shape(1, size.1)))
    }
  }

  package var memorySize: Int { 0 }

  package var lastLayerRange: Range<Int> {
    let last = layers[layers.count - 1]
    return last.weight.range.lowerBound..<last.bias.range.upperBound
  }

  package mutating func appendEmbedding(
    _ embedding: ParameterLayout.Entry, to layout: inout ParameterLayout
  ) {
    let shape = Shape(embedding.shape.columns, layers[0].weight.shape.columns)
    self.embedding = Embedding(
      vector: embedding, weight: layout.append(embedding.name + ".weight", shape))
  }

  /// Draws Glorot-uniform weights, those of the last layer a hundred times smaller so that the first
  /// policy prefers no action, and zero biases.
  ///
  /// - Source: Glorot and Bengio 2010, equation 16: uniform on ±√(6 / (inputs + outputs)),
  ///   <https://proceedings.mlr.press/v9/glorot10a.html>.
  package func fillInitialParameters<Scalar: TensorScalar>(
    _ parameters: inout [Scalar], key: RandomKey
  ) {
    func fill(_ entry: ParameterLayout.Entry, scale: Double) {
      let bound = scale * (6 / Double(entry.shape.rows + entry.shape.columns)).squareRoot()
      for index in entry.range {
        let uniform = key.uniform(UInt32(index - entry.range.lowerBound), UInt32(entry.index))
        parameters[index] = Scalar((2 * Double(uniform) - 1) * bound)
      }
    }
    for (index, layer) in layers.enumerated() {
      fill(layer.weight, scale: index == layers.count - 1 ? 0.01 : 1)
      for index in layer.bias.range { parameters[index] = 0 }
    }
    if let embedding { fill(embedding.weight, scale: 1) }
  }

  package func outputs<Scalar: TensorScalar>(
    _ rows: NetworkRows<Scalar>, _ parameters: ParameterTensors<Scalar>
  ) -> Tensor<Scalar> {
    var values = rows.inputs
    for (index, layer) in layers.enumerated() {
      let weight = parameters[layer.weight]
      var bias = parameters[layer.bias]
      if index == 0, let embedding {
        // The same for all rows: one more bias.
        bias = .affine(
          parameters[embedding.vector], weight: parameters[embedding.weight], bias: bias)
      }
      values =
        index == layers.count - 1
        ? Tensor.affine(values, weight: weight, bias: bias)
        : activation.apply(values, weight: weight, bias: bias)
    }
    return values
  }

  @_specialize(where Scalar == Float)
  package func makeStepper<Scalar: TensorScalar>(
    _ parameters: [Scalar]
  ) -> any NetworkStepper<Scalar> {
    MLPPasses(self, parameters: parameters, isForwardOnly: true).stepper
  }
}
