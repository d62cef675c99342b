extension HelpTests {
  static let anchors = """
    Measures the anchors that scores are compared with.

    Usage: fledge anchors <distribution> [options]

    Plays the reference players on test tasks, and on shifted ones if there are any:
    uniform actions, the best player known that ignores which task it is in, and one
    that knows the task. The untrained policy is the one that training begins from
    by default, adapted on the default number of rollouts with the single learning
    rate that is best for it, on the first 1000 tasks.

    The anchors of unchanged distributions ship with the program: 'fledge describe'
    shows them, and scores are normalised by them. --output writes the anchors
    measured now into such a file.

    Arguments:
      <distribution>            Environment and distribution, as 'fledge list' shows
                                them.

    Options:
      --tasks <count>           How many tasks. (default: 10000)
      --rollouts <count>        Episodes of each reference player on each task.
                                (default: 10)
      --seed <number>           Seed of all random numbers. (default: 1)
      --output <file>           Writes the anchors into a JSON file, replacing those
                                of the distribution.
      --json                    Prints one JSON object.
      -h, --help                Shows this help.

    Tasks:
      --option <name=value>     A setting of the environment, such as arms=10 or
                                reward=dense. May be repeated.
      --vary <parameter=range>  Lets a task parameter vary, as in gravity=5...15,
                                gravity=1...5,15...20 or w0x0=normal(0,2). May be
                                repeated.
      --fix <parameter=number>  Fixes a task parameter at one value, as in
                                poleHalfLength=0.5. May be repeated.

    Running:
      --threads <count>         Threads to compute with; never changes a result.
                                Default: one for each core.
      --quiet                   Shows nothing but results and errors.

    Examples:
      fledge anchors point-robot/goals
      fledge anchors bandit/bernoulli --option arms=10
      fledge anchors cart-pole/reversed --output Environments/anchors.json
    """
}
