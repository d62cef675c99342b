public import Gym
public import Networks
public import Numerics
import Tensors

/// MAML or one of its relatives, as the settings say, in single precision.
///
/// - Source: Finn et al. 2017, algorithm 3, <https://arxiv.org/abs/1703.03400>; `descriptions` has those
///   of the relatives.
public struct MAML: Learner {
  private var core: GradientLearner<Float>

  /// Creates a learner with random initial parameters.
  ///
  /// - Parameters:
  ///   - settings: How it learns.
  ///   - specification: The environment it is for; only its spaces matter.
  ///   - key: The address of the initial parameters.
  public init(settings: GradientSettings, specification: EnvironmentSpecification, key: RandomKey) {
    core = GradientLearner(
      settings: settings, policy: Policy(settings: settings, specification: specification),
      key: key)
  }

  /// How it learns.
  public var settings: GradientSettings { core.settings }

  /// The architecture of the policy.
  public var policy: Policy { core.policy }

  /// Improves the initial parameters on a meta-batch; see `Learner.update`.
  public mutating func update(on batch: MetaBatch, workers: Workers) throws -> UpdateReport {
    try core.update(
      on: batch.tasks, of: batch.distribution, workers: workers, key: batch.key
    ).updateReport
  }

  /// The agent as it begins a trial.
  ///
  /// - Parameter changes: Other learning rates or another decay, if any.
  /// - Returns: The agent before its first step.
  public func makeAgent(_ changes: AgentChanges) -> any Agent {
    makeAgent(
      learningRates: changes.value(Self.rateChange.name),
      decay: changes.value(Self.decayChange.name))
  }

  /// The agent as it begins a trial.
  ///
  /// - Parameters:
  ///   - learningRates: The rate of each step; `nil` for the learner's own.
  ///   - decay: Factor of the rate at each step beyond those listed; `nil` for the learner's own.
  /// - Returns: The agent before its first step.
  public func makeAgent(learningRates: [Double]?, decay: Double? = nil) -> any Agent {
    core.makeAgent(learningRates: learningRates, decay: decay)
  }

  /// Agents that take every step with the same rate, each with another one, from 0.1 to 100.
  public func untrainedAgents() -> [NamedAgent] {
    [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 50, 100].map { rate in
      NamedAgent(
        name: "rate \(rate)", learningRate: rate, agent: makeAgent(learningRates: [rate], decay: 1))
    }
  }

  /// Initial parameters and logarithms of learning rates; after adaptation also the number of its steps.
  public var knowledge: NamedArrays { core.knowledge }

  /// The adapted parameters in place of the initial ones, the same rates, and the number of steps taken.
  ///
  /// - Parameter agent: An agent that `makeAgent` gave, after a trial.
  /// - Returns: The arrays of a policy file; `nil` for any other agent.
  public func knowledge(of agent: any Agent) -> NamedArrays? {
    guard let agent = agent as? GradientAgent<Float>, agent.policy == policy else { return nil }
    var adapted = core
    adapted.point.parameters = agent.parameters
    adapted.stepsTaken = agent.stepCount
    return adapted.knowledge
  }

  /// The optimiser's moments and its number of steps.
  public var progress: NamedArrays { core.progress }

  /// Restores what `knowledge` and `progress` gave.
  ///
  /// - Throws: `LearnerError` if an array is missing or has another size, or a counter is missing or
  ///   too high.
  public mutating func restore(
    knowledge: NamedArrays, progress: NamedArrays?
  ) throws(LearnerError) {
    try knowledge.check(for: core.knowledge)
    try progress?.check(for: core.progress)
    let steps = knowledge.counters[stepsCounter] ?? 0
    guard (0...TrialPlan.mostStepsBefore).contains(steps) else {
      throw .counterOutOfRange(
        name: stepsCounter, found: steps, allowed: 0...TrialPlan.mostStepsBefore)
    }
    core.take(knowledge: knowledge)
    if let progress { core.take(progress: progress) }
  }
}

/// The counter of a policy file that says how many adaptation steps led to its parameters.
private let stepsCounter = "adaptationSteps"

extension Policy {
  /// The architecture that settings ask for in an environment's spaces.
  public init(settings: GradientSettings, specification: EnvironmentSpecification) {
    self.init(
      input: PolicyInput(
        observationSize: specification.observationSpace.size,
        embeddingSize: settings.method.contextSize ?? 0),
      hiddenSizes: settings.policy.hidden, activation: settings.policy.activation,
      actionKind: ActionKind(specification.actionSpace))
  }
}

extension GradientLearner where Scalar == Float {
  var knowledge: NamedArrays {
    var arrays = policy.layout.arrays(of: point.parameters)
    let count = point.logLearningRates.count
    arrays.append(
      .init(name: "logInnerLearningRates", shape: [count], values: point.logLearningRates))
    if !point.logMultipliers.isEmpty {
      arrays.append(
        .init(
          name: "logInnerRateMultipliers", shape: [point.logMultipliers.count],
          values: point.logMultipliers))
    }
    return NamedArrays(
      arrays: arrays, counters: stepsTaken == 0 ? [:] : [stepsCounter: stepsTaken])
  }

  mutating func take(knowledge: NamedArrays) {
    point.parameters = policy.layout.values(in: knowledge, or: point.parameters)
    point.logLearningRates = knowledge["logInnerLearningRates"] ?? point.logLearningRates
    point.logMultipliers = knowledge["logInnerRateMultipliers"] ?? point.logMultipliers
    stepsTaken = knowledge.counters[stepsCounter] ?? 0
  }

  var progress: NamedArrays { adam.state }

  mutating func take(progress: NamedArrays) { adam.take(progress) }
}
