import Application
import Arguments

/// `fledge explain`: what a memory holds, and whether decisions follow it.
struct Explain: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "explain",
    summary: "Shows what a policy's memory holds, and whether decisions follow it.",
    discussion: """
      For policies with a memory. Linear probes read the parameters of the task from the memory at \
      points of the trial and, for bandits, the exact posterior means: fitted on train tasks, scored \
      on test tasks by R², which is 1 for a perfect reading and 0 for the mean. Beside it stand the \
      same probe of the policy before training, a prediction from the time alone and, for \
      parameters, one from the exact posterior.

      What a memory holds need not be used. So the memories of trials on different tasks are \
      exchanged in the middle of the trial (before the second episode, if there are several), and \
      each decision after that is compared with what the trial would have done with its own memory, \
      and with what the donor of its memory would do, both at the same observation. \
      Documentation/explaining.md has the definitions and their limits.
      """,
    examples: [
      "fledge explain runs/bandit", "fledge explain runs/nav --tasks 2000 --json",
      "fledge explain runs/bandit --output memory.png --theme dark",
    ])

  var options: ExplanationOptions
}
