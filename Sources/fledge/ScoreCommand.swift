import Application
import Arguments

/// `fledge score`: how well policies adapt.
struct ScoreCommand: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "score", summary: "Scores how well a policy adapts to held-out tasks.",
    discussion: """
      On each task the policy plays --rollouts episodes, takes an adaptation step on them, plays \
      again, and so on. Each row of the table has the number of steps taken, the rollouts and \
      environment steps spent on them, the mean undiscounted return of new episodes, a bootstrap \
      95 % interval over tasks, the interquartile mean, and a normalised score that is 0 for random \
      actions and 1 for the oracle. The trial counts every reward: the returns of all episodes spent \
      on adapting, and of one final episode.

      A policy with a memory is scored by separate trials instead: --rollouts of them for each task, \
      each of --episodes one after the other. The table has a row for each episode, and one for the \
      whole trial, every reward counted. What it is compared with then plays the same trials; an agent \
      without a memory learns after each episode, from its own trial alone. With --episodes any agent \
      is scored like this.

      The untrained row is the policy before training, adapted with the single learning rate that is \
      best on the first of the same tasks.

      Several policies, usually one for each training seed, are pooled: means over all policies and \
      tasks, with intervals over policies. --against compares with other policies on the same tasks. \
      --split shifted also scores test tasks, and shows how much lower the returns on shifted ones \
      are.
      """,
    examples: [
      "fledge score point-robot-goals", "fledge score runs/nav --split shifted",
      "fledge score runs/bandit --tasks 2000 --json",
      "fledge score runs/nav --tasks 10 --record nav.safetensors",
      "fledge score runs/maml --against runs/joint",
      "fledge score runs/maml-1 runs/maml-2 runs/maml-3 --csv maml.csv",
      "fledge score runs/nav --rollouts 1,2,5,10,20",
      "fledge score --player blind --distribution cart-pole/reversed",
      "fledge score runs/memory --against gittins --by-step",
      "fledge score --player gittins --distribution bandit/bernoulli --episodes 1",
    ])

  var options: ScoreOptions
}
