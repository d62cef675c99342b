import Application
import Arguments

/// `fledge describe`: everything about a task distribution.
struct Describe: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "describe",
    summary: "Describes a task distribution: spaces, parameters, ranges, anchors, defaults.",
    discussion: """
      Anchors are mean returns to compare with: of uniform actions, of the best player known that \
      ignores which task it is in (what adaptation must beat), and of one that knows the task. They \
      were measured on many tasks ('make anchors'); for a distribution changed by --option, --vary \
      or --fix they are measured now, on fewer tasks.
      """,
    examples: [
      "fledge describe cart-pole/physics", "fledge describe bandit/bernoulli --learner anil",
      "fledge describe bandit/bernoulli --option arms=10",
      "fledge describe cart-pole/reversed --vary gravity=5...15 --json",
    ])

  var options: DescriptionOptions
}
