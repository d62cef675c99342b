public import Arguments
public import MetaLearning
public import Networks

extension LearnerName: ArgumentValue {}
extension OuterOptimizer: ArgumentValue {}
extension Activation: ArgumentValue {}
extension Baseline: ArgumentValue {}

/// The options that change a learner's settings; what is not given has the distribution's default.
struct LearnerOptions: OptionGroup {
  /// How many tasks or episodes there may be: more would fill any memory.
  static let countRange = 1...100_000
  /// How many inner steps there may be.
  static let stepRange = 1...100

  @Option(
    "learner", value: "name", help: "What is learned; joint trains without adaptation.",
    section: "Learner")
  var learner: LearnerName?

  @Option("outer", value: "name", help: "How the outer loop steps.", section: "Learner")
  var outer: OuterOptimizer?

  @Option(
    "tasks", value: "count", help: "Tasks per iteration.", range: countRange, section: "Learner")
  var tasks: Int?

  @Option(
    "rollouts", value: "count", help: "Episodes per task before and after each inner step.",
    range: countRange, section: "Learner")
  var rollouts: Int?

  @Option(
    "inner-steps", value: "count", help: "Gradient steps of adaptation.", range: stepRange,
    section: "Learner")
  var innerSteps: Int?

  @Option(
    "inner-learning-rate", value: "rate,...",
    help: "Size of each inner step; the last one decays over further steps.",
    range: GreaterThan(0), section: "Learner")
  var innerLearningRates: CommaSeparated<Double>?

  @Option(
    "inner-learning-rate-decay", value: "factor",
    help: "Factor of the inner learning rate at each step beyond those listed.",
    range: GreaterThan(0), section: "Learner")
  var learningRateDecay: Double?

  @Flag(
    "learn-inner-learning-rate", help: "Lets the outer loop learn the inner learning rates.",
    section: "Learner")
  var learnsInnerLearningRates

  @Flag(
    "first-order", help: "Leaves out how the inner gradient depends on the parameters.",
    section: "Learner")
  var isFirstOrder

  @Flag(
    "whole-trial", help: "Optimises the return of every stage of the trial, not only of the last.",
    section: "Learner")
  var countsWholeTrial

  @Option(
    "baseline", value: "name", help: "What advantages are measured against.",
    section: "Learner")
  var baseline: Baseline?

  @Option("discount", value: "factor", help: "Discount factor.", range: 0...1, section: "Learner")
  var discount: Double?

  @Option(
    "lambda", value: "factor", help: "Bias-variance mix of advantages.", range: 0...1,
    section: "Learner")
  var lambda: Double?

  @Option(
    "outer-learning-rate", value: "rate", help: "Step size of Adam.", range: GreaterThan(0),
    section: "Learner")
  var outerLearningRate: Double?

  @Option(
    "max-kl", value: "nats", help: "Bound of TRPO's trust region.", range: GreaterThan(0),
    section: "Learner")
  var maximumDivergence: Double?

  @Option(
    "hidden", value: "units,...", help: "Widths of the hidden layers; 0 for none.", range: 0...4096,
    section: "Learner")
  var hidden: CommaSeparated<Int>?

  @Option(
    "activation", value: "name", help: "Nonlinearity of the hidden layers.",
    section: "Learner")
  var activation: Activation?

  @Option(
    "initial-standard-deviation", value: "number",
    help: "First standard deviation of continuous actions.", range: GreaterThan(0),
    section: "Learner")
  var initialStandardDeviation: Double?
}
