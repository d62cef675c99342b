extension HelpTests {
  static let export = """
    Writes a policy as a model that other programs run.

    Usage: fledge export <policy> --onnx <file> [options]

    The model is in the Open Neural Network Exchange format (ONNX, operator set 17),
    which ONNX Runtime and many others run. It takes a batch of observations and
    gives the probabilities of discrete actions, or mean and standard deviation of
    continuous ones; drawing an action is left to the caller.

    A policy with a memory also takes 'memory', the step before ('previous_action',
    'previous_reward') and two flags ('episode_start', 'trial_start'), and gives
    'next_memory', which enters the next step. Other policies are exported as they
    are before adaptation: 'fledge adapt --save' writes one after it.

    Arguments:
      <policy>       Path of a policy file or run folder, or the name of one in
                     Policies/.

    Options:
      --onnx <file>  The file to write, which ends in .onnx.
      -h, --help     Shows this help.

    Examples:
      fledge export point-robot-goals --onnx nav.onnx
      fledge export bandit-bernoulli-memory --onnx bandit.onnx
    """
}
