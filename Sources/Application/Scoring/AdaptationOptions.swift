package import Arguments
package import MetaLearning

/// What `fledge adapt` reads.
package struct AdaptationOptions: CommandOptions {
  @Option(
    "task", value: "parameter=number",
    help: "A parameter of the task; those not given have their default values. May be repeated.")
  package var assignments: [String] = []

  @Argument("policy", help: "Path of a policy file or run folder, or the name of one in Policies/.")
  package var policy: String

  @Option(
    "rollouts", value: "count",
    help: "Episodes for each step and for each mean. Default: as in training.",
    range: OptionRanges.counts)
  package var rolloutCount: Int?

  package var steps: StepOptions

  @Option(
    "save", value: "file",
    help: "Writes the adapted policy into a file, which every command reads as a policy.")
  package var savedPath: String?

  package var outcome = OutcomeOptions()

  /// Declares the options.
  ///
  /// - Parameter catalog: The learners that policies may be of.
  package init(catalog: LearnerCatalog) {
    steps = StepOptions(catalog: catalog)
  }

  /// Refuses a policy and a replay in one file.
  ///
  /// - Throws: `UsageError`.
  package func validate() throws {
    try refuseSharedFile([("--save", savedPath), ("--record", outcome.replayPath)])
  }
}
