import Gym
import Numerics

extension TabularMDP {
  /// Next states from a flat Dirichlet distribution, mean rewards from a normal one.
  ///
  /// On `shifted` tasks each action leads to few of the states, so that there is more to steer.
  ///
  /// - Source: Duan et al. 2016, section 3.2, <https://arxiv.org/abs/1611.02779>.
  static func dirichlet() -> TaskDistribution {
    TaskDistribution(
      name: "dirichlet",
      summary: "Where actions lead and what they pay is drawn anew; one has to learn to plan.",
      environment: TabularMDP(),
      train: region(concentration: 1),
      shifted: region(concentration: 0.3),
      referenceAgents: ReferenceAgents(
        // Means of different pairs and the transitions are independent of each other, so an agent that
        // ignores rewards expects 1 of every pair it may come to, whatever its rule: 10 in an episode, on
        // both splits. Uniform choice varies least from task to task.
        blind: { RandomAgent(actionSpace: TabularMDP().specification.actionSpace) },
        oracle: { parameters in PlanningAgent(knowing: parameters) },
        learners: learners))
  }

  private static func region(concentration: Float) -> TaskRegion {
    TaskRegion(
      Array(repeating: .gamma(shape: concentration), count: pairCount * stateCount)
        + Array(repeating: .normal(mean: 1, standardDeviation: 1), count: pairCount))
  }

  private static let learners = [
    NamedAgent(
      name: "psrl",
      summary: "Plans each episode for a task drawn from its posterior, with the prior of train"
        + " (Strens 2000, Osband et al. 2013).",
      make: { _ in TabularLearner(rule: .posteriorSampling) }),
    NamedAgent(
      name: "greedy",
      summary: "Plans each block of episodes for the mean of its posterior, with the same prior.",
      make: { _ in TabularLearner(rule: .posteriorMean(exploration: 0)) }),
    NamedAgent(
      name: "epsilon-greedy",
      summary: "As greedy, but acts uniformly at random in one step of ten.",
      make: { _ in TabularLearner(rule: .posteriorMean(exploration: 0.1)) }),
    NamedAgent(
      name: "uniform", summary: "Acts uniformly at random, whatever it has seen.",
      make: { _ in RandomAgent(actionSpace: TabularMDP().specification.actionSpace) }),
  ]
}
