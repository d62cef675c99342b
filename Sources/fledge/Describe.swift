import Application
import Arguments

/// `fledge describe`: everything about a task distribution.
struct Describe: OptionsCommand {
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

  var options: DescriptionOptions
}
