public import Gym
public import Numerics

/// A row of arms whose payments are normal with an individual mean and variance 1; see Bandit.md.
public struct GaussianBandit: SpanEnvironment {
  /// What each arm pays on average.
  public struct Task: Sendable {
    let means: [Lanes]
  }

  /// A bandit has no state.
  public typealias State = Bandit.State

  /// One constant seen, one arm chosen, a fixed number of pulls.
  public let specification: EnvironmentSpecification

  /// Creates the environment.
  ///
  /// - Parameters:
  ///   - arms: How many arms there are to choose from.
  ///   - pulls: How many pulls make an episode.
  public init(arms: Int, pulls: Int) {
    specification = .bandit(
      arms: arms, pulls: pulls,
      parameters: (0..<arms).map { arm in
        TaskParameter(
          name: "m\(arm)", meaning: "mean payment of arm \(arm)", defaultValue: 0.5,
          legalRange: -TaskParameter.unbounded...TaskParameter.unbounded)
      },
      stepNoiseCount: 2,
      summary: "A row of arms whose payments are normal with a mean of their own.",
      reward: "Normal with the mean of the pulled arm and variance 1.")
  }

  /// Makes tasks with the given means, one for each arm.
  public func makeTask(_ parameters: [Lanes]) -> Task {
    Task(means: parameters)
  }

  /// Returns the only state there is.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> State {
    State()
  }

  /// Pulls an arm: it pays its mean and a standard normal number.
  @inline(__always)
  public func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    let deviation = VectorFunctions.normal(noise[0], noise[1])
    var reward = Lanes()
    for arm in task.means.indices {
      reward.replace(with: task.means[arm] + deviation, where: actions[0] .== Float(arm))
    }
    return .transition(reward: reward)
  }

  /// Shows a constant.
  @inline(__always)
  public func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>) {
    observation[0] = Lanes(repeating: 1)
  }
}
