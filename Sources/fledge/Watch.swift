import Application
import Arguments

/// `fledge watch`: a window in which a policy adapts, or a replay is played.
struct Watch: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "watch", summary: "Opens a window in which a policy adapts, or a replay is played.",
    discussion: """
      Side by side, the policy before and after it adapted plays the same task from the same start \
      (in a replay, from the starts that were recorded); beside them the return as it accumulates, \
      and the mean return after each adaptation step. Click in the arena or drag a slider to set \
      another task: the policy collects rollouts, adapts and plays again. \
      'H' in the window lists all keys.

      Of an agent with a memory the window shows one trial, by default of as many episodes as in \
      training, with what the agent remembers and how probable it finds each action; another trial \
      begins while a task is set.

      The tasks are those that 'fledge score' draws with the same seed, with the same mean returns. \
      Without a display, 'fledge render' draws replays into files.
      """,
    examples: [
      "fledge watch point-robot-goals", "fledge watch runs/cart --steps 2 --theme dark",
      "fledge watch point-robot-goals --task goalX=0.3 --task goalY=-0.2",
      "fledge watch Replays/cart-pole-reversed.safetensors",
    ])

  var options: WatchOptions
}
