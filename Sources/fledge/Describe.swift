import Application
import Arguments
import Environments
import Gym
import MetaLearning
import Numerics
import Scoring

/// `fledge describe`: everything about a task distribution.
struct Describe: Command {
  static let configuration = CommandConfiguration(
    name: "describe",
    summary: "Describes a task distribution: spaces, parameters, ranges, anchors, defaults.",
    discussion: """
      Anchors are mean returns that are known: of uniform actions, of the best player known that \
      ignores which task it is in (what adaptation must beat), and of one that is told the task. \
      They are known from many tasks ('make anchors'); on a distribution that is changed by --option, \
      --vary or --fix they are measured now, on fewer.
      """,
    examples: [
      "fledge describe cart-pole/physics", "fledge describe bandit/bernoulli --learner anil",
      "fledge describe bandit/bernoulli --option arms=10",
      "fledge describe cart-pole/reversed --vary gravity=5...15 --json",
    ])

  @Argument("distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  var name: String

  @Option("learner", value: "name", help: "Whose defaults of training are shown.")
  var learner = LearnerName.maml

  @Flag("json", help: "Prints one JSON object.") var isJSON

  var tasks = DistributionOptions()

  func run() throws {
    let distribution = try tasks.distribution(named: name)
    var description = DistributionDescription(
      distribution: distribution, options: try Catalog.entry(named: name).options,
      defaults: Defaults(distribution: distribution.fullName, learner: learner))
    let workers = Workers(count: Workers.availableProcessorCount)
    for split in [Split.test, .shifted] where distribution.region(of: split) != nil {
      let scoring = ScoringProtocol(
        split: split, taskCount: description.defaults.scoredTasks, stepCount: 0,
        rolloutCount: DistributionDescription.episodeCount)
      if let known = Catalog.knownLevels(of: distribution, split) {
        description.known[split] = known
        description.anchors[split] = known.anchors
        continue
      }
      description.anchors[split] = try readingCommandLine {
        try Score.anchors(on: distribution, by: scoring, workers: workers)
      }
    }
    try Console.print(isJSON ? [try JSONOutput.text(description)] : description.lines)
  }
}
