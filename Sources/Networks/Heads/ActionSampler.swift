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
