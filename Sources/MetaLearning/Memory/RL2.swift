public import Gym
public import Networks
public import Numerics
import Tensors

/// RL²: a recurrent policy that learns within its trials by what it remembers, in single precision.
///
/// - Source: Duan et al. 2016, "RL²", <https://arxiv.org/abs/1611.02779>.
public struct RL2: Learner {
  /// The name of the learner.
  static let name = "rl2"

  /// The only learner of the family.
  public static let descriptions = [
    LearnerDescription(
      name,
      summary:
        "A policy with a memory, which adapts by what it remembers of a trial, step by step.",
      source: "Duan et al. 2016, <https://arxiv.org/abs/1611.02779>", columns: MemoryReport.columns)
  ]

  private var core: MemoryLearner<Float>

  /// Creates a learner with random initial parameters.
  ///
  /// - Parameters:
  ///   - settings: How it learns.
  ///   - specification: The environment it is for; only its spaces matter.
  ///   - key: The address of the initial parameters.
  public init(settings: MemorySettings, specification: EnvironmentSpecification, key: RandomKey) {
    core = MemoryLearner(
      settings: settings, policy: Policy(settings: settings, specification: specification),
      key: key)
  }

  /// How it learns.
  public var settings: MemorySettings { core.settings }

  /// The architecture of the policy.
  public var policy: Policy { core.policy }

  /// The arrays of the policy.
  public static func shapes(
    settings: MemorySettings, specification: EnvironmentSpecification
  ) -> [NamedArrays.Shape] {
    Policy(settings: settings, specification: specification).layout.arrayShapes
  }

  /// Improves the parameters on a meta-batch; see `Learner.update`.
  public mutating func update(on batch: MetaBatch, workers: Workers) throws -> UpdateReport {
    try core.update(on: batch, workers: workers).updateReport
  }

  /// The agent, whose memory is empty.
  public func makeAgent(_ changes: AgentChanges) -> any Agent { core.makeAgent() }

  /// The parameters.
  public var knowledge: NamedArrays {
    NamedArrays(arrays: policy.layout.arrays(of: core.parameters))
  }

  /// The optimiser's moments, how many updates were made, and the unit of values.
  public var progress: NamedArrays {
    core.adam.state.adding(
      NamedArrays(
        arrays: [
          .init(
            name: "returnVariance", shape: [1], values: [core.returnDeviation.runningVariance])
        ], counters: ["updates": core.updateCount]))
  }

  /// Restores what `knowledge` and `progress` gave.
  ///
  /// - Throws: `LearnerError` if an array is missing or has another size, or a counter is missing.
  public mutating func restore(
    knowledge: NamedArrays, progress: NamedArrays?
  ) throws(LearnerError) {
    try knowledge.check(for: self.knowledge)
    try progress?.check(for: self.progress)
    core.parameters = policy.layout.values(in: knowledge, or: core.parameters)
    core.beginTraining()
    guard let progress else { return }
    core.adam.take(progress)
    core.updateCount = progress.counters["updates"] ?? core.updateCount
    core.returnDeviation.runningVariance = progress["returnVariance"]?.first ?? 0
    core.returnDeviation.count = core.updateCount
  }
}

extension Policy {
  /// The architecture that settings ask for in an environment's spaces.
  public init(settings: MemorySettings, specification: EnvironmentSpecification) {
    let actionKind = ActionKind(specification.actionSpace)
    self.init(
      input: PolicyInput(
        observationSize: specification.observationSpace.size,
        history: PolicyHistory(
          actionKind: actionKind, rewardScale: Float(settings.rewardScale))),
      actionKind: actionKind, hasValue: true
    ) { inputSize, outputSize, layout in
      RecurrentNetwork(
        inputSize: inputSize, encoderSize: settings.encoder,
        cell: settings.core == .lstm ? .lstm : .gru(resetsBefore: settings.resetGate == .before),
        width: settings.memory, decoderSize: settings.decoder, outputSize: outputSize,
        in: &layout)
    }
  }
}
