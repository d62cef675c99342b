import Arguments
import Environments
import Foundation
import Gym
import MetaLearning
import Recording
import Tensors

/// `fledge train`: meta-trains a policy.
struct Train: Command {
  static let configuration = CommandConfiguration(
    name: "train", summary: "Meta-trains a policy on a task distribution.",
    discussion: """
      Writes a folder with config.json, log.csv (one row per iteration), checkpoint.safetensors and \
      policy.safetensors. Ctrl-C ends after the iteration with a valid checkpoint; --resume goes on \
      and ends with the same bits as a run that was never interrupted.

      What is not given has a default chosen for the distribution; config.json says what it was.
      """,
    examples: [
      "fledge train point-robot/goals --output runs/nav",
      "fledge train --resume runs/nav --iterations 800",
      "fledge train cart-pole/reversed --learner joint --output runs/joint",
    ])

  @Argument(
    "distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  var distributionName: String?

  @Option(
    "output", value: "folder",
    help: "Where the run goes. Default: runs/ and the distribution's name.")
  var output: String?

  @Option("resume", value: "folder", help: "Continue the run in a folder, with its settings.")
  var resumed: String?

  @Option(
    "iterations", value: "count",
    help: "Iterations in total, also when resuming. Default: the distribution's.", range: 1...)
  var iterations: Int?

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
    } else if distributionName != nil || output != nil || $seed.isGiven || !tasks.isEmpty
      || !learning.isEmpty
    {
      throw UsageError(
        "With --resume the distribution, the folder, the seed and all settings come from the run;"
          + " only --iterations, --checkpoint-every, --threads and --quiet may be given.")
    }
  }

  func run() throws {
    let console = Console(isQuiet: running.isQuiet)
    var session = try resumed.map { try resume($0, console: console) } ?? begin(console: console)
    let folder = session.folder
    if session.loop.iteration >= session.iterationCount {
      Console.print(
        "'\(folder.path)' has already done \(session.loop.iteration) of \(session.iterationCount)"
          + " iterations. Give more with --iterations.")
      return
    }
    guard try session.run() else {
      console.say(
        "Interrupted after iteration \(session.loop.iteration). Continue with 'fledge train"
          + " --resume \(folder.path)'.")
      throw ExitCode.interrupted
    }
    Console.print(
      "Trained \(session.loop.iteration) iterations,"
        + " \(Numbers.count(Double(session.loop.environmentSteps))) environment steps.")
    Console.print("The policy is in \(folder.policy); 'fledge score \(folder.policy)' scores it.")
  }

  private func begin(console: Console) throws -> TrainingSession {
    let name = distributionName ?? ""
    let distribution = try tasks.distribution(named: name)
    let defaults = Defaults(distribution: distribution.fullName)
    let settings = learning.settings(from: defaults.settings)
    let iterationCount = iterations ?? defaults.iterations
    let folder = RunFolder(
      path: output ?? "runs/" + name.replacing("/", with: "-"))
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: seed))
    let loop = TrainingLoop(
      learner: learner, distribution: distribution, tasksPerIteration: settings.tasks, seed: seed)
    _ = try distribution.task(.train, index: 0, key: RandomKey(seed: seed))
    try folder.create()
    let configuration = RunConfiguration(
      distribution: distribution.record, settings: settings, seed: seed,
      iterations: iterationCount)
    try AtomicFile.write(
      (try JSONOutput.text(configuration) + "\n").utf8, to: folder.configuration)
    let log = try RunLog(creating: folder.log, columns: RunFolder.columns)
    console.say(
      "Training \(distribution.fullName) with \(settings.learner.rawValue) and"
        + " \(settings.outer.rawValue) into \(folder.path).")
    return TrainingSession(
      loop: loop, learner: learner, log: log, folder: folder, iterationCount: iterationCount,
      checkpointInterval: checkpointInterval, console: console, workers: running.makeWorkers())
  }

  private func resume(_ path: String, console: Console) throws -> TrainingSession {
    let folder = RunFolder(path: path)
    try folder.checkResumable()
    let saved = try SavedLearner(reading: .checkpoint, from: folder.checkpoint)
      .load(.checkpoint, path: folder.checkpoint)
    let loop = TrainingLoop(
      learner: saved.learner, distribution: saved.distribution,
      tasksPerIteration: saved.learner.settings.tasks, seed: saved.seed,
      iteration: saved.iteration, environmentSteps: saved.environmentSteps)
    let log = try RunLog(
      resuming: folder.log, columns: RunFolder.columns, through: saved.iteration)
    let iterationCount =
      iterations ?? RunConfiguration.iterations(in: folder.configuration)
      ?? Defaults(distribution: saved.distribution.fullName).iterations
    console.say("Resuming \(path) after iteration \(saved.iteration).")
    return TrainingSession(
      loop: loop, learner: saved.learner, log: log, folder: folder,
      iterationCount: iterationCount, checkpointInterval: checkpointInterval, console: console,
      workers: running.makeWorkers())
  }
}

/// What `config.json` says of a run.
struct RunConfiguration: Codable {
  var format = "fledge-run/1"
  var distribution: TaskDistributionRecord
  var settings: LearnerSettings
  var seed: UInt64
  var iterations: Int

  /// How many iterations the run was to have, if the file can be read.
  static func iterations(in path: String) -> Int? {
    guard let bytes = try? AtomicFile.read(path, limit: 1 << 20) else { return nil }
    return (try? JSONDecoder().decode(RunConfiguration.self, from: Data(bytes)))?.iterations
  }
}
