import Arguments
import MetaLearning

/// The arguments of every command that lets a trained policy adapt.
struct AdaptationOptions: OptionGroup {
  @Argument("policy", help: "Path of a policy file or run folder, or the name of one in Policies/.")
  var policy: String

  @Option(
    "rollouts", value: "count",
    help: "Episodes for each step and for each mean. Default: as in training.",
    range: LearnerOptions.countRange)
  var rolloutCount: Int?

  @Option(
    "steps", value: "count", help: "Adaptation steps. Default: 3, or as in training if more.",
    range: 0...1000)
  var stepCount: Int?

  @Option(
    "inner-learning-rate", value: "rate,...",
    help: "Size of each adaptation step in place of the policy's own.", range: GreaterThan(0))
  var learningRates: CommaSeparated<Double>?

  @Option(
    "inner-learning-rate-decay", value: "factor",
    help: "Factor of the rate at each step beyond those listed, or beyond training's.",
    range: GreaterThan(0))
  var learningRateDecay: Double?

  @Option("seed", value: "number", help: "Seed of all random numbers.") var seed: UInt64 = 1

  @Option("record", value: "file", help: "Keeps every episode in a replay; see 'fledge replay'.")
  var replayPath: String?

  @Flag("json", help: "Prints one JSON object.") var isJSON

  /// Episodes for each step.
  func rolloutCount(for settings: LearnerSettings) -> Int {
    rolloutCount ?? settings.rollouts
  }

  /// Adaptation steps.
  func stepCount(for settings: LearnerSettings) -> Int {
    stepCount ?? max(3, settings.innerSteps)
  }

  /// Begins to adapt.
  func begin(_ learner: MAML) -> any Adaptation {
    learner.begin(learningRates: learningRates?.values, decay: learningRateDecay)
  }
}
