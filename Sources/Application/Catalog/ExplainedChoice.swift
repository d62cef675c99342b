package import MetaLearning

/// A choice of names on the command line, each with a line that says what it is.
package protocol ExplainedChoice: CaseIterable, RawRepresentable<String> {
  /// What it is, in a few words.
  var summary: String { get }
}

extension LearnerName: ExplainedChoice {
  package var summary: String {
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
}

extension InnerEstimator: ExplainedChoice {
  package var summary: String {
    switch self {
    case .logLikelihood: "The curvature of log probabilities alone, as much published code has it."
    case .likelihoodRatio:
      "That of probability ratios: exact where actions change no later rewards."
    case .dice: "That of products of ratios over an episode: unbiased, but noisier."
    }
  }
}

extension OuterOptimizer: ExplainedChoice {
  package var summary: String {
    switch self {
    case .trpo: "A step of natural gradient, as long as a bound on the divergence allows."
    case .adam: "A step of Adam."
    case .ppo: "Several steps of Adam on the same rollouts, on a clipped objective."
    case .promp: "The same, with a penalty on how far the policies move that collect the rollouts."
    }
  }
}
