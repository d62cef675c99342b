public import Gym

/// How adaptation is measured: which tasks, how many steps, how many rollouts each.
public struct ScoringProtocol: Equatable, Sendable {
  /// Which tasks to draw from.
  public var split: Split
  /// How many tasks, at least 1.
  public var taskCount: Int
  /// How many adaptation steps, K, at least 0.
  public var stepCount: Int
  /// How many episodes each block plays, at least 1.
  ///
  /// A pooled agent adapts to all of them; with separate agents each belongs to another trial.
  public var rolloutCount: Int
  /// The seed of the tasks and of all other random numbers of the scoring.
  public var seed: UInt64
  /// Whether the score keeps all that happened on each task; changes none of its numbers.
  public var keepsTrials: Bool

  /// Creates a protocol.
  public init(
    split: Split = .test, taskCount: Int = 40, stepCount: Int = 3, rolloutCount: Int = 20,
    seed: UInt64 = 1, keepsTrials: Bool = false
  ) {
    self.split = split
    self.taskCount = taskCount
    self.stepCount = stepCount
    self.rolloutCount = rolloutCount
    self.seed = seed
    self.keepsTrials = keepsTrials
  }

  /// The trial on each task: a block before each adaptation step and one after the last.
  public var plan: TrialPlan {
    TrialPlan(blockCount: stepCount + 1, episodesPerBlock: rolloutCount)
  }
}
