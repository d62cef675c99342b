import Gym
import Numerics

extension Bandit {
  /// The players of known level on arms that pay 1 or 0.
  static func players(for parameterization: Parameterization) -> ReferenceAgents {
    let prior = BernoulliBelief(armCount: parameterization.armCount)
    return ReferenceAgents(
      // No arm is better than another before one has been pulled.
      blind: { OneArmAgent(arm: 0) },
      oracle: { OneArmAgent(bestOf: parameterization.probabilities($0)) },
      learners: [
        .uniform(armCount: prior.armCount), .greedy(prior), .epsilonGreedy(prior),
        .upperBound(prior, width: 0.2), .thompson(prior, "a beta posterior, Beta(1, 1) at first"),
        NamedAgent(
          name: "gittins",
          summary: "Pulls the arm with the highest Gittins index, for a uniform prior and discount"
            + " 0.995 (Gittins 1979)."
        ) { _ in LearningAgent(GittinsRule(indices: .standard), prior: prior) },
      ], belief: { belief(for: parameterization, in: $0) })
  }
}

extension GaussianBandit {
  /// The players of known level on arms that pay normal amounts.
  static func players(armCount: Int) -> ReferenceAgents {
    let prior = GaussianBelief(armCount: armCount)
    return ReferenceAgents(
      blind: { OneArmAgent(arm: 0) },
      oracle: { OneArmAgent(bestOf: $0) },
      learners: [
        .uniform(armCount: armCount), .greedy(prior), .epsilonGreedy(prior),
        // Twice as wide as for payments of 0 and 1, which spread half as far at most.
        .upperBound(prior, width: 0.4),
        .thompson(prior, "a normal posterior, mean 1/2 and variance 1/12 at first"),
      ])
  }
}

extension ContextualBandit {
  /// The players of known level on arms whose chances depend on a context.
  static func players(armCount: Int) -> ReferenceAgents {
    let prior = LogisticBelief(armCount: armCount)
    return ReferenceAgents(
      blind: { OneArmAgent(arm: 0) },
      oracle: { ContextReader(weights: $0) },
      learners: [
        .uniform(armCount: armCount), .greedy(prior), .epsilonGreedy(prior),
        .thompson(prior, "a normal posterior of the weights, standard normal at first"),
      ])
  }
}

extension NamedAgent {
  /// Pulls arms at random.
  static func uniform(armCount: Int) -> NamedAgent {
    NamedAgent(name: "uniform", summary: "Pulls any arm, each as often as any other.") { _ in
      RandomAgent(actionSpace: .discrete(count: armCount))
    }
  }

  static func greedy(_ prior: some ArmBelief) -> NamedAgent {
    NamedAgent(
      name: "greedy",
      summary: "Pulls the arm with the highest posterior mean, the first of several equals."
    ) { _ in LearningAgent(GreedyRule(), prior: prior) }
  }

  static func epsilonGreedy(_ prior: some ArmBelief) -> NamedAgent {
    NamedAgent(
      name: "epsilon-greedy",
      summary: "Pulls any arm with probability 0.05, else as greedy does (Sutton and Barto 2018)."
    ) { _ in LearningAgent(GreedyRule(explorationRate: 0.05), prior: prior) }
  }

  static func upperBound(_ prior: some CountingBelief, width: Float) -> NamedAgent {
    NamedAgent(
      name: "ucb1",
      summary:
        "Pulls the arm with the highest posterior mean + \(width) √(2 ln t / n), n counting the"
        + " prior as pulls (Auer et al. 2002)."
    ) { _ in LearningAgent(UpperBoundRule(width: width), prior: prior) }
  }

  static func thompson(_ prior: some ArmBelief, _ posterior: String) -> NamedAgent {
    NamedAgent(
      name: "thompson",
      summary: "Pulls the arm that is best in a draw from \(posterior) (Thompson 1933)."
    ) { _ in LearningAgent(SamplingRule(), prior: prior) }
  }
}
