public import Gym
public import Numerics

/// Meta-training, iteration by iteration: a source chooses tasks and a learner updates on them.
///
/// The loop has everything that a checkpoint needs. It does not write files or show progress.
public struct TrainingLoop: Sendable {
  /// What is being learned.
  public var learner: any Learner
  /// The distribution of the tasks.
  public let distribution: TaskDistribution
  /// Chooses the tasks.
  public private(set) var source: any TaskSource
  /// The seed of all random numbers.
  public let seed: UInt64
  /// How many iterations are done.
  public private(set) var iteration: Int
  /// How many environment steps were taken so far.
  public private(set) var environmentSteps: Int

  /// Creates a loop at the beginning, or where a checkpoint left off.
  public init(
    learner: any Learner, distribution: TaskDistribution,
    source: any TaskSource = IndependentTasks(), seed: UInt64, iteration: Int = 0,
    environmentSteps: Int = 0
  ) {
    self.learner = learner
    self.distribution = distribution
    self.source = source
    self.seed = seed
    self.iteration = iteration
    self.environmentSteps = environmentSteps
  }

  /// What only training needs: of the learner and of the task source.
  public var progress: NamedArrays { learner.progress.adding(source.state) }

  /// Restores what a file has of `learner.knowledge` and, to continue training, of `progress`.
  ///
  /// - Parameters:
  ///   - arrays: All arrays and counters of the file; those of other names are ignored.
  ///   - isCheckpoint: Whether `progress` is among them.
  /// - Throws: What the learner and the source throw if something is missing or has another size; the
  ///   loop is unchanged then.
  public mutating func restore(_ arrays: NamedArrays, isCheckpoint: Bool) throws {
    var restored = self
    try restored.learner.restore(knowledge: arrays, progress: isCheckpoint ? arrays : nil)
    if isCheckpoint { try restored.source.restore(arrays) }
    self = restored
  }

  /// Runs one iteration.
  ///
  /// - Parameter workers: The threads that share out the tasks.
  /// - Returns: What the update did.
  /// - Throws: What the learner or the task source throws; nothing has changed then.
  public mutating func runIteration(workers: Workers) throws -> UpdateReport {
    try runIteration(workers: workers, recordingFirst: 0).report
  }

  /// Runs one iteration and keeps the trials on its first tasks.
  ///
  /// - Parameters:
  ///   - workers: The threads that share out the tasks.
  ///   - count: On how many tasks trials are kept, with their states; changes no other bit.
  /// - Returns: What the update did, and the kept trials; none if the learner did not play the tasks at the
  ///   addresses of its batch, in their order.
  /// - Throws: What the learner or the task source throws; nothing has changed then.
  public mutating func runIteration(
    workers: Workers, recordingFirst count: Int
  ) throws -> (report: UpdateReport, trials: [Trial], experience: Experience) {
    let root = RandomKey(seed: seed)
    var source = source
    var batch = MetaBatch(
      tasks: try source.next(
        learner.settings.taskCount, iteration: iteration, of: distribution, key: root),
      distribution: distribution, key: root.child(.iteration, iteration))
    // A play has at least one task, so the first tasks are in as many plays at most.
    let recorder = TrialRecorder(addresses: (0..<count).map(batch.key(ofTask:)))
    if count > 0 { batch.distribution.recorder = recorder }
    let report = try learner.update(on: batch, workers: workers)
    source.learn(from: report.tasks)
    self.source = source
    iteration += 1
    environmentSteps += report.environmentSteps
    let kept = recorder.trials(ofFirst: count)
    let isComplete = kept.trials.map(\.task) == Array(batch.tasks.prefix(count))
    return (report, isComplete ? kept.trials : [], kept.experience)
  }
}
