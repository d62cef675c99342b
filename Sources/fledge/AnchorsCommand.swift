import Application
import Arguments

/// `fledge anchors`: the returns that scores on a distribution are compared with.
struct AnchorsCommand: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "anchors", summary: "Measures the anchors that scores are compared with.",
    discussion: """
      Plays the reference players on test tasks, and on shifted ones if there are any: uniform \
      actions, the best player known that ignores which task it is in, and one that knows the task. \
      The untrained policy is the one that training begins from by default, adapted on the default \
      number of rollouts with the single learning rate that is best for it, on the first \
      \(AnchorsSession.untrainedTaskCount) tasks.

      The anchors of unchanged distributions ship with the program: 'fledge describe' shows them, \
      and scores are normalised by them. --output writes the anchors measured now into such a file.
      """,
    examples: [
      "fledge anchors point-robot/goals", "fledge anchors bandit/bernoulli --option arms=10",
      "fledge anchors cart-pole/reversed --output Environments/anchors.json",
    ])

  var options: AnchorsOptions
}
