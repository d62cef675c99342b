import Application
import Arguments
import Gym
import MetaLearning
import Networks
import Numerics

/// `fledge train`: meta-trains a policy.
struct Train: Command {
  static let configuration = CommandConfiguration(
    name: "train", summary: "Meta-trains a policy on a task distribution.",
    discussion: """
      Writes a folder with config.json, log.csv (one row per iteration), checkpoint.safetensors and \
      policy.safetensors. Ctrl-C ends after the iteration with a valid checkpoint; --resume goes on \
      and ends with the same bits as a run that was never interrupted.

      What is not given has a default chosen for the distribution and the learner: 'fledge describe' \
      shows them, and config.json says what the run has. 'fledge list' says what the learners, \
      estimators and outer steps are.
      """,
    examples: [
      "fledge train point-robot/goals --output runs/nav",
      "fledge train --resume runs/nav --iterations 800",
      "fledge train cart-pole/reversed --learner joint --output runs/joint",
      "fledge train bandit/bernoulli --learner meta-sgd --outer ppo --epochs 3",
    ])

  @Argument(
    "distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  var distributionName: String?

  @Option(
    "output", value: "folder",
    help: "Where the run goes. Default: runs/ and the distribution's name.")
  var output: String?

  @Option("resume", value: "folder", help: "Continues the run in a folder, with its settings.")
  var resumed: String?

  @Option(
    "iterations", value: "count",
    help: "Iterations in total, also when resuming. Default: the distribution's.",
    range: TrainingExtent.iterationRange)
  var iterations: Int?

  @Option(
    "environment-steps", value: "count",
    help:
      "Ends after the iteration that reaches so many environment steps; --iterations then has no"
      + " default.",
    range: 1...)
  var environmentSteps: Int?

  @Option("seed", value: "number", help: "Seed of all random numbers.") var seed: UInt64 = 1

  @Option(
    "checkpoint-every", value: "count", help: "Iterations between checkpoints.", range: 1...)
  var checkpointInterval = 25

  var tasks = DistributionOptions()
  var learning = LearnerOptions()
  var running = RunningOptions()

  mutating func validate() throws {
    if resumed == nil {
      guard distributionName != nil else {
        throw UsageError(
          "Name what to train on, for instance 'fledge train point-robot/goals'; 'fledge list'"
            + " shows all. Or continue a run with --resume.")
      }
    } else if distributionName != nil || output != nil || $seed.isGiven || tasks.isGiven
      || learning.isGiven
    {
      throw UsageError(
        "With --resume the distribution, the folder, the seed and all settings come from the run;"
          + " only --iterations, --environment-steps, --checkpoint-every, --threads and --quiet may"
          + " be given.")
    }
  }

  func run() throws {
    let console = Console(isQuiet: running.isQuiet)
    if let resumed {
      let folder = try RunFolder(existing: resumed)
      let session = try TrainingSession(
        resuming: folder, iterations: iterations, environmentSteps: environmentSteps)
      console.say("Resuming \(folder.path) after iteration \(session.loop.iteration).")
      try train(session, in: folder, console: console)
    } else {
      try begin(distributionName ?? "", console: console)
    }
  }

  private func begin(_ name: String, console: Console) throws {
    let distribution = try tasks.distribution(named: name)
    let defaults = Defaults(distribution: distribution.fullName, learner: learning.learner ?? .maml)
    let settings = try readingCommandLine {
      try learning.settings(
        from: defaults.settings, actionSpace: distribution.specification.actionSpace)
    }
    try checkSize(of: settings, on: distribution)
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: seed))
    try checkFinite(learner)
    let folder = try RunFolder(new: output ?? "runs/" + name.replacing("/", with: "-"))
    let session = try TrainingSession(
      new: TrainingLoop(
        learner: learner, distribution: distribution, tasksPerIteration: settings.tasks,
        seed: seed),
      settings: settings, extent: extent(by: defaults), in: folder)
    console.say(
      "Training \(distribution.fullName) with \(settings.learner.rawValue) and"
        + " \(settings.outer.rawValue) into \(folder.path).")
    try train(session, in: folder, console: console)
  }

  private func extent(by defaults: Defaults) -> TrainingExtent {
    let most =
      environmentSteps == nil ? defaults.iterations : TrainingExtent.iterationRange.upperBound
    return TrainingExtent(iterations: iterations ?? most, environmentSteps: environmentSteps)
  }

  /// Refuses what would fill any memory, before any of it is asked for.
  private func checkSize(of settings: LearnerSettings, on distribution: TaskDistribution) throws {
    let specification = distribution.specification
    let parameterCount = MLPPolicy(settings: settings, specification: specification).layout.count
    let parameterLimit = 50_000_000
    guard parameterCount <= parameterLimit else {
      throw UsageError(
        "The policy would have \(parameterCount) parameters, but at most \(parameterLimit) are"
          + " supported. Give fewer or narrower layers with --hidden.")
    }
    let stages = settings.trainingSteps + 1
    let rows = settings.tasks * settings.rollouts * specification.horizon * stages
    let rowLimit = 100_000_000
    guard rows <= rowLimit else {
      throw UsageError(
        "One iteration could take \(rows) environment steps (\(settings.tasks) tasks,"
          + " \(settings.rollouts) rollouts, \(stages) stages of \(specification.horizon) steps),"
          + " but at most \(rowLimit) are supported. Give fewer --tasks or --rollouts.")
    }
    // A task keeps its parameters at each stage, the gradient of each step and its meta-gradient.
    let numbers = settings.tasks * parameterCount * 2 * (stages + 1)
    let numberLimit = 2_000_000_000
    guard numbers <= numberLimit else {
      throw UsageError(
        "One iteration would keep \(numbers) numbers (\(settings.tasks) tasks, \(stages) stages of"
          + " \(parameterCount) parameters), but at most \(numberLimit) are supported. Give fewer"
          + " --tasks or --inner-steps, or narrower layers with --hidden.")
    }
  }

  /// Refuses settings that are finite as they are typed, but not in a learner's single precision.
  private func checkFinite(_ learner: MAML) throws {
    for array in learner.state.arrays where !array.values.allSatisfy(\.isFinite) {
      throw UsageError(
        "With these settings '\(array.name)' would not be finite. Choose less extreme numbers.")
    }
  }

  private func train(
    _ session: TrainingSession, in folder: RunFolder, console: Console
  ) throws {
    var session = session
    let isDone = try session.run(
      checkpointInterval: checkpointInterval, console: console, workers: running.makeWorkers())
    let loop = session.loop
    guard isDone else {
      console.say(
        "Interrupted after iteration \(loop.iteration). Continue with 'fledge train --resume"
          + " \(folder.path)'.")
      throw ExitCode.interrupted
    }
    if running.isQuiet { return }
    try Console.print([
      "Trained \(Numbers.counted(loop.iteration, "iteration")),"
        + " \(Numbers.count(Double(loop.environmentSteps))) environment steps.",
      "The policy is in \(folder.policy); 'fledge score \(folder.path)' scores it.",
    ])
  }
}
