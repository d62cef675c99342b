import Application
import Arguments

/// `fledge train`: meta-trains a policy.
struct Train: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "train", summary: "Meta-trains a policy on a task distribution.",
    discussion: """
      Writes a folder with config.json, log.csv (one row per iteration), checkpoint.safetensors and \
      policy.safetensors. Ctrl-C ends after the iteration with a valid checkpoint; --resume \
      continues, and the run ends with the same bits as if it had never been interrupted. \
      --record-history adds the folder history, with episodes for in-context learning.

      Options that are not given have defaults chosen for the distribution and the learner: 'fledge \
      describe' shows them, and config.json holds the settings of the run. 'fledge list' explains \
      the learners, estimators and outer steps.
      """,
    examples: [
      "fledge train point-robot/goals --output runs/nav",
      "fledge train --resume runs/nav --iterations 800",
      "fledge train cart-pole/reversed --learner joint --output runs/joint",
      "fledge train bandit/bernoulli --learner meta-sgd --outer ppo --epochs 3",
      "fledge train bandit/bernoulli --learner rl2 --option pulls=100",
      "fledge train point-robot/goals --record-history 4 --output runs/history",
    ])

  var options: TrainingOptions
}
