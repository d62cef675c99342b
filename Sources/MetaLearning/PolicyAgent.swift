public import Gym
public import Networks
public import Tensors

/// Acts by a policy with fixed parameters: it draws actions from its distribution by address.
///
/// Memory, if the policy has any, is carried from the first block of a trial to the last, as long as all
/// blocks have as many copies; another number of copies begins with the initial memory. After `begin` the
/// agent allocates nothing.
public struct PolicyAgent<Scalar: TensorScalar>: Agent {
  private var stepper: PolicyStepper<Scalar>

  /// Creates an agent.
  ///
  /// - Parameters:
  ///   - policy: The architecture.
  ///   - parameters: A flat vector of its layout, `[P]`.
  public init(policy: Policy, parameters: [Scalar]) {
    stepper = PolicyStepper(policy: policy, parameters: parameters)
  }

  /// Gets ready for a block; the first one it plays begins with the initial memory.
  public mutating func begin(_ block: Block) {
    if block.isFirst || stepper.copyCount != block.copyCount {
      stepper.beginTrial(copyCount: block.copyCount)
    }
    stepper.beginBlock(key: block.key)
  }

  // Without this, callers that know the protocol only would run code for any precision.
  /// Draws the actions of the running copies.
  @_specialize(where Scalar == Float)
  public mutating func act(on view: View, actions: inout [Float]) {
    stepper.act(
      on: view.observations, step: view.step, copies: view.copies, actions: &actions)
  }
}
