public import Gym
import Networks
import Tensors

extension MAML {
  /// Every method of the family.
  public static let descriptions = GradientMethod.all.map { method in
    LearnerDescription(
      method.name, summary: method.summary, source: method.source,
      columns: GradientReport.columns, changes: [rateChange, decayChange])
  }

  /// The arrays of the policy.
  public static func shapes(
    settings: GradientSettings, specification: EnvironmentSpecification
  ) -> [NamedArrays.Shape] {
    Policy(settings: settings, specification: specification).layout.arrayShapes
  }

  static let rateChange = AgentChange(
    "inner-learning-rate", value: "rate,...",
    help: "Size of each adaptation step in place of the policy's own.", form: .numbers(.above(0)))

  static let decayChange = AgentChange(
    "inner-learning-rate-decay", value: "factor",
    help: "Factor of the rate at each step beyond those listed, or beyond training's.",
    form: .number(.above(0)))
}

extension LearnerCatalog {
  /// Every learner that Fledge has.
  public static let standard: LearnerCatalog = [MAML.self, RL2.self]
}

extension GradientMethod {
  /// What is learned, in a sentence.
  fileprivate var summary: String {
    switch self {
    case .maml: "Initial parameters from which policy-gradient steps adapt."
    case .fomaml: "The same, to first order: steps do not see how they depend on where they start."
    case .reptile: "Initial parameters that move towards the adapted ones."
    case .metaSGD: "Initial parameters, and an inner learning rate for each of them."
    case .anil: "Initial parameters of which only the last layer adapts."
    case .cavia: "Parameters that stay; only a context, given to the policy as extra input, adapts."
    case .joint: "One policy for all tasks, trained without adaptation and fine-tuned afterwards."
    }
  }

  /// Where it was published.
  fileprivate var source: String {
    switch self {
    case .maml, .fomaml: "Finn et al. 2017, <https://arxiv.org/abs/1703.03400>"
    case .reptile: "Nichol et al. 2018, <https://arxiv.org/abs/1803.02999>"
    case .metaSGD: "Li et al. 2017, <https://arxiv.org/abs/1707.09835>"
    case .anil: "Raghu et al. 2020, <https://arxiv.org/abs/1909.09157>"
    case .cavia: "Zintgraf et al. 2019, <https://arxiv.org/abs/1810.03642>"
    case .joint: "the pretrained baseline of Finn et al. 2017, <https://arxiv.org/abs/1703.03400>"
    }
  }
}
