public import Numerics
public import Tensors

/// The kind of actions a policy chooses.
public enum ActionKind: Equatable, Sendable {
  /// Real vectors of a size.
  case continuous(size: Int)
  /// One of so many choices.
  case discrete(count: Int)

  /// How many numbers describe the distribution of one action's location.
  var outputSize: Int {
    switch self {
    case .continuous(let size): size
    case .discrete(let count): count
    }
  }
}

/// The nonlinearity of hidden layers.
public enum Activation: String, CaseIterable, Codable, Sendable {
  /// The hyperbolic tangent.
  case tanh
  /// The rectifier, max(x, 0).
  case relu
}

/// A multilayer perceptron from observations to a distribution over actions.
///
/// Continuous actions are normal with a mean from the network and a learned standard deviation that
/// does not depend on the observation; it is kept above `minimumLogStandardDeviation`, below which
/// its slope is 0. Discrete actions have a softmax over the network's outputs.
///
/// Layers are x W + b with W `[inputs, outputs]`, named "layer0.weight", "layer0.bias" and so on.
///
/// A policy may have a context: a vector z, the same for all observations, that enters the first layer
/// as further inputs, x W + z U + b. It is the parameter "context", its weights U "context.weight".
public struct MLPPolicy: Equatable, Sendable {
  /// How many numbers an observation has, O.
  public let observationSize: Int
  /// The widths of the hidden layers; may be empty.
  public let hiddenSizes: [Int]
  /// The nonlinearity of the hidden layers.
  public let activation: Activation
  /// How many numbers the context has, C; 0 for none.
  public let contextSize: Int
  /// What it chooses.
  public let actionKind: ActionKind
  /// Where each array lies in the flat vector of parameters.
  public let layout: ParameterLayout

  /// The smallest logarithm of a standard deviation, ln 1e-6 as in the field's implementations.
  public static let minimumLogStandardDeviation = -13.815_510_557_964_274

  /// Creates the architecture; parameters are kept apart.
  ///
  /// - Precondition: All sizes are at least 1, but for that of the context, which may be 0.
  public init(
    observationSize: Int, hiddenSizes: [Int], activation: Activation, actionKind: ActionKind,
    contextSize: Int = 0
  ) {
    self.observationSize = observationSize
    self.hiddenSizes = hiddenSizes
    self.activation = activation
    self.contextSize = contextSize
    self.actionKind = actionKind
    var layout = ParameterLayout()
    let sizes = [observationSize] + hiddenSizes + [actionKind.outputSize]
    precondition(
      sizes.allSatisfy { $0 >= 1 }, "MLPPolicy: layers of \(sizes), but each needs at least 1.")
    precondition(contextSize >= 0, "MLPPolicy: a context of \(contextSize) numbers.")
    for (index, (inputs, outputs)) in zip(sizes, sizes.dropFirst()).enumerated() {
      layout.append("layer\(index).weight", Shape(inputs, outputs))
      layout.append("layer\(index).bias", Shape(1, outputs))
    }
    if case .continuous(let size) = actionKind {
      layout.append("logStandardDeviation", Shape(1, size))
    }
    if contextSize > 0 {
      layout.append("context", Shape(1, contextSize))
      layout.append("context.weight", Shape(contextSize, sizes[1]))
    }
    self.layout = layout
  }

  /// Draws initial parameters: Glorot-uniform weights, those of the last layer a hundred times
  /// smaller so that the first policy prefers nothing, zero biases and a zero context.
  ///
  /// - Parameters:
  ///   - key: The address of the draw.
  ///   - initialStandardDeviation: The first standard deviation of continuous actions.
  /// - Returns: A flat vector of `layout.count` elements.
  /// - Precondition: The standard deviation is positive.
  /// - Source: Glorot and Bengio 2010, equation 16: uniform on ±√(6 / (inputs + outputs)).
  public func initialParameters<Scalar: TensorScalar>(
    key: RandomKey, initialStandardDeviation: Scalar = 1
  ) -> [Scalar] {
    precondition(
      initialStandardDeviation > 0,
      "MLPPolicy: a standard deviation of \(initialStandardDeviation), but it must be positive.")
    let key = key.child(.parameters)
    var result = [Scalar](repeating: 0, count: layout.count)
    for (number, entry) in layout.entries.enumerated() {
      if entry.name == "logStandardDeviation" {
        let value = Scalar.naturalLogarithm(initialStandardDeviation)
        for index in entry.range { result[index] = value }
      } else if entry.name.hasSuffix("weight") {
        let isLast = entry.name == "layer\(hiddenSizes.count).weight"
        let scale = isLast ? 0.01 : 1
        let bound = scale * (6 / Double(entry.shape.rows + entry.shape.columns)).squareRoot()
        for index in entry.range {
          let uniform = key.uniform(UInt32(index - entry.range.lowerBound), UInt32(number))
          result[index] = Scalar((2 * Double(uniform) - 1) * bound)
        }
      }
    }
    return result
  }

