public import Arguments
public import Gym
import MetaLearning
import Scoring
import Tensors

extension Split: ArgumentValue {}

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
      "fledge score point-robot-goals", "fledge score runs/nav --split shifted",
      "fledge score runs/bandit --tasks 2000 --json",
      "fledge score runs/nav --tasks 10 --record nav.safetensors",
    ])

  @Option("split", value: "name", help: "Which tasks to draw.") var split = Split.test

  @Option(
    "tasks", value: "count", help: "How many tasks. Default: the distribution's.",
    range: LearnerOptions.countRange)
  var taskCount: Int?

  var adaptation = AdaptationOptions()

  @Option(
    "distribution", value: "name",
    help: "Scores on another distribution with the same spaces. Default: that of training.",
    section: "Tasks")
  var distributionName: String?

  var tasks = DistributionOptions()
  var running = RunningOptions()

  func run() throws {
    let console = Console(isQuiet: running.isQuiet)
    let policy = try AdaptivePolicy(named: adaptation.policy)
    let distribution = try policy.distribution(named: distributionName, changedBy: tasks)
    let settings = policy.learner.settings
    let scoring = ScoringProtocol(
      split: split,
      taskCount: taskCount ?? Defaults(distribution: distribution.fullName).scoredTasks,
      stepCount: adaptation.stepCount(for: settings),
      rolloutCount: adaptation.rolloutCount(for: settings), seed: adaptation.seed,
      keepsTrials: adaptation.replayPath != nil)
    try checkSplit(of: distribution)
    let recorder = try ReplayRecorder(
      of: policy, on: distribution, path: adaptation.replayPath, seed: adaptation.seed)
    try recorder?.checkSize(
      taskCount: scoring.taskCount, stepCount: scoring.stepCount,
      rolloutCount: scoring.rolloutCount)
    let score = try Score(
      of: adaptation.begin(policy.learner), untrained: policy.untrainedStarts,
      distribution: distribution, by: scoring, workers: running.makeWorkers()
    ) { done, count in
      console.showProgress(
        "scoring \(Numbers.counted(scoring.taskCount, "task"))  \(100 * done / count) %")
    }
    console.endProgress()
    try policy.checkFinite(score.curve.map(\.mean))
    let report = ScoreReport(
      policy: policy.name, distribution: distribution, scoring: scoring, score: score)
    try Console.print(adaptation.isJSON ? [try JSONOutput.text(report)] : report.lines)
    try recorder?.write(score.trials, split: split)
  }

  /// Refuses a split that there is not, before anything is computed.
  private func checkSplit(of distribution: TaskDistribution) throws {
    _ = try readingCommandLine {
      try distribution.task(split, index: 0, key: RandomKey(seed: adaptation.seed))
    }
  }
}
