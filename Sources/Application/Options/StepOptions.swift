package import Arguments
package import MetaLearning

/// How far and with which random numbers whatever is scored adapts, and where the outcome goes.
package struct StepOptions: OptionGroup {
  @Option(
    "steps", value: "count", help: "Adaptation steps. Default: 3, or as in training if more.",
    range: 0...1000)
  package var stepCount: Int?

  @Option(
    "inner-learning-rate", value: "rate,...",
    help: "Size of each adaptation step in place of the policy's own.", range: GreaterThan(0))
  package var learningRates: CommaSeparated<Double>?

  @Option(
    "inner-learning-rate-decay", value: "factor",
    help: "Factor of the rate at each step beyond those listed, or beyond training's.",
    range: GreaterThan(0))
  package var learningRateDecay: Double?

  @Option("seed", value: "number", help: "Seed of all random numbers.") package var seed: UInt64 = 1

  @Option("record", value: "file", help: "Keeps every episode in a replay; see 'fledge replay'.")
  package var replayPath: String?

  @Flag("json", help: "Prints one JSON object.") package var isJSON

  /// Declares the options.
  package init() {}

  /// Adaptation steps.
  package func stepCount(for settings: LearnerSettings) -> Int {
    stepCount ?? max(3, settings.innerSteps)
  }

  /// Begins to adapt.
  package func begin(_ learner: MAML) -> any Adaptation {
    learner.begin(learningRates: learningRates?.values, decay: learningRateDecay)
  }
}
