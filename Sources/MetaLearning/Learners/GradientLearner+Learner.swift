public import Gym
public import Networks
public import Numerics
import Tensors

/// The learner that trains in single precision: MAML or one of its relatives, as settings say.
public struct MAML: Learner {
  private var core: GradientLearner<Float>

  /// Creates a learner with random initial parameters.
  ///
  /// - Parameters:
  ///   - settings: How it learns.
  ///   - specification: The environment it is for; only its spaces matter.
  ///   - key: The address of the initial parameters.
  public init(settings: LearnerSettings, specification: EnvironmentSpecification, key: RandomKey) {
    core = GradientLearner(
      settings: settings, policy: Policy(settings: settings, specification: specification),
      key: key)
  }

  /// How it learns.
  public var settings: LearnerSettings { core.settings }

  /// The architecture of the policy.
  public var policy: Policy { core.policy }

  /// Improves the initial parameters on a meta-batch; see `Learner.update`.
  public mutating func update(
    on tasks: [[Float]], of distribution: TaskDistribution, workers: Workers, key: RandomKey
  ) throws -> UpdateReport {
    try core.update(on: tasks, of: distribution, workers: workers, key: key)
  }

  /// The agent as it begins a trial, with the learner's own learning rates.
  public func makeAgent() -> any Agent {
    makeAgent(learningRates: nil)
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

  /// Parameters, learning rates and the optimiser's moments.
  public var state: LearnerState {
    get { core.state }
    set { core.state = newValue }
  }

  /// Restores what `state` saved.
  ///
  /// - Throws: `LearnerError.stateMismatch` if an array is missing or has another size.
  public mutating func restore(_ state: LearnerState) throws(LearnerError) {
    for expected in core.state.arrays {
      let found = state[expected.name]
      guard found?.count == expected.values.count else {
        throw .stateMismatch(
          name: expected.name, expected: expected.values.count, found: found?.count)
      }
    }
    core.state = state
  }
}

extension Policy {
  /// The architecture that settings ask for in an environment's spaces.
  public init(settings: LearnerSettings, specification: EnvironmentSpecification) {
    let actionKind: ActionKind =
      switch specification.actionSpace {
      case .box(let low, _): .continuous(size: low.count)
      case .discrete(let count): .discrete(count: count)
      }
    self.init(
      input: PolicyInput(
        observationSize: specification.observationSpace.size,
        embeddingSize: settings.learner == .cavia ? settings.contextSize : 0),
      hiddenSizes: settings.hidden, activation: settings.activation, actionKind: actionKind)
  }
}

extension GradientLearner where Scalar == Float {
  var state: LearnerState {
    get {
      var arrays = policy.layout.entries.map { entry in
        LearnerState.Array(
          name: "policy/" + entry.name, shape: [entry.shape.rows, entry.shape.columns],
          values: Array(point.parameters[entry.range]))
      }
      let count = point.logLearningRates.count
      arrays.append(
        .init(name: "logInnerLearningRates", shape: [count], values: point.logLearningRates))
      if !point.logMultipliers.isEmpty {
        arrays.append(
          .init(
            name: "logInnerRateMultipliers", shape: [point.logMultipliers.count],
            values: point.logMultipliers))
      }
      let size = adam.firstMoment.count
      arrays.append(.init(name: "adam/firstMoment", shape: [size], values: adam.firstMoment))
      arrays.append(.init(name: "adam/secondMoment", shape: [size], values: adam.secondMoment))
      return LearnerState(arrays: arrays, counters: ["adamSteps": adam.stepCount])
    }
    set {
      for entry in policy.layout.entries {
        if let values = newValue["policy/" + entry.name] {
          point.parameters.replaceSubrange(entry.range, with: values)
        }
      }
      point.logLearningRates = newValue["logInnerLearningRates"] ?? point.logLearningRates
      point.logMultipliers = newValue["logInnerRateMultipliers"] ?? point.logMultipliers
      adam.firstMoment = newValue["adam/firstMoment"] ?? adam.firstMoment
      adam.secondMoment = newValue["adam/secondMoment"] ?? adam.secondMoment
      adam.stepCount = newValue.counters["adamSteps"] ?? adam.stepCount
    }
  }
}
