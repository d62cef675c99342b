import Arguments
import Testing

struct HelpPageTests {
  static let programHelp = """
    Meta-trains policies, scores them and shows them adapt.

    Usage: fledge <command> [options]

    A first look:

      fledge train point-robot/goals --output runs/nav
      fledge score runs/nav/policy.safetensors

    Commands:
      list        Lists environments, distributions, learners and policies.
      train       Meta-trains a policy that adapts to any task of a distribution.
      score       Scores how well a policy adapts to held-out tasks.
      adapt       Adapts a policy to one given task.
      fail        Fails in many ways.

    Options:
      --version   Shows the version.
      -h, --help  Shows this help.

    See 'fledge help <command>' for more about a command.
    """

  static let trainHelp = """
    Meta-trains a policy that adapts to any task of a distribution.

    Usage: fledge train <distribution> --output <folder> [options]

    Every iteration draws a meta-batch of tasks, adapts the policy to each task by
    gradient steps on its own rollouts, and then improves the initial parameters so
    that the adapted policies earn more.

    The run folder holds:

      config.json          every option of the run
      log.csv              one line per iteration
      policy.safetensors   the policy so far

    Ctrl-C ends the run after the iteration, and --resume continues it.

    Arguments:
      <distribution>            Where tasks come from: 'fledge list' shows all.

    Options:
      --output <folder>         The run folder, which must not exist yet.
      --iterations <count>      Outer steps to take. (default: 500)
      --vary <parameter=range>  Draws a parameter from this range. May be repeated.
      --hidden <units,...>      Units of each hidden layer. (default: 64,64)
      -h, --help                Shows this help.

    Adaptation:
      --learner <name>          How the policy adapts. One of: maml, reptile,
                                first-order. (default: maml)
      --inner-steps <count>     Gradient steps per task. (default: 1)
      --inner-learning-rate <rate,...>
                                Step size of each inner gradient step; one number is
                                used for all of them. (default: 0.1)
      --discount <factor>       Weight of each later reward. (default: 0.99)

    Running:
      --seed <number>           Where all random numbers start. (default: 7)
      --threads <count>         Threads to use, by default one per core. Never
                                changes a result.
      --quiet                   Prints no progress.

    Examples:
      fledge train point-robot/goals --output runs/nav
      fledge train cart-pole/physics --output runs/pole \\
        --vary gravity=5...15 --hidden 64,64
    """

  static let scoreHelp = """
    Scores how well a policy adapts to held-out tasks.

    Usage: fledge score <policy>... [options]

    Arguments:
      <policy>            Path of a policy file, or the name of one in Policies/.

    Options:
      --split <name>      Which tasks to draw. One of: train, test, shifted.
                          (default: test)
      --rollouts <count>  Episodes per adaptation step.
      --rates <rate>      Step sizes to try. May be repeated.
      --json              Prints one JSON object.
      -h, --help          Shows this help.

    Examples:
      fledge score point-robot-goals
    """

  static let adaptHelp = """
    Adapts a policy to one given task.

    Usage: fledge adapt <policy> [<step>] [<note>] [options]

    Arguments:
      <policy>                   Path of a policy file.
      <step>                     The adaptation step to stop at. (default: 1)
      <note>                     A remark to keep.

    Options:
      --task <parameter=number>  One parameter of the task. May be repeated.
      --x <metres>               Where to start. (default: 0)
      -h, --help                 Shows this help.
    """

  static let listHelp = """
    Lists environments, distributions, learners and policies.

    Usage: fledge list [options]

    Options:
      -h, --help  Shows this help.
    """

  @Test(arguments: ["", "help", "--help", "-h", "help help", "help --help"])
  func `the program shows its commands in order`(line: String) {
    #expect(ending(of: line) == Message(Self.programHelp, on: .standardOutput, exitCode: .done))
  }

  @Test(arguments: [
    ("train", trainHelp), ("score", scoreHelp), ("adapt", adaptHelp), ("list", listHelp),
  ])
  func `a command shows the same page for every way to ask`(command: String, page: String) {
    let expected = Message(page, on: .standardOutput, exitCode: .done)
    #expect(ending(of: "help \(command)") == expected)
    #expect(ending(of: "--help \(command)") == expected)
    #expect(ending(of: "\(command) --help") == expected)
    #expect(ending(of: "\(command) -h") == expected)
  }

  @Test func `asking for help beats mistakes on the line`() {
    #expect(ending(of: "score --bogus --split --help").text == Self.scoreHelp)
  }

  @Test func `after two dashes the words for help are arguments`() throws {
    #expect(try parsed("score -- --help", as: Score.self).policies == ["--help"])
  }

  @Test(arguments: [programHelp, trainHelp, scoreHelp, adaptHelp, listHelp])
  func `is plain ASCII on at most 80 columns`(page: String) {
    #expect(page.utf8.allSatisfy { $0 < 128 })
    #expect(page.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(!page.contains(" \n"))
  }

  @Test func `long usage lines and unbroken words wrap without a loss`() {
    let usage = wide.run(["wide", "--help"]).text.split(separator: "\n\n")[1]
    #expect(
      usage == """
        Usage: wide wide --a-rather-long-name <value> --another-rather-long-name
               <something-that-is-longer-than-the-whole-page-is-wide-so-that-nothing-can-break-it>
               [options]
        """)
  }

  private let wide = Program(name: "wide", summary: "", version: "1", commands: [{ Wide() }])

  private struct Wide: Command {
    static let configuration = CommandConfiguration(name: "wide", summary: "Is wide.")
    @Option("a-rather-long-name", value: "value", help: "") var first: String
    @Option(
      "another-rather-long-name",
      value: "something-that-is-longer-than-the-whole-page-is-wide-so-that-nothing-can-break-it",
      help: "") var second: String
    func run() {}
  }
}
