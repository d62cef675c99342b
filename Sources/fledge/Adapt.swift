import Application
import Arguments

/// `fledge adapt`: adapts a policy to one given task.
struct Adapt: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "adapt", summary: "Adapts a policy to one given task and prints the curve.",
    discussion: """
      The policy plays --rollouts episodes of the task, takes an adaptation step on them, plays \
      again, and so on. Each row of the table has the number of steps taken, and the mean \
      undiscounted return of the episodes after them.

      A policy with a memory takes no such steps: it plays one trial, of one episode more than --steps \
      or of as many as in training, and each row has the return of an episode. --rollouts is how many \
      trials are played side by side.

      --save keeps the policy after the last step. What 'adapt' and 'score' do with it continues from \
      there, so that an adaptation gives the same bits in one command or in several. A memory is not \
      saved.
      """,
    examples: [
      "fledge adapt point-robot-goals --task goalX=0.3 --task goalY=-0.2",
      "fledge adapt runs/cart --task forceSign=-1 --steps 2",
      "fledge adapt runs/nav --task goalX=0.5 --record nav-right.safetensors",
      "fledge adapt runs/nav --task goalX=0.5 --save right.safetensors",
    ])

  var options: AdaptationOptions
}
