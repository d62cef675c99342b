import Application
import Arguments

/// `fledge replay`: what is in a replay, and whether it agrees when it is played again.
struct ReplayCommand: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "replay", summary: "Shows what is in a replay, or verifies it bit by bit.",
    discussion: """
      A replay holds episodes of every stage of adaptation: 'fledge adapt' and 'fledge score' write \
      one with --record. Each row of the table is a stage, numbered by the adaptation steps before \
      it, with the mean undiscounted return and the range of returns: over episodes if one task is \
      shown, otherwise over the means of the tasks.

      --verify plays every episode again, from its task, its random address and its actions, and \
      compares every state, observation, reward and end, to the bit; names and seed are not checked.
      """,
    examples: [
      "fledge replay point-robot-goals", "fledge replay nav.safetensors --trial 3",
      "fledge replay --verify nav.safetensors",
    ])

  var options: ReplayOptions
}
