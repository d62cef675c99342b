package import Numerics
package import Tensors

/// A policy at given parameters that acts in copies that run side by side: it draws each action from its
/// distribution by address, and carries each copy's memory.
///
/// It allocates nothing after `beginTrial`.
package struct PolicyStepper<Scalar: TensorScalar>: Sendable {
  private var network: any NetworkStepper<Scalar>
  private let outputSize: Int
  /// The number of copies of the trial, E; 0 before the first.
  package private(set) var copyCount = 0
  private let sampler: ActionSampler<Scalar>
  private var key = RandomKey(seed: 0)
  /// The outputs of the network, `[E, outputs]`.
  private var outputs: [Scalar] = []
  private var noise = ActionNoise()

  /// Prepares a policy at given parameters.
  ///
  /// - Parameters:
  ///   - policy: The architecture.
  ///   - parameters: A flat vector of its layout.
  @_specialize(where Scalar == Float)
  package init(policy: Policy, parameters: [Scalar]) {
    policy.layout.checkCount(parameters.count)
    network = policy.network.makeStepper(parameters)
    outputSize = policy.network.outputSize
    sampler = ActionSampler(policy.head, parameters: parameters)
  }

  /// Begins a trial: makes room for copies and gives each the initial memory.
  @_specialize(where Scalar == Float)
  package mutating func beginTrial(copyCount: Int) {
    self.copyCount = copyCount
    network.begin(copyCount: copyCount)
    outputs = Array(repeating: 0, count: copyCount * outputSize)
    noise.reserve(copyCount: copyCount)
  }

  /// Begins a block of episodes, one for each copy; memory is kept.
  ///
  /// - Parameter key: The address of the block's random numbers.
  package mutating func beginBlock(key: RandomKey) {
    self.key = key.child(.actions)
  }

  /// Draws the actions of the running copies.
  ///
  /// - Parameters:
  ///   - observations: `[n, O]`.
  ///   - step: The step of the block, from 0: with the copy it is the address of an action.
  ///   - copies: The numbers of the running copies, ascending, `[n]`.
  ///   - actions: Receives the actions, `[n, A]`.
  @_specialize(where Scalar == Float)
  package mutating func act(
    on observations: [Float], step: Int, copies: [Int], actions: inout [Float]
  ) {
    network.step(Scalar.converting(observations), copies: copies, into: &outputs)
    sampler.sample(
      &outputs, at: ActionAddress(key: key, step: step, copies: copies), noise: &noise,
      into: &actions)
  }
}
