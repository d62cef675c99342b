import Networks
import Tensors
import TestSupport
import Testing

/// Architectures that tests go through: both nonlinearities, both kinds of actions, 0 to 3 layers.
struct PolicyCase: Sendable, CustomTestStringConvertible {
  let policy: Policy

  var testDescription: String {
    "\(policy.mlp.activation.rawValue) \(policy.mlp.hiddenSizes) \(policy.actionKind)"
      + (policy.input.embeddingSize > 0 ? ", embedding of \(policy.input.embeddingSize)" : "")
  }

  static let all: [PolicyCase] = Activation.allCases.flatMap { activation in
    [[], [5], [7, 4], [3, 1, 6]].flatMap { hiddenSizes in
      [ActionKind.continuous(size: 2), .discrete(count: 3)].map { actionKind in
        PolicyCase(
          policy: Policy(
            input: PolicyInput(observationSize: 3), hiddenSizes: hiddenSizes,
            activation: activation,
            actionKind: actionKind))
      }
    }
  }

  /// Some of them with an embedding of two numbers.
  static let withEmbedding: [PolicyCase] = Activation.allCases.flatMap { activation in
    [[], [4], [4, 3]].flatMap { hiddenSizes in
      [ActionKind.continuous(size: 2), .discrete(count: 3)].map { actionKind in
        PolicyCase(
          policy: Policy(
            input: PolicyInput(observationSize: 3, embeddingSize: 2), hiddenSizes: hiddenSizes,
            activation: activation, actionKind: actionKind))
      }
    }
  }

  /// Parameters at which no rectifier is near its kink: weights of hidden layers are so small that
  /// their biases of ±2 decide.
  ///
  /// The inputs of a first layer are at most 1, those of a later one 3.5, and there are at most 7; an
  /// embedding adds at most 0.5.
  /// The other arrays are halved, which keeps log probabilities and their derivatives moderate.
  func parameters(seed: Int) -> [Double] {
    var result: [Double] = []
    for (number, entry) in policy.layout.entries.enumerated() {
      let isHidden = number < 2 * policy.mlp.hiddenSizes.count
      let numbers = uniformNumbers(entry.shape.count, seed: 100 * seed + number)
      switch (policy.mlp.activation, isHidden, entry.name.hasSuffix("bias")) {
      case (.relu, true, true): result += numbers.indices.map { $0 % 3 == 1 ? -2 : 2 }
      case (.relu, true, false): result += numbers.map { 0.1 * $0 }
      default: result += numbers.map { $0 / 2 }
      }
    }
    return result
  }

  /// A batch of observations.
  func observations(rowCount: Int, seed: Int) -> Tensor<Double> {
    Tensor(
      uniformNumbers(rowCount * policy.input.observationSize, seed: seed),
      shape: Shape(rowCount, policy.input.observationSize))
  }

  /// Some actions of the policy's kind.
  func actions(rowCount: Int, seed: Int) -> Actions<Double> {
    switch policy.actionKind {
    case .continuous(let size):
      .continuous(
        Tensor(
          uniformNumbers(rowCount * size, in: -2...2, seed: seed), shape: Shape(rowCount, size)))
    case .discrete(let count): .discrete((0..<rowCount).map { Int32(($0 * 2 + seed) % count) })
    }
  }
}

extension Policy {
  /// The network of a policy that was made with an MLP.
  var mlp: MLP {
    guard let network = network as? MLP else {
      preconditionFailure("The policy has another network than an MLP.")
    }
    return network
  }

  /// The distributions over actions by recorded operations.
  func distribution<Scalar: TensorScalar>(
    _ observations: Tensor<Scalar>, parameters: [Tensor<Scalar>]
  ) -> ActionDistribution<Scalar> {
    let parameters = ParameterTensors(parameters, layout: layout)
    return head.distribution(
      output: network.outputs(NetworkRows(observations), parameters),
      parameters: head.entries.map { parameters[$0] })
  }

  /// The passes of an MLP at given parameters.
  func mlpPasses<Scalar: TensorScalar>(at parameters: [Scalar]) -> MLPPasses<Scalar> {
    MLPPasses(mlp, parameters: parameters)
  }
}

extension ParameterLayout {
  /// Cuts a flat vector into variables, one for each entry.
  func variables<Scalar: TensorScalar>(_ vector: [Scalar]) -> [Tensor<Scalar>] {
    ParameterTensors(variables: vector, layout: self).tensors
  }

  /// Cuts a flat vector into constants, one for each entry.
  func constants<Scalar: TensorScalar>(_ vector: [Scalar]) -> [Tensor<Scalar>] {
    ParameterTensors(constants: vector, layout: self).tensors
  }
}

extension ActionDistribution {
  /// Normal distributions.
  static func normal(
    mean: Tensor<Scalar>, logStandardDeviation: Tensor<Scalar>
  ) -> ActionDistribution {
    .gaussian(GaussianDistribution(mean: mean, logStandardDeviation: logStandardDeviation))
  }

  /// Distributions over choices.
  static func choices(logits: Tensor<Scalar>) -> ActionDistribution {
    .categorical(CategoricalDistribution(logits: logits))
  }

  /// The means or logits, row by row.
  var location: [Scalar] {
    switch self {
    case .gaussian(let distribution): distribution.mean.elements
    case .categorical(let distribution): distribution.logits.elements
    }
  }
}
