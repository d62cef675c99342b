public import Gym
public import Numerics

/// A row of slot machines, each paying 1 with a probability of its own; see Bandit.md.
public struct Bandit: SpanEnvironment {
  /// How likely each arm pays.
  public struct Task: Sendable {
    let probabilities: [Lanes]
  }

  /// A bandit has no state.
  public struct State: VectorState {
    /// Does nothing: all states are the same.
    @inline(__always)
    public mutating func replace(with other: State, where mask: LaneMask) {}
  }

  /// One constant seen, one arm chosen, a fixed number of pulls.
  public let specification: EnvironmentSpecification
  let parameterization: Parameterization

  /// Creates the environment with a parameter for each arm: the probability that it pays.
  ///
  /// - Parameters:
  ///   - arms: How many arms there are to choose from.
  ///   - pulls: How many pulls make an episode.
  public init(arms: Int, pulls: Int) {
    self.init(.independent(arms: arms), pulls: pulls)
  }

  /// Creates the environment with the parameters of a kind of bandit.
  init(_ parameterization: Parameterization, pulls: Int) {
    self.parameterization = parameterization
    specification = .bandit(
      arms: parameterization.armCount, pulls: pulls, parameters: parameterization.parameters,
      stepNoiseCount: 1,
      summary: "A row of slot machines, each paying 1 with a probability of its own.",
      reward: "1 with the probability of the pulled arm, else 0.")
  }

  /// Makes tasks with the given parameters.
  public func makeTask(_ parameters: [Lanes]) -> Task {
    Task(probabilities: parameterization.probabilities(parameters))
  }

  /// Returns the only state there is.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> State {
    State()
  }

  /// Pulls an arm: it pays where the noise falls below its probability.
  @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    var probability = Lanes()
    for arm in task.probabilities.indices {
      probability.replace(with: task.probabilities[arm], where: actions[0] .== Float(arm))
    }
    return .transition(reward: Lanes().replacing(with: 1, where: noise[0] .< probability))
  }

  /// Shows a constant.
  @inline(__always)
  public func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>) {
    observation[0] = Lanes(repeating: 1)
  }
}
