package import Tensors

/// The layers of an MLP at given parameters, with passes that are written out.
///
/// Almost all work of training is done here, so derivatives through the layers are not recorded
/// operation by operation: `MLPPass` goes forward and back, `MLPTangent` does the same for small
/// changes. What is made of the outputs (distributions, surrogates, divergences) is differentiated by
/// the recorded graph.
package struct MLPPasses<Scalar: TensorScalar>: NetworkPasses {
  /// One layer, x W + b.
  struct Layer {
    let entries: MLP.Layer
    let weight: Tensor<Scalar>
    /// In the first layer this includes what the embedding adds.
    let bias: Tensor<Scalar>
    private let transposed: Tensor<Scalar>?

    init(
      _ entries: MLP.Layer, weight: Tensor<Scalar>, bias: Tensor<Scalar>, goesBack: Bool
    ) {
      self.entries = entries
      self.weight = weight
      self.bias = bias
      transposed = goesBack ? weight.transposed : nil
    }

    /// Wᵀ, for gradients on their way back.
    var transposedWeight: Tensor<Scalar> {
      guard let transposed else {
        preconditionFailure("MLPPasses: a gradient goes back through a forward-only network.")
      }
      return transposed
    }
  }

  let network: MLP
  private(set) var layers: [Layer] = []
  let embedding: MLPEmbedding<Scalar>?

  /// Prepares the layers.
  ///
  /// - Parameters:
  ///   - network: The architecture.
  ///   - parameters: A flat vector of the layout that has its entries.
  ///   - isForwardOnly: Whether no gradient will go back through the layers.
  @_specialize(where Scalar == Float)
  package init(_ network: MLP, parameters: [Scalar], isForwardOnly: Bool = false) {
    func tensor(_ entry: ParameterLayout.Entry) -> Tensor<Scalar> {
      Tensor(parameters[entry.range], shape: entry.shape)
    }
    self.network = network
    let firstBias = tensor(network.layers[0].bias)
    embedding = network.embedding.map { entries in
      MLPEmbedding(
        entries, vector: tensor(entries.vector), weight: tensor(entries.weight), bias: firstBias,
        goesBack: !isForwardOnly)
    }
    for (index, entries) in network.layers.enumerated() {
      let bias = index == 0 ? embedding?.shiftedBias ?? firstBias : tensor(entries.bias)
      // Rows have no gradient.
      layers.append(
        Layer(
          entries, weight: tensor(entries.weight), bias: bias,
          goesBack: !isForwardOnly && index > 0))
    }
  }

  @_specialize(where Scalar == Float)
  package func pass(_ rows: Tensor<Scalar>) -> MLPPass<Scalar> {
    withoutRecording {
      var inputs = [rows]
      for layer in layers.dropLast() {
        let input = inputs[inputs.count - 1]
        inputs.append(
          network.activation.apply(input, weight: layer.weight, bias: layer.bias))
      }
      let last = layers[layers.count - 1]
      let output = Tensor.affine(
        inputs[inputs.count - 1], weight: last.weight, bias: last.bias)
      return MLPPass(passes: self, inputs: inputs, output: output)
    }
  }

  @_specialize(where Scalar == Float)
  package func replacing(by parameters: [Scalar], isForwardOnly: Bool) -> MLPPasses {
    MLPPasses(network, parameters: parameters, isForwardOnly: isForwardOnly)
  }

  /// The same layers on plain arrays.
  var stepper: MLPStepper<Scalar> {
    var dense = DenseNetwork<Scalar>()
    for (index, layer) in layers.enumerated() {
      dense.append(
        weight: layer.weight, bias: layer.bias,
        nonlinearity: index == layers.count - 1 ? .identity : network.activation.nonlinearity())
    }
    return MLPStepper(dense)
  }
}

/// An MLP that acts; it has no memory, so copies differ by their rows only.
struct MLPStepper<Scalar: TensorScalar>: NetworkStepper {
  private var dense: DenseNetwork<Scalar>

  init(_ dense: DenseNetwork<Scalar>) {
    self.dense = dense
  }

  @_specialize(where Scalar == Float)
  mutating func begin(copyCount: Int) {
    dense.reserve(rowCount: copyCount)
  }

  // Without this, callers that know the protocol only would run code for any precision.
  @_specialize(where Scalar == Float)
  mutating func step(_ input: [Scalar], copies: [Int], into output: inout [Scalar]) {
    dense.apply(input, rows: copies.count, into: &output)
  }
}
