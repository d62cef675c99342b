import Testing

/// The help screens, whole.
struct HelpTests {
  @Test(arguments: ["", "help", "--help", "-h"])
  func `the program shows its commands`(line: String) throws {
    let fledge = try Fledge()
    #expect(try fledge(line) == .init(output: Self.program + "\n", errors: "", code: 0))
  }

  private static let pages = [
    "list": list, "describe": describe, "anchors": anchors, "train": train, "score": score,
    "adapt": adapt, "explain": explain,
    "watch": watch, "replay": replay, "export": export,
  ]

  @Test(arguments: pages.keys.sorted())
  func `a command shows its options`(command: String) throws {
    let fledge = try Fledge()
    let page = try #require(Self.pages[command])
    let expected = Fledge.Ending(output: page + "\n", errors: "", code: 0)
    #expect(try fledge("help \(command)") == expected)
    #expect(try fledge("\(command) --help") == expected)
  }

  @Test func `the program shows its version`() throws {
    let fledge = try Fledge()
    #expect(try fledge("--version") == .init(output: "fledge 0.1.0\n", errors: "", code: 0))
  }

  static let program = """
    Meta-reinforcement learning from the command line.

    Usage: fledge <command> [options]

    Meta-trains policies that adapt to a new task within a few rollouts, and scores
    how well they do.

    Commands:
      list        Lists task distributions, learners, and the policies and replays
                  that ship.
      describe    Describes a task distribution: spaces, parameters, ranges,
                  anchors, defaults.
      train       Meta-trains a policy on a task distribution.
      score       Scores how well a policy adapts to held-out tasks.
      adapt       Adapts a policy to one given task and prints the curve.
      explain     Shows what a policy's memory holds, and whether decisions follow
                  it.
      anchors     Measures the anchors that scores are compared with.
      watch       Opens a window in which a policy adapts, or a replay is played.
      render      Draws a replay as a picture or a film; needs no display.
      replay      Shows what is in a replay, or verifies it bit by bit.
      export      Writes a policy as a model that other programs run.

    Options:
      --version   Shows the version.
      -h, --help  Shows this help.

    Examples:
      fledge train point-robot/goals --output runs/nav
      fledge score runs/nav
      fledge adapt runs/nav --task goalX=0.3 --task goalY=-0.2

    See 'fledge help <command>' for more about a command.
    """

  static let list = """
    Lists task distributions, learners, and the policies and replays that ship.

    Usage: fledge list [options]

    Options:
      --json      Prints one JSON object.
      -h, --help  Shows this help.

    Examples:
      fledge list
      fledge list --json
    """

  static let describe = """
    Describes a task distribution: spaces, parameters, ranges, anchors, defaults.

    Usage: fledge describe <distribution> [options]

    Anchors are mean returns to compare with: of uniform actions, of the best player
    known that ignores which task it is in (what adaptation must beat), and of one
    that knows the task. They were measured on many tasks ('make anchors'); for a
    distribution changed by --option, --vary or --fix they are measured now, on
    fewer tasks.

    Arguments:
      <distribution>            Environment and distribution, as 'fledge list' shows
                                them.

    Options:
      --learner <name>          Whose defaults of training are shown. One of: maml,
                                fomaml, reptile, meta-sgd, anil, cavia, joint, rl2.
                                (default: maml)
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

    Examples:
      fledge describe cart-pole/physics
      fledge describe bandit/bernoulli --learner anil
      fledge describe bandit/bernoulli --option arms=10
      fledge describe cart-pole/reversed --vary gravity=5...15 --json
    """

