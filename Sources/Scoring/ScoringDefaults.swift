/// How a distribution is scored where nothing else is given.
///
/// The numbers of steps and rollouts are those of players, which were not trained: as MAML trains by default
/// on the distribution, with at least `leastStepCount` steps.
public struct ScoringDefaults: Equatable, Sendable {
  /// How many tasks a score has.
  public var taskCount = 40
  /// How many tasks a score of separate trials has, which are short and played side by side.
  public var taskCountOfTrials = 1_000
  /// How many adaptation steps a score of a player has.
  public var stepCount = leastStepCount
  /// How many episodes each block of a player has; in separate trials 1.
  public var rolloutCount = 20

  /// The least number of adaptation steps of a score by default.
  public static let leastStepCount = 3

  /// The defaults of a distribution.
  ///
  /// - Parameter fullName: Environment and distribution.
  public init(distribution fullName: String) {
    switch fullName {
    case "bandit/bernoulli", "bandit/gaussian", "bandit/two-armed", "bandit/one-good-arm",
      "bandit/contextual":
      (taskCount, taskCountOfTrials) = (500, 4_000)
      (stepCount, rolloutCount) = (4, 1)
    case "tabular-mdp/dirichlet":
      taskCount = 500
      (stepCount, rolloutCount) = (9, 1)
    default: break
    }
  }
}
