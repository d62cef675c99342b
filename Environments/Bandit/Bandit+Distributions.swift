import Gym

extension Bandit {
  /// How many arms there are to choose from.
  static let arms = EnvironmentOption(
    name: "arms", meaning: "number of arms", defaultValue: 5, legalRange: 2...50)
  /// How many pulls make an episode.
  static let pulls = EnvironmentOption(
    name: "pulls", meaning: "pulls per episode", defaultValue: 20, legalRange: 1...1_000)

  /// Arms that pay with independent probabilities; on `shifted` tasks they all pay rarely.
  ///
  /// - Source: Duan et al. 2016, section 3.1, <https://arxiv.org/abs/1611.02779>.
  static func bernoulli(_ options: OptionValues) -> TaskDistribution {
    let armCount = options[arms]
    func allArms(_ range: ClosedRange<Float>) -> TaskRegion {
      TaskRegion(Array(repeating: .uniform(range), count: armCount))
    }
    return TaskDistribution(
      name: "bernoulli",
      version: 2,
      summary: "Each arm pays with a probability of its own; only pulling tells which is best.",
      environment: Bandit(arms: armCount, pulls: options[pulls]),
      options: options,
      train: allArms(0...1),
      shifted: allArms(0...0.3),
      referenceAgents: players(for: .independent(arms: armCount)))
  }

  /// Two arms of which one pays as often as the other does not.
  ///
  /// - Source: Wang et al. 2016, "Learning to reinforcement learn",
  ///   <https://arxiv.org/abs/1611.05763>: its dependent arms, uniform and, on `shifted` tasks, easy.
  static func twoArmed(_ options: OptionValues) -> TaskDistribution {
    TaskDistribution(
      name: "two-armed",
      summary: "Two arms whose probabilities sum to 1: either one tells about both.",
      environment: Bandit(.opposite, pulls: options[pulls]),
      options: options,
      train: TaskRegion([.uniform(0...1)]),
      shifted: TaskRegion([.choices([0.1, 0.9])]),
      referenceAgents: players(for: .opposite))
  }

  /// One arm that nearly always pays among others that nearly never do.
  static func oneGoodArm(_ options: OptionValues) -> TaskDistribution {
    let armCount = options[arms]
    func region(good: Float, others: Float) -> TaskRegion {
      TaskRegion([.choices((0..<armCount).map(Float.init)), .fixed(good), .fixed(others)])
    }
    return TaskDistribution(
      name: "one-good-arm",
      summary:
        "One arm nearly always pays, the others nearly never: find it, then stay.",
      environment: Bandit(.oneGood(arms: armCount), pulls: options[pulls]),
      options: options,
      train: region(good: 0.9, others: 0.1),
      shifted: region(good: 0.8, others: 0.2),
      referenceAgents: players(for: .oneGood(arms: armCount)))
  }
}

extension GaussianBandit {
  /// Arms whose payments are normal with independent means; on `shifted` tasks they all pay more.
  static func gaussian(_ options: OptionValues) -> TaskDistribution {
    let armCount = options[Bandit.arms]
    func allArms(_ range: ClosedRange<Float>) -> TaskRegion {
      TaskRegion(Array(repeating: .uniform(range), count: armCount))
    }
    return TaskDistribution(
      name: "gaussian",
      summary: "Payments are normal with a mean of each arm's own: one pull says little.",
      environment: GaussianBandit(arms: armCount, pulls: options[Bandit.pulls]),
      options: options,
      train: allArms(0...1),
      shifted: allArms(1...2),
      referenceAgents: players(armCount: armCount))
  }
}

extension ContextualBandit {
  /// Arms whose chances depend on a context; on `shifted` tasks twice as strongly.
  static func contextual(_ options: OptionValues) -> TaskDistribution {
    let armCount = options[Bandit.arms]
    func allWeights(deviation: Float) -> TaskRegion {
      TaskRegion(
        Array(
          repeating: .normal(mean: 0, standardDeviation: deviation),
          count: armCount * contextSize))
    }
    return TaskDistribution(
      name: "contextual",
      summary: "Which arm pays best depends on a context, in a way that has to be found out.",
      environment: ContextualBandit(arms: armCount, pulls: options[Bandit.pulls]),
      options: options,
      train: allWeights(deviation: 1),
      shifted: allWeights(deviation: 2),
      referenceAgents: players(armCount: armCount))
  }
}
