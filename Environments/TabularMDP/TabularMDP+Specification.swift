public import Gym

extension TabularMDP {
  /// Ten numbers seen, one of which is 1, and one of five actions chosen, ten times.
  public var specification: EnvironmentSpecification { Self.tabularMDP }

  private static let tabularMDP = EnvironmentSpecification(
    name: "tabular-mdp",
    observationSpace: .box(
      low: Array(repeating: 0, count: stateCount), high: Array(repeating: 1, count: stateCount)),
    actionSpace: .discrete(count: actionCount),
    horizon: horizon,
    stateNames: ["state"],
    parameters: weights + meanRewards,
    stepNoiseCount: 3,
    words: EnvironmentWords(
      summary: "Ten states and five actions that lead from state to state by chance.",
      observation: (0..<stateCount).map {
        .init(name: "state\($0)", meaning: "1 in state \($0), else 0")
      },
      action: "The number of the action, from 0.",
      reward: "Normal around a mean of the state and the action, with variance 1.",
      endOfEpisode: "Never ends by itself; it is cut after \(horizon) steps."))

  /// Draws may be as small as 1e-30; ten of the largest still have a finite sum.
  private static let weights = pairs.flatMap { state, action in
    (0..<stateCount).map { next in
      TaskParameter(
        name: "w\(state)a\(action)s\(next)",
        meaning: "weight of going from state \(state) by action \(action) to state \(next)",
        defaultValue: 1, legalRange: 1e-30...TaskParameter.unbounded,
        group: "weights of next states")
    }
  }

  private static let meanRewards = pairs.map { state, action in
    TaskParameter(
      name: "m\(state)a\(action)", meaning: "mean reward of action \(action) in state \(state)",
      defaultValue: 1, legalRange: -TaskParameter.unbounded...TaskParameter.unbounded,
      group: "mean rewards")
  }

  private static let pairs = (0..<stateCount).flatMap { state in
    (0..<actionCount).map { action in (state, action) }
  }
}
