public import Numerics
package import Tensors

/// A policy: what enters, the network, and the head that says what the outputs mean.
///
/// It is an architecture; its parameters are one flat vector, kept apart, in which `layout` names the
/// arrays: first the network's, then the head's, then the embedding and the weights by which it enters.
public struct Policy: Equatable, Sendable {
  /// What enters the network.
  public let input: PolicyInput
  /// The arrays in the flat vector of parameters.
  public let layout: ParameterLayout
  /// The network between input and head.
  package let network: any Network
  /// What the outputs of the network mean.
  package let head: PolicyHead
  /// Whether the network has one more output, the last: the value of what entered so far.
  public let hasValue: Bool
  private let embedding: ParameterLayout.Entry?

  /// Creates a policy with a multilayer perceptron.
  ///
  /// - Parameters:
  ///   - input: What enters the network.
  ///   - hiddenSizes: The widths of the hidden layers; may be empty.
  ///   - activation: The nonlinearity of the hidden layers.
  ///   - actionKind: The kind of actions.
  /// - Precondition: All sizes are at least 1, but for that of the embedding, which may be 0.
  public init(
    input: PolicyInput, hiddenSizes: [Int], activation: Activation, actionKind: ActionKind
  ) {
    self.init(input: input, actionKind: actionKind) { inputSize, outputSize, layout in
      MLP(
        inputSize: inputSize, hiddenSizes: hiddenSizes, outputSize: outputSize,
        activation: activation, in: &layout)
    }
  }

  /// Creates a policy with a network of any architecture.
  ///
  /// - Parameters:
  ///   - input: What enters the network.
  ///   - actionKind: The kind of actions.
  ///   - hasValue: Whether the network has one more output, the value.
  ///   - makeNetwork: Makes the network, given the size of its rows, the number of outputs that are
  ///     needed, and the layout to append its arrays to.
  /// - Precondition: The network has these sizes, and takes an embedding if there is one.
  package init(
    input: PolicyInput, actionKind: ActionKind, hasValue: Bool = false,
    makeNetwork: (_ inputSize: Int, _ outputSize: Int, inout ParameterLayout) -> some Network
  ) {
    var layout = ParameterLayout()
    let outputSize = PolicyHead.outputSize(actionKind) + (hasValue ? 1 : 0)
    var network = makeNetwork(input.rowSize, outputSize, &layout)
    precondition(
      network.inputSize == input.rowSize && network.outputSize == outputSize,
      "Policy: a network from \(network.inputSize) to \(network.outputSize) numbers, but"
        + " \(input.rowSize) enter and \(outputSize) are needed.")
    head = PolicyHead(actionKind, in: &layout)
    if input.embeddingSize > 0 {
      let entry = layout.append("context", Shape(1, input.embeddingSize))
      network.appendEmbedding(entry, to: &layout)
      embedding = entry
    } else {
      embedding = nil
    }
    self.input = input
    self.hasValue = hasValue
    self.network = network
    self.layout = layout
  }

  /// Whether two policies have the same architecture.
  public static func == (first: Policy, second: Policy) -> Bool {
    first.input == second.input && first.head == second.head
      && first.hasValue == second.hasValue && first.layout == second.layout
      && first.network.isEqual(to: second.network)
  }

  /// The kind of actions it chooses.
  public var actionKind: ActionKind { head.actionKind }

  /// The embedding's range in the flat vector; `nil` if there is none.
  public var embeddingRange: Range<Int>? { embedding?.range }

  /// The range of weight and bias of the network's last layer in the flat vector.
  public var lastLayerRange: Range<Int> { network.lastLayerRange }

  /// The range of the logarithms of the standard deviations in the flat vector; `nil` for discrete
  /// actions.
  public var logStandardDeviationRange: Range<Int>? {
    guard case .gaussian(let head) = head else { return nil }
    return head.logStandardDeviation.range
  }
}

