import Arguments
import Gym
import MetaLearning
import Numerics
import Wording

/// A session as the options of `fledge train` ask for.
extension TrainingSession {
  /// Begins a new run, or resumes one.
  ///
  /// - Parameters:
  ///   - options: What the user asked for; they are validated.
  ///   - console: Receives a line that says what happens where.
  /// - Throws: `UsageError` for settings that make no sense; `RunFolderError`; what is wrong with the
  ///   files of a run.
  package init(_ options: TrainingOptions, console: Console) throws {
    if let resumed = options.resumed {
      let folder = try RunFolder(existing: resumed)
      try self.init(
        resuming: folder, in: options.learning.catalog, iterations: options.iterations,
        environmentSteps: options.environmentSteps)
      console.say("Resuming \(folder.path) after iteration \(loop.iteration).")
    } else {
      try self.init(new: options.distributionName ?? "", options, console: console)
    }
  }

  private init(new name: String, _ options: TrainingOptions, console: Console) throws {
    let distribution = try options.tasks.distribution(named: name)
    let entry = options.learning.entry
    let defaults = Defaults(
      distribution: distribution.fullName, learner: entry.name, iterations: options.iterations)
    let settings = try options.learning.makeSettings(
      defaults: defaults.settings, for: distribution.specification)
    try readingCommandLine { try settings.checkSize(for: distribution.specification) }
    let learner = try entry.makeLearner(
      settings, for: distribution.specification, key: RandomKey(seed: options.seed))
    try Self.checkFinite(learner)
    try LearningHistory.check(
      taskCount: options.recordedTasks, settings, for: distribution.specification)
    let folder = try RunFolder(new: options.folder)
    try self.init(
      new: TrainingLoop(learner: learner, distribution: distribution, seed: options.seed),
      extent: options.extent(by: defaults), in: folder, recordedTasks: options.recordedTasks)
    console.say("Training \(distribution.fullName) with \(settings.label) into \(folder.path).")
  }

  /// Refuses settings that are finite numbers, but not in the single precision of learners.
  private static func checkFinite(_ learner: any Learner) throws(UsageError) {
    let arrays = learner.knowledge.arrays + learner.progress.arrays
    for array in arrays where !array.values.allSatisfy(\.isFinite) {
      throw UsageError(
        "With these settings '\(array.name)' would not be finite. Choose less extreme numbers.")
    }
  }

  /// Trains to the end of the run, and prints where the policy is.
  ///
  /// - Throws: `ExitCode.interrupted` after a signal; `Failure` if an update is refused or a file cannot
  ///   be written.
  package mutating func run(_ options: TrainingOptions, console: Console) throws {
    let isDone = try run(
      checkpointInterval: options.checkpointInterval, console: console,
      workers: options.running.makeWorkers())
    guard isDone else {
      console.say(
        "Interrupted after iteration \(loop.iteration). Continue with 'fledge train --resume"
          + " \(folder.path)'.")
      throw ExitCode.interrupted
    }
    if console.isQuiet { return }
    try console.print([
      "Trained \(NumberText.counted(loop.iteration, "iteration")),"
        + " \(NumberText.abbreviated(Double(loop.environmentSteps))) environment steps.",
      "The policy is in \(folder.policy); 'fledge score \(folder.path)' scores it.",
    ])
  }
}

extension TrainingOptions {
  /// Trains.
  package func run(console: Console) throws {
    var session = try TrainingSession(self, console: console)
    try session.run(self, console: console)
  }
}