  static let score = """
    Scores how well a policy adapts to held-out tasks.

    Usage: fledge score [<policy>...] [options]

    On each task the policy plays --rollouts episodes, takes an adaptation step on
    them, plays again, and so on. Each row of the table has the number of steps
    taken, the rollouts and environment steps spent on them, the mean undiscounted
    return of new episodes, a bootstrap 95 % interval over tasks, the interquartile
    mean, and a normalised score that is 0 for random actions and 1 for the oracle.
    The trial counts every reward: the returns of all episodes spent on adapting,
    and of one final episode.

    A policy with a memory is scored by separate trials instead: --rollouts of them
    for each task, each of --episodes one after the other. The table has a row for
    each episode, and one for the whole trial, every reward counted. What it is
    compared with then plays the same trials; an agent without a memory learns after
    each episode, from its own trial alone. With --episodes any agent is scored like
    this.

    The untrained row is the policy before training, adapted with the single
    learning rate that is best on the first of the same tasks.

    Several policies, usually one for each training seed, are pooled: means over all
    policies and tasks, with intervals over policies. --against compares with other
    policies on the same tasks. --split shifted also scores test tasks, and shows
    how much lower the returns on shifted ones are.

    Arguments:
      <policy>                  Path of a policy file or run folder, or the name of
                                one in Policies/. Several are pooled, one for each
                                training seed.

    Options:
      --player <name>           Scores a reference player of the --distribution in
                                place of a policy: random, blind, oracle, or one
                                that 'fledge list' shows.
      --against <policy>        A policy or player to compare with on the same tasks
                                and random numbers. Several are pooled. May be
                                repeated.
      --split <name>            Which tasks to draw; with shifted ones also test
                                ones. One of: train, test, shifted. (default: test)
      --tasks <count>           How many tasks. Default: the distribution's, which
                                has more of them for separate trials.
      --rollouts <count,...>    Episodes for each step and for each mean; of several
                                counts the whole score for each. Default: as in
                                training. Of separate trials: how many for each
                                task. Default: 1.
      --steps <count>           Adaptation steps; with a memory, episodes after the
                                first. Default: 3, or as in training if more.
      --inner-learning-rate <rate,...>
                                Size of each adaptation step in place of the
                                policy's own.
      --inner-learning-rate-decay <factor>
                                Factor of the rate at each step beyond those listed,
                                or beyond training's.
      --seed <number>           Seed of all random numbers. (default: 1)
      --record <file>           Writes every episode into a replay; see 'fledge
                                replay'.
      --json                    Prints one JSON object.
      --csv <file>              Writes a row for each policy, split, number of
                                rollouts, task and step.
      --by-step                 Adds the mean reward at each environment step of an
                                episode.
      --csv-by-step <file>      Writes these means: a row for each policy, split,
                                number of rollouts, step and environment step.
      -h, --help                Shows this help.

    Separate trials:
      --episodes <count>        Scores every agent by separate trials of this many
                                episodes. Policies with a memory always are; their
                                default is as in training.
      --episodes-per-step <count>
                                After how many episodes an agent without a memory
                                learns from them. Default: 1.

    Tasks:
      --distribution <name>     Scores on another distribution with the same spaces.
                                Default: that of training.
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
      fledge score point-robot-goals
      fledge score runs/nav --split shifted
      fledge score runs/bandit --tasks 2000 --json
      fledge score runs/nav --tasks 10 --record nav.safetensors
      fledge score runs/maml --against runs/joint
      fledge score runs/maml-1 runs/maml-2 runs/maml-3 --csv maml.csv
      fledge score runs/nav --rollouts 1,2,5,10,20
      fledge score --player blind --distribution cart-pole/reversed
      fledge score runs/memory --against gittins --by-step
      fledge score --player gittins --distribution bandit/bernoulli --episodes 1
    """

  static let adapt = """
    Adapts a policy to one given task and prints the curve.

    Usage: fledge adapt <policy> [options]

    The policy plays --rollouts episodes of the task, takes an adaptation step on
    them, plays again, and so on. Each row of the table has the number of steps
    taken, and the mean undiscounted return of the episodes after them.

    A policy with a memory takes no such steps: it plays one trial, of one episode
    more than --steps or of as many as in training, and each row has the return of
    an episode. --rollouts is how many trials are played side by side.

    --save keeps the policy after the last step. What 'adapt' and 'score' do with it
    continues from there, so that an adaptation gives the same bits in one command
    or in several. A memory is not saved.

    Arguments:
      <policy>                   Path of a policy file or run folder, or the name of
                                 one in Policies/.

    Options:
      --task <parameter=number>  A parameter of the task; those not given have their
                                 default values. May be repeated.
      --rollouts <count>         Episodes for each step and for each mean. Default:
                                 as in training.
      --steps <count>            Adaptation steps; with a memory, episodes after the
                                 first. Default: 3, or as in training if more.
      --inner-learning-rate <rate,...>
                                 Size of each adaptation step in place of the
                                 policy's own.
      --inner-learning-rate-decay <factor>
                                 Factor of the rate at each step beyond those
                                 listed, or beyond training's.
      --seed <number>            Seed of all random numbers. (default: 1)
      --save <file>              Writes the adapted policy into a file, which every
                                 command reads as a policy.
      --record <file>            Writes every episode into a replay; see 'fledge
                                 replay'.
      --json                     Prints one JSON object.
      -h, --help                 Shows this help.

    Examples:
      fledge adapt point-robot-goals --task goalX=0.3 --task goalY=-0.2
      fledge adapt runs/cart --task forceSign=-1 --steps 2
      fledge adapt runs/nav --task goalX=0.5 --record nav-right.safetensors
      fledge adapt runs/nav --task goalX=0.5 --save right.safetensors
    """

