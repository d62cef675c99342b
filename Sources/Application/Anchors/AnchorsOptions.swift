package import Arguments
import Environments
import Gym
package import MetaLearning

/// What `fledge anchors` reads.
package struct AnchorsOptions: CommandOptions {
  @Argument("distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  package var name: String

  @Option("tasks", value: "count", help: "How many tasks.", range: OptionRanges.counts)
  package var taskCount = 10_000

  @Option(
    "rollouts", value: "count", help: "Episodes of each reference player on each task.",
    range: OptionRanges.counts)
  package var rolloutCount = 10

  @Option("seed", value: "number", help: "Seed of all random numbers.")
  package var seed: UInt64 = 1

  @Option(
    "output", value: "file",
    help: "Writes the anchors into a JSON file, replacing those of the distribution.")
  package var outputPath: String?

  @Flag("json", help: "Prints one JSON object.") package var isJSON

  package var tasks = DistributionOptions()
  package var running = RunningOptions()

  /// Whether progress is hidden.
  package var isQuiet: Bool { running.isQuiet }

  /// The available learners; the untrained policy is one of the first.
  package let catalog: LearnerCatalog

  /// Declares the options.
  package init(catalog: LearnerCatalog) {
    self.catalog = catalog
  }

  /// The distribution to measure.
  ///
  /// - Throws: `UsageError` if there is none of that name, or if the file is given for a changed one.
  func distribution() throws -> TaskDistribution {
    let distribution = try tasks.distribution(named: name)
    if let outputPath, try distribution.record != Catalog.distribution(named: name).record {
      throw $outputPath.invalid(
        outputPath,
        because:
          "it holds anchors of unchanged distributions; leave out --option, --vary and --fix")
    }
    return distribution
  }
}
