import Application
import Arguments

/// `fledge export`: a policy for other programs.
struct Export: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "export", summary: "Writes a policy as a model that other programs run.",
    discussion: """
      The model is in the Open Neural Network Exchange format (ONNX, operator set 17), which ONNX \
      Runtime and many others run. It takes a batch of observations and gives the probabilities of \
      discrete actions, or mean and standard deviation of continuous ones; drawing an action is left \
      to the caller.

      A policy with a memory also takes 'memory', the step before ('previous_action', \
      'previous_reward') and two flags ('episode_start', 'trial_start'), and gives 'next_memory', \
      which enters the next step. Other policies are exported as they are before adaptation: 'fledge \
      adapt --save' writes one after it.
      """,
    examples: [
      "fledge export point-robot-goals --onnx nav.onnx",
      "fledge export bandit-bernoulli-memory --onnx bandit.onnx",
    ])

  var options: ExportOptions
}
