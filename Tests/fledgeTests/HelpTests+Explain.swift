extension HelpTests {
  static let explain = """
    Shows what a policy's memory holds, and whether decisions follow it.

    Usage: fledge explain <policy> [options]

    For policies with a memory. Linear probes read the parameters of the task from
    the memory at points of the trial and, for bandits, the exact posterior means:
    fitted on train tasks, scored on test tasks by R², which is 1 for a perfect
    reading and 0 for the mean. Beside it stand the same probe of the policy before
    training, a prediction from the time alone and, for parameters, one from the
    exact posterior.

    What a memory holds need not be used. So the memories of trials on different
    tasks are exchanged in the middle of the trial (before the second episode, if
    there are several), and each decision after that is compared with what the trial
    would have done with its own memory, and with what the donor of its memory would
    do, both at the same observation. Documentation/explaining.md has the
    definitions and their limits.

    Arguments:
      <policy>                  Path of a policy file or run folder, or the name of
                                one in Policies/.

    Options:
      --tasks <count>           How many tasks to fit probes on, and how many others
                                to score them and to swap on. (default: 1000)
      --episodes <count>        Episodes of a trial. Default: as in training.
      --seed <number>           Seed of all random numbers. (default: 1)
      --json                    Prints one JSON object.
      --output <file>           Also draws a picture into a file: .png or .svg.
      -h, --help                Shows this help.

    Tasks:
      --distribution <name>     Plays on another distribution with the same spaces.
                                Default: that of training.
      --option <name=value>     A setting of the environment, such as arms=10 or
                                reward=dense. May be repeated.
      --vary <parameter=range>  Lets a task parameter vary, as in gravity=5...15,
                                gravity=1...5,15...20 or w0x0=normal(0,2). May be
                                repeated.
      --fix <parameter=number>  Fixes a task parameter at one value, as in
                                poleHalfLength=0.5. May be repeated.

    Picture:
      --size <widthxheight>     Size of the picture in points. Default: 1200x560.
      --scale <factor>          Pixels for each point, except in .svg files.
                                (default: 1)
      --theme <name>            Colours of the picture. One of: light, dark.
                                (default: light)

    Running:
      --threads <count>         Threads to compute with; never changes a result.
                                Default: one for each core.
      --quiet                   Shows nothing but results and errors.

    Examples:
      fledge explain runs/bandit
      fledge explain runs/nav --tasks 2000 --json
      fledge explain runs/bandit --output memory.png --theme dark
    """
}
