import Application
import Arguments
import Environments
import Foundation
import Gym
import MetaLearning
import Numerics
import Recording
import Scoring

/// `fledge anchors`: the levels that scores on a distribution are compared with.
struct AnchorsCommand: Command {
  static let configuration = CommandConfiguration(
    name: "anchors", summary: "Measures the levels that scores are compared with.",
    discussion: """
      Plays the reference players on test tasks, and on shifted ones where there are any: uniform \
      actions, the best player known that ignores which task it is in, and one that is told the \
      task. The untrained policy is the one that training begins from by default, adapted on the \
      default number of rollouts with the single learning rate that is best for it, on the first \
      \(untrainedTaskCount) tasks.

      The levels of unchanged distributions are known already: 'fledge describe' shows them, and \
      scores are normalised by them. --output keeps what was measured in such a file.
      """,
    examples: [
      "fledge anchors point-robot/goals", "fledge anchors bandit/bernoulli --option arms=10",
      "fledge anchors cart-pole/reversed --output Environments/anchors.json",
    ])

  /// On how many tasks the untrained policy is measured, at most.
  static let untrainedTaskCount = 1000

  @Argument("distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  var name: String

  @Option("tasks", value: "count", help: "How many tasks.", range: LearnerOptions.countRange)
  var taskCount = 10_000

  @Option(
    "rollouts", value: "count", help: "Episodes of each reference player on each task.",
    range: LearnerOptions.countRange)
  var rolloutCount = 10

  @Option("seed", value: "number", help: "Seed of all random numbers.") var seed: UInt64 = 1

  @Option(
    "output", value: "file",
    help: "Keeps the levels in a JSON file, in place of those it has for the distribution.")
  var outputPath: String?

  @Flag("json", help: "Prints one JSON object.") var isJSON

  var tasks = DistributionOptions()
  var running = RunningOptions()

  func run() throws {
    let distribution = try tasks.distribution(named: name)
    if let outputPath, try distribution.record != Catalog.distribution(named: name).record {
      throw $outputPath.invalid(
        outputPath,
        because:
          "it holds the levels of distributions as they come; leave out --option, --vary and --fix"
      )
    }
    var file = try outputPath.map(KnownLevelsFile.init(path:))
    let console = Console(isQuiet: running.isQuiet)
    let workers = running.makeWorkers()
    var levels: [Split: KnownLevels] = [:]
    for split in [Split.test, .shifted] where distribution.region(of: split) != nil {
      console.showProgress("measuring \(distribution.fullName), \(split.rawValue) tasks")
      levels[split] = try readingCommandLine {
        try measure(distribution, split, workers: workers)
      }
    }
    console.endProgress()
    guard let test = levels[.test] else { return }
    let known = KnownDistribution(
      version: distribution.version, options: distribution.options, test: test,
      shifted: levels[.shifted])
    try file?.replace(distribution.fullName, by: known)
    try Console.print(
      isJSON
        ? [try JSONOutput.text([distribution.fullName: known])]
        : ["\(distribution.fullName): mean returns with their standard errors", ""]
          + levels.sorted { $0.key.rawValue > $1.key.rawValue }.flatMap { split, levels in
            levels.lines(split)
          })
  }

  private func measure(
    _ distribution: TaskDistribution, _ split: Split, workers: Workers
  ) throws -> KnownLevels {
    var levels = try KnownLevels(
      measuring: distribution, split, taskCount: taskCount, episodeCount: rolloutCount,
      seed: seed, workers: workers)
    let settings = Defaults(distribution: distribution.fullName).settings
    let scoring = ScoringProtocol(
      split: split, taskCount: min(taskCount, Self.untrainedTaskCount),
      stepCount: max(3, settings.innerSteps), rolloutCount: settings.rollouts, seed: seed)
    try levels.measureUntrained(
      AdaptivePolicy.untrainedStarts(
        settings, specification: distribution.specification, seed: seed),
      on: distribution, by: scoring, workers: workers)
    return levels
  }
}

/// A JSON file of known levels by distribution.
struct KnownLevelsFile {
  private let path: String
  private var distributions: [String: KnownDistribution] = [:]

  /// Reads a file, if it exists, and checks that it can be written.
  init(path: String) throws {
    self.path = path
    try AtomicFile.checkWritable(path)
    guard FileManager.default.fileExists(atPath: path) else { return }
    let bytes = try AtomicFile.read(path, limit: 10_000_000)
    do {
      distributions = try JSONDecoder().decode(
        [String: KnownDistribution].self, from: Data(bytes))
    } catch {
      throw Damaged(path: path)
    }
  }

  /// Replaces the levels of one distribution; the others stay as they are.
  mutating func replace(_ fullName: String, by known: KnownDistribution) throws {
    distributions[fullName] = known
    try AtomicFile.write((try JSONOutput.text(distributions) + "\n").utf8, to: path)
  }

  /// A file that is there, but holds something else.
  struct Damaged: Error, CustomStringConvertible {
    var path: String

    var description: String {
      "Cannot add levels to '\(path)': it is no file of known levels. Name another file."
    }
  }
}

extension KnownLevels {
  /// A table for people.
  func lines(_ split: Split) -> [String] {
    var table = Table(["", "mean", "error", ""], aligned: .right)
    func append(_ name: String, _ level: Level, _ note: String = "") {
      table.append([
        name, Numbers.fixed(level.mean), Numbers.fixed(level.standardError, 3), note,
      ])
    }
    append("random", random)
    append("blind", blind)
    append("oracle", oracle)
    for (step, level) in (untrained?.curve ?? []).enumerated() {
      append(step == 0 ? "untrained" : "after \(Numbers.counted(step, "step"))", level)
    }
    let rate = untrained.map {
      [
        "  (untrained: rate \(Numbers.short(Float($0.learningRate))),"
          + " \(Numbers.counted($0.rollouts, "rollout")) per step)"
      ]
    }
    return [
      "\(split.rawValue): \(Numbers.counted(tasks, "task")), \(Numbers.counted(episodes, "episode")) each"
    ]
      + table.lines + (rate ?? []) + [""]
  }
}
