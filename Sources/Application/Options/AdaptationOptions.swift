package import Arguments
package import MetaLearning

/// The arguments of a command that lets one trained policy adapt.
package struct AdaptationOptions: OptionGroup {
  @Argument("policy", help: "Path of a policy file or run folder, or the name of one in Policies/.")
  package var policy: String

  @Option(
    "rollouts", value: "count",
    help: "Episodes for each step and for each mean. Default: as in training.",
    range: LearnerOptions.countRange)
  package var rolloutCount: Int?

  package var steps = StepOptions()

  /// Declares the options.
  package init() {}

  /// Episodes for each step.
  package func rolloutCount(for settings: LearnerSettings) -> Int {
    rolloutCount ?? settings.rollouts
  }

  /// Adaptation steps.
  package func stepCount(for settings: LearnerSettings) -> Int { steps.stepCount(for: settings) }

  /// Begins to adapt.
  package func begin(_ learner: MAML) -> any Adaptation { steps.begin(learner) }

  /// Seed of all random numbers.
  package var seed: UInt64 { steps.seed }

  /// Where every episode is kept, if anywhere.
  package var replayPath: String? { steps.replayPath }

  /// Whether one JSON object is printed.
  package var isJSON: Bool { steps.isJSON }
}
