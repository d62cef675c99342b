public import Gym

/// What is to be seen: a policy that adapts, or trials that were recorded.
public struct ViewerContent: Sendable {
  /// Where the trials come from.
  public enum Source: Sendable {
    /// A policy adapts to any task.
    case policy(LivePolicy)
    /// What happened is known; at least one trial.
    case replay([Trial])
  }

  /// What the user called it.
  public var name: String
  /// The tasks, and how they look.
  public var distribution: TaskDistribution
  /// Names the tasks and all other random numbers, as in `fledge score`.
  public var seed: UInt64
  /// Where the trials come from.
  public var source: Source

  /// Creates what is to be seen.
  public init(name: String, distribution: TaskDistribution, seed: UInt64 = 1, source: Source) {
    self.name = name
    self.distribution = distribution
    self.seed = seed
    self.source = source
  }
}

/// A policy that adapts while it is shown.
public struct LivePolicy: Sendable {
  /// The agent as it begins every trial.
  public var agent: any Agent
  /// How many adaptation steps it takes at first, K.
  public var stepCount: Int
  /// How many episodes it learns from at each step, at first.
  public var rolloutCount: Int
  /// Which tasks are met.
  public var split: Split
  /// The task to begin with; `nil` for the first of the split.
  public var task: [Float]?

  /// Creates a policy.
  public init(
    agent: any Agent, stepCount: Int, rolloutCount: Int, split: Split = .test,
    task: [Float]? = nil
  ) {
    self.agent = agent
    self.stepCount = stepCount
    self.rolloutCount = rolloutCount
    self.split = split
    self.task = task
  }
}
