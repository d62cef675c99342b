package import Arguments
package import Gym
package import MetaLearning

/// How many steps an agent takes on a task, how far each goes, and with which random numbers.
package struct StepOptions: OptionGroup {
  @Option package var stepCount: Int?
  @Option package var learningRates: CommaSeparated<Double>?
  @Option package var learningRateDecay: Double?
  @Option package var seed: UInt64

  /// Declares the options.
  ///
  /// - Parameters:
  ///   - range: How many steps are allowed.
  ///   - section: The heading they stand under in the help.
  package init(range: ClosedRange<Int> = 0...1000, section: String = "Options") {
    _stepCount = Option(
      "steps", value: "count",
      help: "Adaptation steps. Default: \(Defaults.leastScoredSteps), or as in training if more.",
      range: range, section: section)
    _learningRates = Option(
      "inner-learning-rate", value: "rate,...",
      help: "Size of each adaptation step in place of the policy's own.", range: GreaterThan(0),
      section: section)
    _learningRateDecay = Option(
      "inner-learning-rate-decay", value: "factor",
      help: "Factor of the rate at each step beyond those listed, or beyond training's.",
      range: GreaterThan(0), section: section)
    _seed = Option(
      wrappedValue: 1, "seed", value: "number", help: "Seed of all random numbers.",
      section: section)
  }

  /// Adaptation steps.
  package func stepCount(for settings: LearnerSettings) -> Int {
    stepCount ?? Defaults.scoredSteps(for: settings)
  }

  /// Begins to adapt.
  package func makeAgent(_ learner: MAML) -> any Agent {
    learner.makeAgent(learningRates: learningRates?.values, decay: learningRateDecay)
  }
}
