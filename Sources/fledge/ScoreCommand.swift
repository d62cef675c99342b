import Application
import Arguments

/// `fledge score`: how well policies adapt.
struct ScoreCommand: OptionsCommand {
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

  var options: ScoreOptions
}
