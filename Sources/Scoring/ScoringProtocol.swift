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
  /// A pooled agent adapts to all of them; with separate trials each belongs to another one.
  public var rolloutCount: Int
  /// Separate if every agent plays separate trials, `rolloutCount` on each task and with one episode per
  /// block: a pooled agent plays each by a copy of its own, which learns from this trial alone.
  ///
  /// If pooled, the agent's own experience decides.
  public var experience: Experience
  /// After how many episodes of a separate trial a pooled agent learns from them, at least 1.
  public var episodesPerStep: Int
  /// The seed of the tasks and of all other random numbers of the scoring.
  public var seed: UInt64
  /// Whether the score keeps all that happened on each task.
  ///
  /// Separate trials are then played task by task.
  public var keepsTrials: Bool
  /// Whether separate trials are played task by task, as they must be to be recorded.
  ///
  /// Changes no number of a pooled agent. Separate trials then have other random numbers.
  public var playsTaskByTask: Bool
  /// Whether the score has the mean reward of each environment step; changes none of its other numbers.
  public var measuresSteps: Bool

  /// Creates a protocol.
  public init(
    split: Split = .test, taskCount: Int = 40, stepCount: Int = 3, rolloutCount: Int = 20,
    experience: Experience = .pooled, episodesPerStep: Int = 1, seed: UInt64 = 1,
    keepsTrials: Bool = false, playsTaskByTask: Bool = false, measuresSteps: Bool = false
  ) {
    self.split = split
    self.taskCount = taskCount
    self.stepCount = stepCount
    self.rolloutCount = rolloutCount
    self.experience = experience
    self.episodesPerStep = episodesPerStep
    self.seed = seed
    self.keepsTrials = keepsTrials
    self.playsTaskByTask = playsTaskByTask
    self.measuresSteps = measuresSteps
  }

  /// The trial on each task: a block before each adaptation step and one after the last.
  public var plan: TrialPlan {
    TrialPlan(blockCount: stepCount + 1, episodesPerBlock: rolloutCount)
  }
}
