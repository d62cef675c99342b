extension HelpTests {
  static let train = """
    Meta-trains a policy on a task distribution.

    Usage: fledge train [<distribution>] [options]

    Writes a folder with config.json, log.csv (one row per iteration),
    checkpoint.safetensors and policy.safetensors. Ctrl-C ends after the iteration
    with a valid checkpoint; --resume continues, and the run ends with the same bits
    as if it had never been interrupted. --record-history adds the folder history,
    with episodes for in-context learning.

    Options that are not given have defaults chosen for the distribution and the
    learner: 'fledge describe' shows them, and config.json holds the settings of the
    run. 'fledge list' explains the learners, estimators and outer steps.

    Arguments:
      <distribution>              Environment and distribution, as 'fledge list'
                                  shows them.

    Options:
      --output <folder>           The folder of the run. Default: runs/ and the
                                  distribution's name.
      --resume <folder>           Continues the run in a folder, with its settings.
      --iterations <count>        Iterations in total, also when resuming. Default:
                                  the distribution's.
      --environment-steps <count>
                                  Ends after the iteration that reaches this many
                                  environment steps; --iterations then has no
                                  default.
      --seed <number>             Seed of all random numbers. (default: 1)
      --checkpoint-every <count>  Iterations between checkpoints. (default: 25)
      --record-history <count>    On how many tasks of each iteration all episodes
                                  are written into the folder history, a replay for
                                  each iteration.
      -h, --help                  Shows this help.

    Tasks:
      --option <name=value>       A setting of the environment, such as arms=10 or
                                  reward=dense. May be repeated.
      --vary <parameter=range>    Lets a task parameter vary, as in gravity=5...15,
                                  gravity=1...5,15...20 or w0x0=normal(0,2). May be
                                  repeated.
      --fix <parameter=number>    Fixes a task parameter at one value, as in
                                  poleHalfLength=0.5. May be repeated.

    Learner:
      --learner <name>            What is learned. One of: maml, fomaml, reptile,
                                  meta-sgd, anil, cavia, joint, rl2.
      --context-size <count>      Numbers in CAVIA's context.
      --tasks <count>             Tasks per iteration.
      --rollouts <count>          Episodes per task before and after each inner
                                  step.
      --episodes <count>          Episodes of a trial.

    Inner steps:
      --inner-steps <count>       Gradient steps of adaptation.
      --inner-learning-rate <rate,...>
                                  Size of each inner step; the last one decays over
                                  further steps.
      --inner-learning-rate-decay <factor>
                                  Factor of the inner learning rate at each step
                                  beyond those listed.
      --learn-inner-learning-rate
                                  Lets the outer loop learn the rate of each inner
                                  step.

    Meta-gradient:
      --estimator <name>          How inner gradients are taken to depend on the
                                  parameters. One of: log-likelihood,
                                  likelihood-ratio, dice.
      --first-order               Leaves out how inner gradients depend on the
                                  parameters.
      --score-function-term       Counts that the parameters also decide which
                                  rollouts are learned from, with --estimator
                                  log-likelihood (E-MAML).
      --whole-trial               Optimises the return of every stage of the trial,
                                  not only of the last.

    Outer steps:
      --outer <name>              How the outer loop steps. One of: trpo, adam, ppo,
                                  promp.
      --outer-learning-rate <rate>
                                  Step size of Adam, which all but TRPO use.
      --rate-learning-rate <rate>
                                  Step size of Adam for learned inner learning
                                  rates; 0 holds them.
      --max-kl <nats>             Bound of TRPO's trust region.
      --curvature-share <share>   Share of the rows that TRPO's curvature is taken
                                  from: faster, less exact. All by default.
      --epochs <count>            Steps of PPO and ProMP on the same rollouts.
      --clip <number>             How far from 1 PPO and ProMP still count a ratio.
      --inner-kl-penalty <number>
                                  What ProMP takes off for a nat by which the
                                  policies before the last step move.

    Advantages:
      --baseline <name>           What advantages are measured against. One of:
                                  linear, mean, constant.
      --baseline-constant <number>
                                  The baseline where it is constant.
      --discount <factor>         Discount factor.
      --lambda <factor>           Bias-variance mix of advantages.
      --unnormalized-advantages   Leaves advantages in the units of rewards, neither
                                  centred nor scaled.

    Policy:
      --hidden <units,...>        Widths of the hidden layers; 0 for none.
      --activation <name>         Nonlinearity of the hidden layers. One of: tanh,
                                  relu.
      --initial-standard-deviation <number>
                                  First standard deviation of continuous actions.
      --minimum-standard-deviation <number>
                                  No step makes it smaller than this.
      --maximum-standard-deviation <number>
                                  No step makes it larger than this.

    Memory:
      --core <name>               The memory. One of: gru, lstm.
      --memory <units>            Units of the memory.
      --reset-gate <name>         Where the reset gate of a GRU acts. One of: after,
                                  before.
      --encoder <units>           Units of a layer before the memory; 0 for none.
      --decoder <units>           Units of a layer after the memory; 0 for none.
      --reward-scale <number>     What the last reward is multiplied by before it
                                  enters the policy.

    Steps on trials:
      --minibatches <count>       Steps of Adam in a pass, each on other trials.
      --learning-rate <rate>      First step size of Adam, which falls to 0.
      --entropy <weight>          First weight of the entropy, which falls to 0.
      --value-weight <weight>     Weight of the value's loss.
      --gradient-limit <length>   Longer gradients are shortened to this length.
      --falling-iterations <count>
                                  Iterations in which step size and entropy fall to
                                  0. Default: --iterations, or the distribution's.

    Running:
      --threads <count>           Threads to compute with; never changes a result.
                                  Default: one for each core.
      --quiet                     Shows nothing but results and errors.

    Examples:
      fledge train point-robot/goals --output runs/nav
      fledge train --resume runs/nav --iterations 800
      fledge train cart-pole/reversed --learner joint --output runs/joint
      fledge train bandit/bernoulli --learner meta-sgd --outer ppo --epochs 3
      fledge train bandit/bernoulli --learner rl2 --option pulls=100
      fledge train point-robot/goals --record-history 4 --output runs/history
    """
}
