public import Gym

/// What the window shows: a policy that adapts, or recorded trials.
public struct ViewerContent: Sendable {
  /// The source of the trials.
  public enum Source: Sendable {
    /// A policy adapts to any task.
    case policy(LivePolicy)
    /// Recorded trials, at least one.
    case replay([Trial])
  }

  /// The name that the user gave it.
  public var name: String
  /// The tasks and their scenes.
  public var distribution: TaskDistribution
  /// The seed of the tasks and all other random numbers, as in `fledge score`.
  public var seed: UInt64
  /// The source of the trials.
  public var source: Source
  private let recordedExperience: Experience

  /// Creates the content of a window.
  ///
  /// - Parameters:
  ///   - name: The name that the user gave it.
  ///   - distribution: The tasks and their scenes.
  ///   - seed: The seed of the tasks and all other random numbers.
  ///   - source: The source of the trials.
  ///   - experience: Who learned from the episodes of recorded trials; a policy's agent says so itself.
  public init(
    name: String, distribution: TaskDistribution, seed: UInt64 = 1, source: Source,
    experience: Experience = .pooled
  ) {
    self.name = name
    self.distribution = distribution
    self.seed = seed
    self.source = source
    recordedExperience = experience
  }

  /// Whether the copies of a block teach one agent, or each is an agent in a trial of its own.
  public var experience: Experience {
    switch source {
    case .policy(let policy): policy.agent.experience
    case .replay: recordedExperience
    }
  }
}

/// A policy that adapts while it is shown.
public struct LivePolicy: Sendable {
  /// The agent as it begins every trial.
  public var agent: any Agent
  /// How many adaptation steps it takes in the first trial, K; the user can change it.
  public var stepCount: Int
  /// How many episodes it learns from at each step of the first trial; the user can change it.
  public var rolloutCount: Int
  /// The split that tasks are drawn from.
  public var split: Split
  /// The first task; `nil` for the first of the split.
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