  /// Computes the distribution over actions for each observation.
  ///
  /// - Parameters:
  ///   - observations: `[B, O]`.
  ///   - parameters: One tensor for each entry of `layout`.
  /// - Returns: A distribution with B rows.
  /// - Precondition: The shapes are those of `layout`.
  public func distribution<Scalar: TensorScalar>(
    _ observations: Tensor<Scalar>, parameters: [Tensor<Scalar>]
  ) -> ActionDistribution<Scalar> {
    precondition(
      parameters.count == layout.entries.count,
      "MLPPolicy: \(parameters.count) parameter tensors, but \(layout.entries.count) are needed.")
    var hidden = observations
    let firstBias = withContext(parameters[1], parameters)
    for layer in hiddenSizes.indices {
      let weight = parameters[2 * layer]
      let bias = layer == 0 ? firstBias : parameters[2 * layer + 1]
      hidden = activation.apply(hidden, weight: weight, bias: bias)
    }
    let last = 2 * hiddenSizes.count
    let output = Tensor.affine(
      hidden, weight: parameters[last], bias: last == 0 ? firstBias : parameters[last + 1])
    let extra = parameters[(last + 2)...].first
    return distribution(output: output, logStandardDeviation: extra)
  }

  /// What the outputs of the network say about actions.
  ///
  /// - Parameters:
  ///   - output: `[B, A]` means, or `[B, n]` logits.
  ///   - logStandardDeviation: The parameter of continuous actions, `[1, A]`; of no account for others.
  /// - Returns: A distribution with B rows.
  /// - Precondition: Continuous actions come with the parameter.
  public func distribution<Scalar: TensorScalar>(
    output: Tensor<Scalar>, logStandardDeviation: Tensor<Scalar>?
  ) -> ActionDistribution<Scalar> {
    switch actionKind {
    case .discrete: return .categorical(logits: output)
    case .continuous:
      guard let logStandardDeviation else {
        preconditionFailure("MLPPolicy: continuous actions without a standard deviation.")
      }
      let bounded = logStandardDeviation.maximum(Scalar(Self.minimumLogStandardDeviation))
      return .gaussian(mean: output, logStandardDeviation: bounded)
    }
  }

  /// What the context adds to every row of the first layer is one more bias.
  private func withContext<Scalar: TensorScalar>(
    _ bias: Tensor<Scalar>, _ parameters: [Tensor<Scalar>]
  ) -> Tensor<Scalar> {
    guard contextSize > 0 else { return bias }
    let last = parameters.count - 1
    return Tensor.affine(parameters[last - 1], weight: parameters[last], bias: bias)
  }
}

extension MLPPolicy {
  /// Where the logarithms of the standard deviations lie in the flat vector; `nil` for discrete
  /// actions.
  public var logStandardDeviationRange: Range<Int>? {
    layout.entries.first { $0.name == "logStandardDeviation" }?.range
  }

  /// Where the context lies in the flat vector; `nil` if there is none.
  public var contextRange: Range<Int>? {
    layout.entries.first { $0.name == "context" }?.range
  }

  /// Where weight and bias of the last layer lie in the flat vector.
  public var lastLayerRange: Range<Int> {
    let last = 2 * hiddenSizes.count
    return layout.entries[last].range.lowerBound..<layout.entries[last + 1].range.upperBound
  }

  /// The logarithms of the standard deviations of continuous actions, as actions are drawn with.
  ///
  /// - Parameter parameters: A flat vector of `layout.count` elements.
  /// - Returns: One for each coordinate of actions; empty for discrete actions.
  /// - Precondition: The count is that of the layout.
  public func logStandardDeviations(_ parameters: [some TensorScalar]) -> [Double] {
    precondition(
      parameters.count == layout.count,
      "MLPPolicy: \(parameters.count) parameters, but \(layout.count) are needed.")
    guard let range = logStandardDeviationRange else { return [] }
    return parameters[range].map { max(Double($0), Self.minimumLogStandardDeviation) }
  }

  /// The mean logarithm of the standard deviations of continuous actions.
  ///
  /// - Parameter parameters: A flat vector of `layout.count` elements.
  /// - Returns: The mean, or `nil` for discrete actions.
  /// - Precondition: The count is that of the layout.
  public func meanLogStandardDeviation(_ parameters: [some TensorScalar]) -> Double? {
    let values = logStandardDeviations(parameters)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