extension Policy {
  /// Draws initial parameters in single precision: those of the network, the given standard deviation,
  /// an embedding of zeros.
  ///
  /// - Parameters:
  ///   - key: The address of the draw.
  ///   - initialStandardDeviation: The first standard deviation of continuous actions.
  /// - Returns: A flat vector of `layout.count` elements.
  /// - Precondition: The standard deviation is positive.
  public func initialParameters(
    key: RandomKey, initialStandardDeviation: Float = 1
  ) -> [Float] {
    drawnParameters(key: key, initialStandardDeviation: initialStandardDeviation)
  }

  /// Draws initial parameters: those of the network, the given standard deviation, an embedding of zeros.
  ///
  /// - Parameters:
  ///   - key: The address of the draw.
  ///   - initialStandardDeviation: The first standard deviation of continuous actions.
  /// - Returns: A flat vector of `layout.count` elements.
  /// - Precondition: The standard deviation is positive.
  package func initialParameters<Scalar: TensorScalar>(
    key: RandomKey, initialStandardDeviation: Scalar = 1
  ) -> [Scalar] {
    drawnParameters(key: key, initialStandardDeviation: initialStandardDeviation)
  }

  private func drawnParameters<Scalar: TensorScalar>(
    key: RandomKey, initialStandardDeviation: Scalar
  ) -> [Scalar] {
    precondition(
      initialStandardDeviation > 0,
      "Policy: a standard deviation of \(initialStandardDeviation), but it must be positive.")
    var result = [Scalar](repeating: 0, count: layout.count)
    network.fillInitialParameters(&result, key: key.child(.parameters))
    let log = Scalar.naturalLogarithm(initialStandardDeviation)
    for index in logStandardDeviationRange ?? 0..<0 { result[index] = log }
    return result
  }

  /// The logarithms of the standard deviations of continuous actions, as actions are drawn with.
  ///
  /// - Parameter parameters: A flat vector of `layout.count` elements.
  /// - Returns: One for each coordinate of actions; empty for discrete actions.
  /// - Precondition: The count is that of the layout.
  package func logStandardDeviations(_ parameters: [some TensorScalar]) -> [Double] {
    layout.checkCount(parameters.count)
    guard case .gaussian(let head) = head else { return [] }
    return head.logStandardDeviations(parameters)
  }

  /// Prepares the network at given parameters for passes: those that its architecture has written out,
  /// or else those of its recorded form.
  ///
  /// - Parameters:
  ///   - parameters: A flat vector of the layout.
  ///   - isForwardOnly: Whether no gradient will go back through the network.
  /// - Returns: The passes.
  @_specialize(where Scalar == Float)
  package func passes<Scalar: TensorScalar>(
    at parameters: [Scalar], isForwardOnly: Bool = false
  ) -> PolicyPasses<Scalar> {
    layout.checkCount(parameters.count)
    if let network = network as? MLP {
      return .mlp(MLPPasses(network, parameters: parameters, isForwardOnly: isForwardOnly))
    }
    return .recorded(RecordedPasses(network, layout: layout, parameters: parameters))
  }
}

extension Policy {
  /// Prepares the network at given parameters for whole trials.
  ///
  /// - Parameter parameters: A flat vector of the layout.
  /// - Returns: Its first-order passes.
  @_specialize(where Scalar == Float)
  package func sequencePasses<Scalar: TensorScalar>(
    at parameters: [Scalar]
  ) -> any SequencePasses<Scalar> {
    layout.checkCount(parameters.count)
    return network.makeSequencePasses(parameters, layout: layout)
  }

  /// The numbers that each copy remembers from step to step, M; 0 without a memory.
  public var memorySize: Int { network.memorySize }
}

/// The passes of a policy's network; each architecture that has its own written out is a case.
package enum PolicyPasses<Scalar: TensorScalar> {
  /// Those of a multilayer perceptron.
  case mlp(MLPPasses<Scalar>)
  /// Those of any other network, from its recorded form.
  case recorded(RecordedPasses<Scalar>)

  /// The outputs for a batch of rows, each of which is a sequence, `[B, outputs]`; a constant.
  @_specialize(where Scalar == Float)
  package func output(_ rows: Tensor<Scalar>) -> Tensor<Scalar> {
    switch self {
    case .mlp(let passes): passes.pass(rows).output
    case .recorded(let passes): passes.pass(rows).output
    }
  }
}