  static let watch = """
    Opens a window in which a policy adapts, or a replay is played.

    Usage: fledge watch <policy or replay> [options]

    Side by side, the policy before and after it adapted plays the same task from
    the same start (in a replay, from the starts that were recorded); beside them
    the return as it accumulates, and the mean return after each adaptation step.
    Click in the arena or drag a slider to set another task: the policy collects
    rollouts, adapts and plays again. 'H' in the window lists all keys.

    Of an agent with a memory the window shows one trial, by default of as many
    episodes as in training, with what the agent remembers and how probable it finds
    each action; another trial begins while a task is set.

    The tasks are those that 'fledge score' draws with the same seed, with the same
    mean returns. Without a display, 'fledge render' draws replays into files.

    Arguments:
      <policy or replay>         Path of a policy, run folder or replay, or a name
                                 of one.

    Adaptation:
      --task <parameter=number>  A parameter of the first task; those not given have
                                 their default values. May be repeated.
      --split <name>             Which tasks are played. One of: train, test,
                                 shifted. (default: test)
      --rollouts <count>         Episodes for each step. Default: as in training.
      --steps <count>            Adaptation steps; with a memory, episodes after the
                                 first. Default: 3, or as in training if more.
      --inner-learning-rate <rate,...>
                                 Size of each adaptation step in place of the
                                 policy's own.
      --inner-learning-rate-decay <factor>
                                 Factor of the rate at each step beyond those
                                 listed, or beyond training's.
      --seed <number>            Seed of all random numbers. (default: 1)

    Window:
      --size <widthxheight>      Size of the window in points; less if the screen is
                                 smaller. (default: 1280x720)
      --scale <factor>           Pixels for each point. Default: what the screen
                                 suggests.
      --theme <name>             Colours. One of: light, dark. (default: light)
      --seconds <number>         Closes the window after this time. Default: it
                                 stays open.
      --frame-times              Prints at the end how many frames were shown, and
                                 how fast.

    Options:
      -h, --help                 Shows this help.

    Examples:
      fledge watch point-robot-goals
      fledge watch runs/cart --steps 2 --theme dark
      fledge watch point-robot-goals --task goalX=0.3 --task goalY=-0.2
      fledge watch Replays/cart-pole-reversed.safetensors
    """

  static let replay = """
    Shows what is in a replay, or verifies it bit by bit.

    Usage: fledge replay <replay> [options]

    A replay holds episodes of every stage of adaptation: 'fledge adapt' and 'fledge
    score' write one with --record. Each row of the table is a stage, numbered by
    the adaptation steps before it, with the mean undiscounted return and the range
    of returns: over episodes if one task is shown, otherwise over the means of the
    tasks.

    --verify plays every episode again, from its task, its random address and its
    actions, and compares every state, observation, reward and end, to the bit;
    names and seed are not checked.

    Arguments:
      <replay>           Path of a replay, or the name of one in Replays/.

    Options:
      --trial <number>   Only this trial, from 1. Default: all.
      --verify           Plays everything again and compares it.
      --json             Prints one JSON object.
      -h, --help         Shows this help.

    Running:
      --threads <count>  Threads to compute with; never changes a result. Default:
                         one for each core.
      --quiet            Shows nothing but results and errors.

    Examples:
      fledge replay point-robot-goals
      fledge replay nav.safetensors --trial 3
      fledge replay --verify nav.safetensors
    """
}
