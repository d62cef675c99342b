package import Arguments
package import MetaLearning

/// What `fledge train` reads.
package struct TrainingOptions: CommandOptions {
  @Argument("distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  package var distributionName: String?

  @Option(
    "output", value: "folder",
    help: "The folder of the run. Default: runs/ and the distribution's name.")
  package var output: String?

  @Option("resume", value: "folder", help: "Continues the run in a folder, with its settings.")
  package var resumed: String?

  @Option(
    "iterations", value: "count",
    help: "Iterations in total, also when resuming. Default: the distribution's.",
    range: TrainingExtent.iterationRange)
  package var iterations: Int?

  @Option(
    "environment-steps", value: "count",
    help: "Ends after the iteration that reaches this many environment steps; --iterations then has"
      + " no default.",
    range: 1...)
  package var environmentSteps: Int?

  @Option("seed", value: "number", help: "Seed of all random numbers.")
  package var seed: UInt64 = 1

  @Option(
    "checkpoint-every", value: "count", help: "Iterations between checkpoints.", range: 1...)
  package var checkpointInterval = 25

  @Option(
    "record-history", value: "count",
    help: """
      On how many tasks of each iteration all episodes are written into the folder history, a replay \
      for each iteration.
      """,
    range: OptionRanges.counts)
  package var recordedTasks: Int?

  package var tasks = DistributionOptions()
  package var learning: LearnerOptions
  package var running = RunningOptions()

  /// Whether progress is hidden.
  package var isQuiet: Bool { running.isQuiet }

  /// Declares the options.
  ///
  /// - Parameter catalog: The available learners.
  package init(catalog: LearnerCatalog) {
    learning = LearnerOptions(catalog: catalog)
  }

  /// Chooses the options of the learner that the line names.
  package mutating func prepare(for texts: [String], isHelp: Bool) {
    learning.prepare(for: texts, isHelp: isHelp)
  }

  /// Refuses a line that neither begins nor resumes a run, or does both.
  ///
  /// - Throws: `UsageError`.
  package func validate() throws(UsageError) {
    if resumed == nil {
      guard distributionName != nil else {
        throw UsageError(
          "Name what to train on, for instance 'fledge train point-robot/goals'; 'fledge list'"
            + " shows all. Or continue a run with --resume.")
      }
    } else if distributionName != nil || output != nil || $seed.isGiven || tasks.isGiven
      || learning.isGiven || recordedTasks != nil
    {
      throw UsageError(
        "With --resume the distribution, the folder, the seed and all settings come from the run;"
          + " only --iterations, --environment-steps, --checkpoint-every, --threads and --quiet may"
          + " be given.")
    }
  }

  /// The folder of a new run.
  package var folder: String {
    output ?? "runs/" + (distributionName ?? "").replacing("/", with: "-")
  }

  /// How long a new run is.
  func extent(by defaults: Defaults) -> TrainingExtent {
    let most =
      environmentSteps == nil ? defaults.iterations : TrainingExtent.iterationRange.upperBound
    return TrainingExtent(iterations: iterations ?? most, environmentSteps: environmentSteps)
  }
}
