import Arguments
import Gym
import MetaLearning

/// How far and with which random numbers an agent adapts, and where the outcome goes.
struct StepOptions: OptionGroup {
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

  /// Adaptation steps.
  func stepCount(for settings: LearnerSettings) -> Int {
    stepCount ?? max(3, settings.innerSteps)
  }

  /// The agent as it begins a trial, with the rates that were given.
  func makeAgent(_ learner: MAML) -> any Agent {
    learner.makeAgent(learningRates: learningRates?.values, decay: learningRateDecay)
  }
}
