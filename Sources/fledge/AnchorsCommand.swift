import Application
import Arguments

/// `fledge anchors`: the levels that scores on a distribution are compared with.
struct AnchorsCommand: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "anchors", summary: "Measures the levels that scores are compared with.",
    discussion: """
      Plays the reference players on test tasks, and on shifted ones where there are any: uniform \
      actions, the best player known that ignores which task it is in, and one that is told the \
      task. The untrained policy is the one that training begins from by default, adapted on the \
      default number of rollouts with the single learning rate that is best for it, on the first \
      \(AnchorsSession.untrainedTaskCount) tasks.

      The levels of unchanged distributions are known already: 'fledge describe' shows them, and \
      scores are normalised by them. --output keeps what was measured in such a file.
      """,
    examples: [
      "fledge anchors point-robot/goals", "fledge anchors bandit/bernoulli --option arms=10",
      "fledge anchors cart-pole/reversed --output Environments/anchors.json",
    ])

  var options: AnchorsOptions
}
