import Arguments
import Gym
import MetaLearning

/// The arguments of a command that lets one trained policy adapt.
struct AdaptationOptions: OptionGroup {
  @Argument("policy", help: "Path of a policy file or run folder, or the name of one in Policies/.")
  var policy: String

  @Option(
    "rollouts", value: "count",
    help: "Episodes for each step and for each mean. Default: as in training.",
    range: LearnerOptions.countRange)
  var rolloutCount: Int?

  var steps = StepOptions()

  /// Episodes for each step.
  func rolloutCount(for settings: LearnerSettings) -> Int {
    rolloutCount ?? settings.rollouts
  }

  /// Adaptation steps.
  func stepCount(for settings: LearnerSettings) -> Int { steps.stepCount(for: settings) }

  /// The agent as it begins a trial.
  func makeAgent(_ learner: MAML) -> any Agent { steps.makeAgent(learner) }

  /// Seed of all random numbers.
  var seed: UInt64 { steps.seed }

  /// Where every episode is kept, if anywhere.
  var replayPath: String? { steps.replayPath }

  /// Whether one JSON object is printed.
  var isJSON: Bool { steps.isJSON }
}
