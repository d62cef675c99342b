public import Gym
public import Numerics
import Tensors

/// Meta-training, iteration by iteration: draws tasks by address and lets a learner update on them.
///
/// The loop holds everything a checkpoint must hold; what to do after an iteration is the caller's.
public struct TrainingLoop: Sendable {
  /// What is being learned.
  public var learner: any Learner
  /// Where tasks come from.
  public let distribution: TaskDistribution
  /// Tasks per iteration, M.
  public let tasksPerIteration: Int
  /// The seed of all random numbers.
  public let seed: UInt64
  /// How many iterations are done.
  public private(set) var iteration: Int
  /// How many environment steps were taken so far.
  public private(set) var environmentSteps: Int

  /// Creates a loop at the beginning, or where a checkpoint left off.
  public init(
    learner: any Learner, distribution: TaskDistribution, tasksPerIteration: Int, seed: UInt64,
    iteration: Int = 0, environmentSteps: Int = 0
  ) {
    self.learner = learner
    self.distribution = distribution
    self.tasksPerIteration = tasksPerIteration
    self.seed = seed
    self.iteration = iteration
    self.environmentSteps = environmentSteps
  }

  /// Runs one iteration.
  ///
  /// - Parameter workers: The threads that share out the tasks.
  /// - Returns: What the update did.
  /// - Throws: What the learner or the task distribution throws; nothing has changed then.
  public mutating func runIteration(workers: Workers) throws -> UpdateReport {
    let root = RandomKey(seed: seed)
    let tasks = try (0..<tasksPerIteration).map { index in
      try distribution.task(.train, index: iteration * tasksPerIteration + index, key: root)
    }
    let report = try learner.update(
      on: tasks, of: distribution, workers: workers, key: root.child(.iteration, iteration))
    iteration += 1
    environmentSteps += report.environmentSteps
    return report
  }
}
