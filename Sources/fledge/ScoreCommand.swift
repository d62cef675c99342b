import Application
import Arguments
import Recording
import Scoring

/// `fledge score`: how well policies adapt.
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
      best on the first of these very tasks.

      Several policies, usually one for each training seed, are pooled: means over all policies and \
      tasks, with intervals over policies. --against compares with other policies on the same tasks. \
      --split shifted shows what is lost where tasks are unlike those of training.
      """,
    examples: [
      "fledge score point-robot-goals", "fledge score runs/nav --split shifted",
      "fledge score runs/bandit --tasks 2000 --json",
      "fledge score runs/nav --tasks 10 --record nav.safetensors",
      "fledge score runs/maml --against runs/joint",
      "fledge score runs/maml-1 runs/maml-2 runs/maml-3 --csv maml.csv",
      "fledge score runs/nav --rollouts 1,2,5,10,20",
      "fledge score --player blind --distribution cart-pole/reversed",
    ])

  var options = ScoreOptions()
  var running = RunningOptions()

  func validate() throws {
    try options.validate()
  }

  func run() throws {
    let steps = options.steps
    let entrants = try ScoreEntrants(options)
    let session = try ScoreSession(
      entrants, options, workers: running.makeWorkers(),
      console: Console(isQuiet: running.isQuiet))
    let recorder = try recorder(for: entrants, by: session.protocols[0])
    if let path = options.tablePath { try AtomicFile.checkWritable(path) }
    let report = try session.run()
    try Console.print(steps.isJSON ? [try JSONOutput.text(report)] : report.lines)
    if let path = options.tablePath { try AtomicFile.write(report.csv.utf8, to: path) }
    try recorder?.write(report.main.score.runs[0].trials, split: options.split)
  }

  /// Prepares what `--record` asks for.
  private func recorder(
    for entrants: ScoreEntrants, by scoring: ScoringProtocol
  ) throws -> ReplayRecorder? {
    guard let policy = entrants.policy else { return nil }
    let recorder = try ReplayRecorder(
      of: policy, on: entrants.distribution, path: options.steps.replayPath,
      seed: options.steps.seed)
    try recorder?.checkSize(
      taskCount: scoring.taskCount, stepCount: scoring.stepCount,
      rolloutCount: scoring.rolloutCount)
    return recorder
  }
}
