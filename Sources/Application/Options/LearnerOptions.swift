public import Arguments
public import MetaLearning
public import Networks

extension LearnerName: ArgumentValue {}
extension InnerEstimator: ArgumentValue {}
extension OuterOptimizer: ArgumentValue {}
extension Activation: ArgumentValue {}
extension Baseline: ArgumentValue {}

/// The options that change a learner's settings; what is not given has a default chosen for the
/// distribution and the learner.
package struct LearnerOptions: OptionGroup {
  /// How many tasks or episodes there may be: more would fill any memory.
  package static let countRange = 1...100_000
  /// How many inner steps there may be.
  package static let stepRange = 1...100
  /// How many steps on the same rollouts there may be.
  package static let epochRange = 1...1000

  // MARK: Learner

  @Option("learner", value: "name", help: "What is learned.", section: "Learner")
  package var learner: LearnerName?

  @Option(
    "context-size", value: "count", help: "Numbers in CAVIA's context.", range: 1...4096,
    section: "Learner")
  package var contextSize: Int?

  @Option(
    "tasks", value: "count", help: "Tasks per iteration.", range: countRange, section: "Learner")
  package var tasks: Int?

  @Option(
    "rollouts", value: "count", help: "Episodes per task before and after each inner step.",
    range: countRange, section: "Learner")
  package var rollouts: Int?

  // MARK: Inner steps

  @Option(
    "inner-steps", value: "count", help: "Gradient steps of adaptation.", range: StepRange(),
    section: "Inner steps")
  package var innerSteps: Int?

  @Option(
    "inner-learning-rate", value: "rate,...",
    help: "Size of each inner step; the last one decays over further steps.",
    range: GreaterThan(0), section: "Inner steps")
  package var innerLearningRates: CommaSeparated<Double>?

  @Option(
    "inner-learning-rate-decay", value: "factor",
    help: "Factor of the inner learning rate at each step beyond those listed.",
    range: GreaterThan(0), section: "Inner steps")
  package var learningRateDecay: Double?

  @Flag(
    "learn-inner-learning-rate", help: "Lets the outer loop learn the rate of each inner step.",
    section: "Inner steps")
  package var learnsInnerLearningRates

  // MARK: Meta-gradient

  @Option(
    "estimator", value: "name",
    help: "How inner gradients are taken to depend on the parameters.",
    section: "Meta-gradient")
  package var estimator: InnerEstimator?

  @Flag(
    "first-order", help: "Leaves out how inner gradients depend on the parameters.",
    section: "Meta-gradient")
  package var isFirstOrder

  @Flag(
    "score-function-term",
    help: "Counts that the parameters also decide which rollouts are learned from, with"
      + " --estimator log-likelihood (E-MAML).",
    section: "Meta-gradient")
  package var hasScoreFunctionTerm

  @Flag(
    "whole-trial", help: "Optimises the return of every stage of the trial, not only of the last.",
    section: "Meta-gradient")
  package var countsWholeTrial

  // MARK: Outer steps

  @Option("outer", value: "name", help: "How the outer loop steps.", section: "Outer steps")
  package var outer: OuterOptimizer?

  @Option(
    "outer-learning-rate", value: "rate", help: "Step size of Adam, which all but TRPO use.",
    range: GreaterThan(0), section: "Outer steps")
  package var outerLearningRate: Double?

  @Option(
    "rate-learning-rate", value: "rate",
    help: "Step size of Adam for learned inner learning rates; 0 holds them.", range: 0...,
    section: "Outer steps")
  package var rateLearningRate: Double?

  @Option(
    "max-kl", value: "nats", help: "Bound of TRPO's trust region.", range: GreaterThan(0),
    section: "Outer steps")
  package var maximumDivergence: Double?

  @Option(
    "curvature-share", value: "share",
    help:
      "Share of the rows that TRPO's curvature is taken from: faster, less exact. All by default.",
    range: 0.001...1, section: "Outer steps")
  package var curvatureShare: Double?

  @Option(
    "epochs", value: "count", help: "Steps of PPO and ProMP on the same rollouts.",
    range: epochRange, section: "Outer steps")
  package var epochs: Int?

  @Option(
    "clip", value: "number", help: "How far from 1 PPO and ProMP still count a ratio.",
    range: GreaterThan(0), section: "Outer steps")
  package var clip: Double?

  @Option(
    "inner-kl-penalty", value: "number",
    help: "What ProMP takes off for a nat by which the policies before the last step move.",
    range: 0...,
    section: "Outer steps")
  package var innerDivergencePenalty: Double?

  // MARK: Advantages

  @Option(
    "baseline", value: "name", help: "What advantages are measured against.",
    section: "Advantages")
  package var baseline: Baseline?

  @Option(
    "baseline-constant", value: "number", help: "The baseline where it is constant.",
    section: "Advantages")
  package var baselineConstant: Double?

  @Option(
    "discount", value: "factor", help: "Discount factor.", range: 0...1, section: "Advantages")
  package var discount: Double?

  @Option(
    "lambda", value: "factor", help: "Bias-variance mix of advantages.", range: 0...1,
    section: "Advantages")
  package var lambda: Double?

  @Flag(
    "unnormalized-advantages",
    help: "Leaves advantages in the units of rewards, neither centred nor scaled.",
    section: "Advantages")
  package var keepsAdvantages

  // MARK: Policy

  @Option(
    "hidden", value: "units,...", help: "Widths of the hidden layers; 0 for none.", range: 0...4096,
    section: "Policy")
  package var hidden: CommaSeparated<Int>?

  @Option(
    "activation", value: "name", help: "Nonlinearity of the hidden layers.", section: "Policy")
  package var activation: Activation?

  @Option(
    "initial-standard-deviation", value: "number",
    help: "First standard deviation of continuous actions.", range: GreaterThan(0),
    section: "Policy")
  package var initialStandardDeviation: Double?

  @Option(
    "minimum-standard-deviation", value: "number", help: "No step makes it smaller than this.",
    range: 1e-6...1e6, section: "Policy")
  package var minimumStandardDeviation: Double?

  @Option(
    "maximum-standard-deviation", value: "number", help: "No step makes it larger than this.",
    range: 1e-6...1e6, section: "Policy")
  package var maximumStandardDeviation: Double?

  /// Declares the options.
  package init() {}
}

extension LearnerOptions {
  /// How many inner steps there may be, with the reason why not none.
  package struct StepRange: ArgumentRange {
    package var expectation: String {
      "\(stepRange.expectation), since adapting takes a step ('--learner joint' trains without any)"
    }

    package func contains(_ value: Int) -> Bool { stepRange.contains(value) }
  }
}
