import Numerics
import Tensors

/// Draws actions from a head's distributions by address.
enum ActionSampler<Scalar: TensorScalar>: Sendable {
  /// Continuous actions.
  case gaussian(GaussianSampler<Scalar>)
  /// Discrete actions.
  case categorical(CategoricalSampler<Scalar>)

  init(_ head: PolicyHead, parameters: [Scalar]) {
    switch head {
    case .gaussian(let head): self = .gaussian(GaussianSampler(head, parameters: parameters))
    case .categorical(let head): self = .categorical(CategoricalSampler(head))
    }
  }

  /// Draws one action for each copy.
  ///
  /// - Parameters:
  ///   - outputs: The outputs of the network, `[n, outputs]`; may be overwritten.
  ///   - address: The random numbers to use.
  ///   - noise: Room for them.
  ///   - actions: Receives the actions, `[n, A]`.
  func sample(
    _ outputs: inout [Scalar], at address: ActionAddress, noise: inout ActionNoise,
    into actions: inout [Float]
  ) {
    switch self {
    case .gaussian(let sampler):
      sampler.sample(outputs, at: address, noise: &noise, into: &actions)
    case .categorical(let sampler):
      sampler.sample(&outputs, at: address, noise: &noise, into: &actions)
    }
  }

  /// Appends the log probabilities of actions just drawn.
  ///
  /// - Parameters:
  ///   - actions: `[n, A]`.
  ///   - outputs: As `sample` has left them.
  ///   - count: n.
  ///   - result: Receives n log probabilities, or log densities of continuous actions.
  func appendLogProbabilities(
    of actions: [Float], _ outputs: [Scalar], count: Int, to result: inout [Float]
  ) {
    switch self {
    case .gaussian(let sampler):
      sampler.appendLogProbabilities(of: actions, outputs, count: count, to: &result)
    case .categorical(let sampler):
      sampler.appendLogProbabilities(of: actions, outputs, count: count, to: &result)
    }
  }

  /// The probabilities of discrete actions that were just drawn from.
  ///
  /// - Parameters:
  ///   - outputs: As `sample` has left them.
  ///   - count: n.
  /// - Returns: `[n, choices]`; empty for continuous actions.
  func probabilities(_ outputs: [Scalar], count: Int) -> [Float] {
    guard case .categorical(let sampler) = self else { return [] }
    return (0..<count).flatMap { row in
      let weights = outputs[row * sampler.count..<(row + 1) * sampler.count]
      let total = weights.reduce(0, +)
      return weights.map { Float($0 / total) }
    }
  }

  /// The means that continuous actions were just drawn around.
  ///
  /// - Parameters:
  ///   - outputs: As `sample` has left them.
  ///   - count: n.
  /// - Returns: `[n, A]`; empty for discrete actions.
  func means(_ outputs: [Scalar], count: Int) -> [Float] {
    guard case .gaussian(let sampler) = self else { return [] }
    return outputs.prefix(count * sampler.size).map { Float($0) }
  }
}

/// The addresses of the random numbers of one step's actions.
struct ActionAddress {
  /// The key of the block's actions.
  let key: RandomKey
  /// The step of the block.
  let step: Int
  /// The copies that act, `[n]`.
  let copies: [Int]
}

/// Room for the random numbers of one step.
struct ActionNoise: Sendable {
  var numbers: (first: [Float], second: [Float]) = ([], [])

  /// Makes room for a number of copies.
  mutating func reserve(copyCount: Int) {
    let room = [Float](repeating: 0, count: RandomKey.paddedCount(copyCount))
    numbers = (room, room)
  }
}
