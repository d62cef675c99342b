public import Gym
public import Networks
public import Tensors

/// A policy that adapts by policy-gradient steps, one after each block of a trial.
///
/// - Source: Finn et al. 2017, algorithm 3, lines 5 to 7, <https://arxiv.org/abs/1703.03400>.
public struct GradientAgent<Scalar: TensorScalar>: Agent {
  /// The architecture.
  public let policy: Policy
  /// How many steps were taken before this trial.
  public let stepsBeforeTrial: Int
  /// How many steps were taken, those before this trial included.
  public private(set) var stepCount: Int
  /// The steps of this trial; only the latest one unless `keepsPath`.
  package private(set) var path: AdaptationPath<Surrogate<Scalar>>
  private let start: AdaptationPath<Surrogate<Scalar>>
  private let rates: InnerLearningRates
  private let estimator: InnerEstimator
  private let options: AdvantageSettings
  private let keepsPath: Bool
  private var actor: PolicyAgent<Scalar>

  /// Creates an agent at the start of a trial.
  ///
  /// - Parameters:
  ///   - policy: The architecture.
  ///   - parameters: The initial parameters, `[P]`.
  ///   - multipliers: What each parameter's rate is multiplied with, `[P]`; empty if with 1.
  ///   - rule: What a step may change.
  ///   - rates: How large the steps are.
  ///   - estimator: How a step's gradient depends on the parameters; it changes curvature only.
  ///   - options: How advantages are computed.
  ///   - stepsBefore: How many steps led to the initial parameters; rates go on from there.
  ///   - keepsPath: Whether all steps are kept, for derivatives through them.
  init(
    policy: Policy, parameters: [Scalar], multipliers: [Scalar], rule: AdaptationRule<Scalar>,
    rates: InnerLearningRates, estimator: InnerEstimator, options: AdvantageSettings,
    stepsBefore: Int = 0, keepsPath: Bool = false
  ) {
    self.policy = policy
    stepsBeforeTrial = stepsBefore
    stepCount = stepsBefore
    start = AdaptationPath(initialParameters: parameters, multipliers: multipliers, rule: rule)
    path = start
    self.rates = rates
    self.estimator = estimator
    self.options = options
    self.keepsPath = keepsPath
    actor = PolicyAgent(policy: policy, parameters: parameters)
  }

  /// The parameters now, `[P]`.
  public var parameters: [Scalar] { path.adaptedParameters }

  /// Gets ready to act by the parameters as they are now.
  @_specialize(where Scalar == Float)
  public mutating func begin(_ block: Block) {
    if block.isFirst { (path, stepCount) = (start, stepsBeforeTrial) }
    actor = PolicyAgent(policy: policy, parameters: parameters)
    actor.begin(block)
  }

  /// Draws actions from the policy.
  @_specialize(where Scalar == Float)
  public mutating func act(on view: View, actions: inout [Float]) {
    actor.act(on: view, actions: &actions)
  }

  /// Takes one policy-gradient step.
  ///
  /// - Throws: `LearnerError.notFiniteAdaptation` if it leads to parameters that are not finite; the
  ///   agent is then unchanged.
  @_specialize(where Scalar == Float)
  public mutating func absorb(_ rollouts: Rollouts) throws {
    var none: [AdaptationPath<Surrogate<Scalar>>.Hessian]?
    try absorb(rollouts, keeping: &none)
  }

  /// Takes one policy-gradient step and also returns its Hessian, for the backward pass.
  ///
  /// - Parameters:
  ///   - rollouts: The block that this agent has just played.
  ///   - hessians: Those of the steps so far, which receive one more; `nil` if none are needed.
  /// - Throws: `LearnerError.notFiniteAdaptation` if it leads to parameters that are not finite; the
  ///   agent is then unchanged.
  mutating func absorb(
    _ rollouts: Rollouts, keeping hessians: inout [AdaptationPath<Surrogate<Scalar>>.Hessian]?
  ) throws {
    var next = path
    if !keepsPath {
      next = AdaptationPath(
        initialParameters: parameters, multipliers: path.multipliers, rule: path.rule)
    }
    next.step(
      on: surrogate(of: rollouts, estimator), learningRate: Scalar(rates[stepCount]),
      keeping: &hessians)
    let adapted = next.adaptedParameters
    let bad = adapted.indices.filter { !adapted[$0].isFinite }
    if let first = bad.first {
      throw LearnerError.notFiniteAdaptation(
        step: stepCount + 1, count: bad.count, firstName: policy.layout.name(ofParameter: first))
    }
    path = next
    stepCount += 1
  }

  /// The surrogate of a block of rollouts, with advantages over a baseline fitted to it.
  func surrogate(of rollouts: Rollouts, _ estimator: InnerEstimator) -> Surrogate<Scalar> {
    Surrogate(
      policy: policy,
      batch: PolicyBatch(rollouts, actionKind: policy.actionKind, options: options),
      estimator: estimator)
  }
}
