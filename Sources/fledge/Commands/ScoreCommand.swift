import Arguments
import Gym
import MetaLearning
import Recording
import Scoring
import Tensors

/// `fledge score`: how well a policy adapts to held-out tasks.
struct ScoreCommand: Command {
  static let configuration = CommandConfiguration(
    name: "score", summary: "Scores how well a policy adapts to held-out tasks.",
    discussion: """
      On each task the policy plays --rollouts episodes, takes an adaptation step on them, plays \
      again, and so on. Each row of the table is the mean undiscounted return of fresh episodes \
      after so many steps, with the rollouts and environment steps spent until then, a bootstrap \
      95 % interval over tasks, the interquartile mean, and a normalised score that is 0 for random \
      actions and 1 for the oracle. The trial counts everything: the return of every episode spent \
      on adapting, and of one final episode.

      The untrained row is the policy before training, adapted with the single learning rate that is \
      best on these very tasks.
      """,
    examples: [
      "fledge score point-robot-goals", "fledge score runs/nav/policy.safetensors --split shifted",
      "fledge score runs/bandit --tasks 2000 --json",
    ])

  @Argument("policy", help: "Path of a policy file or run folder, or the name of one in Policies/.")
  var policy: String

  @Option(
    "split", value: "name", help: "Which tasks to draw.", choices: Split.allCases.map(\.rawValue))
  var splitName = "test"

  @Option(
    "tasks", value: "count", help: "How many tasks. Default: the distribution's.", range: 1...)
  var taskCount: Int?

  @Option(
    "rollouts", value: "count",
    help: "Episodes for each step and for each score. Default: as in training.", range: 1...)
  var rolloutCount: Int?

  @Option(
    "steps", value: "count", help: "Adaptation steps. Default: 3, or as in training if more.",
    range: 0...1000)
  var stepCount: Int?

  @Option(
    "inner-learning-rate", value: "rate,...",
    help: "Size of each adaptation step in place of the policy's own.", range: GreaterThan(0))
  var learningRates: CommaSeparated<Double>?

  @Option("seed", value: "number", help: "Names the tasks and all random numbers.")
  var seed: UInt64 = 1

  @Option(
    "distribution", value: "name",
    help: "Score on another distribution with the same spaces. Default: that of training.")
  var distributionName: String?

  @Flag("json", help: "Print one JSON object.") var isJSON = false

  var tasks = DistributionOptions()
  var running = RunningOptions()

  func run() throws {
    let console = Console(isQuiet: running.isQuiet)
    let policy = try AdaptivePolicy(named: policy)
    let distribution = try policy.distribution(named: distributionName, changedBy: tasks)
    let settings = policy.loaded.learner.settings
    let scoring = ScoringProtocol(
      split: Split(rawValue: splitName) ?? .test,
      taskCount: taskCount ?? Defaults(distribution: distribution.fullName).scoredTasks,
      stepCount: stepCount ?? max(3, settings.innerSteps),
      rolloutCount: rolloutCount ?? settings.rollouts, seed: seed)
    let score = try Score(
      of: policy.loaded.learner.begin(learningRates: learningRates?.values),
      untrained: policy.untrainedStarts, distribution: distribution, by: scoring,
      workers: running.makeWorkers()
    ) { done, count in
      console.showProgress("scoring \(scoring.taskCount) tasks  \(100 * done / count) %")
    }
    console.endProgress()
    let report = ScoreReport(
      policy: policy.name, distribution: distribution, scoring: scoring, score: score)
    Console.print(isJSON ? [try JSONOutput.text(report)] : report.lines)
  }
}
