package import Arguments
package import Gym
import MetaLearning
import Recording
import Wording

/// Writes what `--record` asks for.
package struct ReplayRecorder {
  private let policy: AdaptivePolicy
  private let distribution: TaskDistribution
  private let path: String
  private let seed: UInt64

  /// Prepares a recording, before anything is computed; gives `nil` without a path.
  ///
  /// - Parameters:
  ///   - policy: The policy that adapts.
  ///   - distribution: What its tasks are of.
  ///   - path: The file, or `nil` if nothing is to be recorded.
  ///   - seed: The seed of all random numbers.
  /// - Throws: `FileError` if the file could not be written, `UsageError` if the file name has a picture's extension.
  package init?(
    of policy: AdaptivePolicy, on distribution: TaskDistribution, path: String?, seed: UInt64
  ) throws {
    guard let path else { return nil }
    for ending in [".png", ".svg", ".gif", ".mp4"] where path.lowercased().hasSuffix(ending) {
      throw UsageError(
        "'\(path)' would be a replay, not a picture: record a file that ends in .safetensors, and draw"
          + " it with 'fledge render'.")
    }
    try AtomicFile.checkWritable(path)
    self.policy = policy
    self.distribution = distribution
    self.path = path
    self.seed = seed
  }

  /// Refuses a recording that might exceed the size of a file, however long its episodes are.
  ///
  /// - Parameters:
  ///   - taskCount: How many tasks; `nil` if it is always one.
  ///   - stepCount: How many adaptation steps each trial has.
  ///   - rolloutCount: How many episodes each stage has.
  /// - Throws: `UsageError` that says what would fit.
  package func checkSize(taskCount: Int?, stepCount: Int, rolloutCount: Int) throws(UsageError) {
    let limit = Replay.trialLimit(
      of: distribution.specification, stageCount: stepCount + 1, rolloutCount: rolloutCount,
      insightSize: distribution.insightSize(of: policy.learner.makeAgent(.none)))
    if taskCount ?? 1 <= limit { return }
    let size =
      "\(NumberText.counted(rolloutCount, "episode")) of up to \(distribution.specification.horizon)"
      + " steps in each of \(NumberText.counted(stepCount + 1, "stage"))"
    let start =
      "Cannot record \(NumberText.counted(taskCount ?? 1, "task")) with \(size): a replay may"
    throw UsageError(
      limit == 0
        ? start
          + " have at most 1 GiB, which even one task might exceed. Give fewer --rollouts or"
          + " --steps."
        : start + " have at most 1 GiB. Give --tasks \(limit) or fewer, or fewer --rollouts.")
  }

  /// Writes the replay.
  ///
  /// - Parameters:
  ///   - trials: What was played.
  ///   - split: The split of the tasks; `nil` for a task of the user's own.
  ///   - experience: Separate if each episode of a block belongs to a trial of its own.
  /// - Throws: `FileError` if the file cannot be written.
  package func write(_ trials: [Trial], split: Split?, _ experience: Experience) throws {
    try Replay(
      distribution: distribution.record, policy: policy.name,
      learner: policy.learner.settings.learner, seed: seed, split: split,
      experience: experience, trials: trials
    ).write(to: path)
  }
}
