public import Tensors

/// The layers of a policy at given parameters: what turns observations into outputs.
///
/// Almost all work of training is done here, so derivatives through the layers are not recorded
/// operation by operation but carried by passes that are written out: `MLPPass` goes forward and
/// back, `MLPTangent` does the same for small changes. What is made of the outputs (distributions
/// over actions, surrogates, divergences) is differentiated by the recorded graph.
///
/// - Source: Pearlmutter 1994, "Fast exact multiplication by the Hessian", section 4.
public struct MLPNetwork<Scalar: TensorScalar> {
  /// One layer, x W + b.
  struct Layer {
    let weight: Tensor<Scalar>
    /// What the context adds to the first layer is part of it.
    var bias: Tensor<Scalar>
    private let transposed: Tensor<Scalar>?

    init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, isForwardOnly: Bool) {
      self.weight = weight
      self.bias = bias
      transposed = isForwardOnly ? nil : weight.transposed
    }

    /// Wᵀ, which gradients go back through.
    var transposedWeight: Tensor<Scalar> {
      guard let transposed else {
        preconditionFailure("MLPNetwork: a gradient goes back through a forward-only network.")
      }
      return transposed
    }
  }

  /// The vector that enters the first layer beside all observations, z U + b.
  struct Context {
    let vector: Tensor<Scalar>
    let layer: Layer
  }

  let policy: MLPPolicy
  private(set) var layers: [Layer] = []
  let context: Context?

  /// Prepares the layers.
  ///
  /// - Parameters:
  ///   - policy: The architecture.
  ///   - parameters: A flat vector of its layout.
  ///   - isForwardOnly: Whether no gradient will go back through the layers.
  public init(policy: MLPPolicy, parameters: [Scalar], isForwardOnly: Bool = false) {
    self.policy = policy
    var tensors = policy.layout.constants(parameters)[...]
    for index in 0...policy.hiddenSizes.count {
      let (weight, bias) = (tensors.removeFirst(), tensors.removeFirst())
      // Observations have no gradient.
      layers.append(
        Layer(weight: weight, bias: bias, isForwardOnly: isForwardOnly || index == 0))
    }
    guard policy.contextSize > 0, let weight = tensors.popLast(), let vector = tensors.popLast()
    else {
      context = nil
      return
    }
    context = Context(
      vector: vector,
      layer: Layer(weight: weight, bias: layers[0].bias, isForwardOnly: isForwardOnly))
    layers[0].bias = Tensor.affine(vector, weight: weight, bias: layers[0].bias)
  }

  /// Goes forward through the layers.
  ///
  /// - Parameter observations: `[B, O]`.
  /// - Returns: The outputs, with everything needed to go back.
  public func pass(_ observations: Tensor<Scalar>) -> MLPPass<Scalar> {
    withoutRecording {
      var inputs = [observations]
      for layer in layers.dropLast() {
        let input = inputs[inputs.count - 1]
        inputs.append(
          policy.activation.apply(input, weight: layer.weight, bias: layer.bias))
      }
      let last = layers[layers.count - 1]
      let output = Tensor.affine(
        inputs[inputs.count - 1], weight: last.weight, bias: last.bias)
      return MLPPass(network: self, inputs: inputs, output: output)
    }
  }
}

extension MLPNetwork {
  /// The same layers on plain arrays, for those who act.
  public var denseNetwork: DenseNetwork<Scalar> {
    var network = DenseNetwork<Scalar>()
    for (index, layer) in layers.enumerated() {
      network.append(
        weight: layer.weight, bias: layer.bias,
        nonlinearity: index == layers.count - 1 ? .identity : policy.activation.nonlinearity())
    }
    return network
  }
}

extension Activation {
  fileprivate func nonlinearity<Scalar: TensorScalar>() -> DenseNetwork<Scalar>.Nonlinearity {
    switch self {
    case .tanh: .tanh
    case .relu: .rectified
    }
  }

  /// A layer with the nonlinearity.
  func apply<Scalar: TensorScalar>(
    _ input: Tensor<Scalar>, weight: Tensor<Scalar>, bias: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    switch self {
    case .tanh: Tensor.affineTanh(input, weight: weight, bias: bias)
    case .relu: Tensor.affine(input, weight: weight, bias: bias).rectified
    }
  }

  /// A gradient times the slope of the nonlinearity, given the value it took.
  func timesSlope<Scalar: TensorScalar>(
    _ gradient: Tensor<Scalar>, ofValue value: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    switch self {
    case .tanh: gradient.timesTanhSlope(ofValue: value)
    case .relu: gradient.timesRectifierSlope(ofValue: value)
    }
  }
}
