import Networks
import Tensors
import TestSupport
import Testing

/// Architectures that tests go through: both nonlinearities, both kinds of actions, 0 to 3 layers.
struct PolicyCase: Sendable, CustomTestStringConvertible {
  let policy: MLPPolicy

  var testDescription: String {
    "\(policy.activation.rawValue) \(policy.hiddenSizes) \(policy.actionKind)"
      + (policy.contextSize > 0 ? ", context of \(policy.contextSize)" : "")
  }

  static let all: [PolicyCase] = Activation.allCases.flatMap { activation in
    [[], [5], [7, 4], [3, 1, 6]].flatMap { hiddenSizes in
      [ActionKind.continuous(size: 2), .discrete(count: 3)].map { actionKind in
        PolicyCase(
          policy: MLPPolicy(
            observationSize: 3, hiddenSizes: hiddenSizes, activation: activation,
            actionKind: actionKind))
      }
    }
  }

  /// Some of them with a context of two numbers.
  static let withContext: [PolicyCase] = Activation.allCases.flatMap { activation in
    [[], [4], [4, 3]].flatMap { hiddenSizes in
      [ActionKind.continuous(size: 2), .discrete(count: 3)].map { actionKind in
        PolicyCase(
          policy: MLPPolicy(
            observationSize: 3, hiddenSizes: hiddenSizes, activation: activation,
            actionKind: actionKind, contextSize: 2))
      }
    }
  }

  /// Parameters at which no rectifier is near its kink: weights of hidden layers are so small that
  /// their biases of ±2 decide.
  ///
  /// The inputs of a first layer are at most 1, those of a later one 3.5, and there are at most 7; a
  /// context adds at most 0.5.
  /// The other arrays are halved, which keeps log probabilities and their derivatives moderate.
  func parameters(seed: Int) -> [Double] {
    var result: [Double] = []
    for (number, entry) in policy.layout.entries.enumerated() {
      let isHidden = number < 2 * policy.hiddenSizes.count
      let numbers = uniformNumbers(entry.shape.count, seed: 100 * seed + number)
      switch (policy.activation, isHidden, entry.name.hasSuffix("bias")) {
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
      uniformNumbers(rowCount * policy.observationSize, seed: seed),
      shape: Shape(rowCount, policy.observationSize))
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
