public import Gym
public import Networks
public import Tensors

/// Acts by a policy with fixed parameters: it draws actions from its distribution by address.
///
/// Memory, if the policy has any, is carried from the first block of a trial to the last, as long as all
/// blocks have as many copies; another number of copies begins with the initial memory. A policy that
/// receives the step before learns by its memory, so each copy is an agent in a trial of its own. After
/// `begin` the agent allocates nothing.
public struct PolicyAgent<Scalar: TensorScalar>: RememberingAgent {
  /// Separate if the policy receives the step before, otherwise pooled.
  public let experience: Experience
  /// The numbers that a copy remembers, M; 0 without a memory.
  public let memorySize: Int
  private var stepper: PolicyStepper<Scalar>

  /// Creates an agent.
  ///
  /// - Parameters:
  ///   - policy: The architecture.
  ///   - parameters: A flat vector of its layout, `[P]`.
  ///   - keepsDecisions: Whether it gives log probabilities and values, which training needs.
  public init(policy: Policy, parameters: [Scalar], keepsDecisions: Bool = false) {
    experience = policy.input.history == nil ? .pooled : .separate
    memorySize = policy.memorySize
    stepper = PolicyStepper(
      policy: policy, parameters: parameters, keepsDecisions: keepsDecisions)
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

  /// The log probabilities of the actions just drawn, if they are kept.
  public var logProbabilities: [Float] { stepper.logProbabilities }

  /// The values that came with them, if they are kept and the policy has values.
  public var values: [Float] { stepper.values }

  /// Stores what followed, if the policy receives the step before.
  public mutating func observe(_ outcome: Outcome) {
    if experience == .pooled { return }
    stepper.observe(
      actions: outcome.actions, rewards: outcome.rewards, copies: outcome.view.copies)
  }

  /// The memory and the probabilities of discrete actions; `nil` without a memory.
  public var insight: AgentInsight? {
    @_specialize(where Scalar == Float)
    get {
      guard memorySize > 0 else { return nil }
      return AgentInsight(
        memory: memories, memorySize: memorySize,
        probabilities: stepper.probabilities, means: stepper.means)
    }
  }

  /// What each copy remembers, `[E, M]`; empty without a memory.
  package var memory: [Scalar] {
    get { stepper.memory }
    set { stepper.memory = newValue }
  }

  /// What each copy remembers, `[E, M]`, in single precision; empty without a memory.
  public var memories: [Float] {
    get { memory.map { Float($0) } }
    set { memory = Scalar.converting(newValue) }
  }
}
