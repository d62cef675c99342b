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
  /// - Source: Duan et al. 2016, section 3.1.
  static func bernoulli(_ options: OptionValues) -> TaskDistribution {
    let armCount = options[arms]
    func allArms(_ range: ClosedRange<Float>) -> TaskRegion {
      TaskRegion(Array(repeating: .uniform(range), count: armCount))
    }
    return TaskDistribution(
      name: "bernoulli",
      summary: "Each arm pays with a probability of its own; only pulling tells which is best.",
      environment: Bandit(arms: armCount, pulls: options[pulls]),
      options: options,
      train: allArms(0...1),
      shifted: allArms(0...0.3),
      referencePlayers: ReferencePlayers(
        // No arm is better than another before one has been pulled.
        blind: { OneArmPlayer(arm: 0) },
        oracle: { probabilities in OneArmPlayer(bestOf: probabilities) }))
  }
}
