public import Gym

/// A row of slot machines, each paying 1 with a probability of its own; see Bandit.md.
public struct Bandit: Environment {
  /// How likely each arm pays.
  public struct Task: Sendable {
    let probabilities: [Float]
  }

  /// A bandit has nothing to remember.
  public struct State: LaneState {
    /// Does nothing: all states are the same.
    public mutating func replace(with other: State, where mask: LaneMask) {}
  }

  /// One constant seen, one arm chosen, a fixed number of pulls.
  public let specification: EnvironmentSpecification

  /// Creates the environment.
  ///
  /// - Parameters:
  ///   - arms: How many arms there are to choose from.
  ///   - pulls: How many pulls make an episode.
  public init(arms: Int, pulls: Int) {
    specification = EnvironmentSpecification(
      name: "bandit",
      observationSpace: .box(low: [1], high: [1]),
      actionSpace: .discrete(count: arms),
      horizon: pulls,
      parameters: (0..<arms).map { arm in
        TaskParameter(
          name: "p\(arm)", meaning: "probability that arm \(arm) pays", defaultValue: 0.5,
          legalRange: 0...1)
      },
      stepNoiseCount: 1,
      words: EnvironmentWords(
        summary: "A row of slot machines, each paying 1 with a probability of its own.",
        observation: [.init(name: "constant", meaning: "always 1: there is nothing to see")],
        action: "The number of the arm to pull, from 0.",
        reward: "1 with the probability of the pulled arm, else 0.",
        endOfEpisode: "Never ends by itself; it is cut after \(pulls) pulls."))
  }

  /// Makes the task with the given probabilities, one for each arm.
  public func makeTask(_ parameters: [Float]) -> Task {
    Task(probabilities: parameters)
  }

  /// Returns the only state there is.
  public func reset(task: Task, noise: [Lanes]) -> State {
    State()
  }

  /// Pulls an arm: it pays where the noise falls below its probability.
  public func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    var probability = Lanes()
    for arm in task.probabilities.indices {
      probability.replace(with: task.probabilities[arm], where: actions[0] .== Float(arm))
    }
    return .transition(reward: Lanes().replacing(with: 1, where: noise[0] .< probability))
  }

  /// Shows a constant.
  public func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = Lanes(repeating: 1)
  }
}
