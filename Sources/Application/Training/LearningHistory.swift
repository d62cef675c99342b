import Arguments
import Foundation
import Gym
import MetaLearning
import Recording

/// The learning history of a run: a replay for each iteration, with the trials on its first tasks.
struct LearningHistory {
  /// How many tasks of each iteration.
  let taskCount: Int
  private let folder: String

  /// Prepares the history of a run.
  ///
  /// - Parameters:
  ///   - taskCount: How many tasks of each iteration; `nil` for no history.
  ///   - folder: The folder of the run.
  init?(ofTasks taskCount: Int?, in folder: RunFolder) {
    guard let taskCount else { return nil }
    self.taskCount = taskCount
    self.folder = folder.history
  }

  /// Refuses a history with more tasks than there are, or whose files might exceed their limit.
  ///
  /// - Throws: `UsageError` that says what would fit.
  static func check(
    taskCount: Int?, _ settings: any LearnerSettings, for specification: EnvironmentSpecification
  ) throws(UsageError) {
    guard let taskCount else { return }
    if taskCount > settings.taskCount {
      throw UsageError(
        "'--record-history \(taskCount)' asks for more tasks than an iteration has, which are"
          + " \(settings.taskCount).")
    }
    let limit = Replay.trialLimit(
      of: specification, stageCount: settings.stepCount + 1, rolloutCount: settings.rolloutCount)
    if taskCount > limit {
      throw UsageError(
        "'--record-history \(taskCount)' might need files of more than 1 GiB. "
          + (limit == 0 ? "Give fewer --rollouts." : "Give \(limit) tasks at most."))
    }
  }

  /// Makes the folder, and removes what a resumed run will write again.
  ///
  /// - Parameter iteration: The iterations done.
  /// - Throws: `RunFolderError` if the folder cannot be made.
  func begin(after iteration: Int) throws(RunFolderError) {
    let manager = FileManager.default
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch let error {
      throw RunFolderError.cannotCreate(path: folder, reason: FileError.Reason(error))
    }
    for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
      let isLeftover = name.hasPrefix(".fledge-") && name.hasSuffix(".tmp")
      let number = name.hasSuffix(Self.ending) ? Int(name.dropLast(Self.ending.count)) : nil
      if isLeftover || number ?? 0 > iteration {
        try? manager.removeItem(atPath: folder + "/" + name)
      }
    }
  }

  private static let ending = ".safetensors"

  /// Writes the trials of an iteration.
  ///
  /// - Parameters:
  ///   - trials: What was played.
  ///   - experience: Whether each is of an agent of its own in each copy.
  ///   - loop: The loop after the iteration.
  /// - Throws: `FileError` if the file cannot be written; `NotPlayed` if trials are missing.
  func write(_ trials: [Trial], _ experience: Experience, of loop: TrainingLoop) throws {
    guard trials.count == taskCount else { throw NotPlayed(learner: loop.learner.settings.learner) }
    let digits = String(loop.iteration)
    let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    try Replay(
      distribution: loop.distribution.record, policy: "iteration \(loop.iteration)",
      learner: loop.learner.settings.learner, seed: loop.seed, split: .train,
      experience: experience, trials: trials
    ).write(to: folder + "/" + name + Self.ending)
  }

  /// A learner does not play its tasks at the addresses of its batch.
  struct NotPlayed: Error, CustomStringConvertible {
    var learner: String

    var description: String {
      "'\(learner)' does not play the tasks of an iteration one by one, so its history cannot be recorded."
        + " Train without --record-history."
    }
  }
}
