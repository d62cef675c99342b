import Arguments

/// A program with one command of each kind, which the tests give command lines to.
let program = Program(
  name: "fledge", summary: "Meta-trains policies, scores them and shows them adapt.",
  version: "0.1.0",
  discussion: """
    A first look:

      fledge train point-robot/goals --output runs/nav
      fledge score runs/nav/policy.safetensors
    """,
  commands: [{ List() }, { Train() }, { Score() }, { Adapt() }, { Fail() }])

/// Parses a command line that is meant to be right.
func parsed<C: Command>(_ line: String, as type: C.Type = C.self) throws -> C {
  switch program.parse(words(of: line)) {
  case .run(let command as C): return command
  case let outcome: throw UnexpectedOutcome(description: "\(outcome)")
  }
}

/// Parses and runs a command line that is meant to end with a message.
func ending(of line: String) -> Message {
  program.run(words(of: line))
}

private func words(of line: String) -> [String] {
  line.split(separator: " ").map(String.init)
}

struct UnexpectedOutcome: Error {
  let description: String
}

struct List: Command {
  static let configuration = CommandConfiguration(
    name: "list", summary: "Lists environments, distributions, learners and policies.")

  func run() {}
}

enum Learner: String, CaseIterable, ArgumentValue {
  case maml
  case reptile
  case firstOrder = "first-order"
}

struct CommonOptions: OptionGroup {
  @Option("seed", value: "number", help: "Where all random numbers start.", section: "Running")
  var seed: UInt64 = 7
  @Option(
    "threads", value: "count",
    help: "Threads to use, by default one per core. Never changes a result.", range: 1...,
    section: "Running")
  var threads: Int?
  @Flag("quiet", help: "Prints no progress.", section: "Running") var quiet = false
}

struct Train: Command {
  static let configuration = CommandConfiguration(
    name: "train", summary: "Meta-trains a policy that adapts to any task of a distribution.",
    discussion: """
      Every iteration draws a meta-batch of tasks, adapts the policy to each task by gradient steps
      on its own rollouts, and then improves the initial parameters so that the adapted policies
      earn more.

      The run folder holds:

        config.json          every option of the run
        log.csv              one line per iteration
        policy.safetensors   the policy so far

      Ctrl-C ends the run after the iteration, and --resume continues it.
      """,
    examples: [
      "fledge train point-robot/goals --output runs/nav",
      """
      fledge train cart-pole/physics --output runs/pole \\
        --vary gravity=5...15 --hidden 64,64
      """,
    ])

  @Argument("distribution", help: "Where tasks come from: 'fledge list' shows all.")
  var distribution: String
  @Option("output", value: "folder", help: "The run folder, which must not exist yet.")
  var output: String
  @Option("iterations", value: "count", help: "Outer steps to take.", range: 1...)
  var iterations = 500
  @Option(
    "vary", value: "parameter=range", help: "Draws a parameter from this range. May be repeated.")
  var vary: [String] = []
  @Option("hidden", value: "units,...", help: "Units of each hidden layer.", range: 1...)
  var hidden: CommaSeparated<Int> = [64, 64]
  @Option("learner", value: "name", help: "How the policy adapts.", section: "Adaptation")
  var learner = Learner.maml
  @Option(
    "inner-steps", value: "count", help: "Gradient steps per task.", range: 1...,
    section: "Adaptation")
  var innerSteps = 1
  @Option(
    "inner-learning-rate", value: "rate,...",
    help: "Step size of each inner gradient step; one number is used for all of them.",
    range: GreaterThan(0), section: "Adaptation")
  var innerLearningRates: CommaSeparated<Double> = [0.1]
  @Option(
    "discount", value: "factor", help: "Weight of each later reward.", range: 0...1,
    section: "Adaptation")
  var discount: Float = 0.99
  var common = CommonOptions()

  mutating func validate() throws {
    let rates = innerLearningRates.values.count
    guard rates == 1 || rates == innerSteps else {
      throw UsageError(
        "'--inner-learning-rate' has \(rates) numbers, but '--inner-steps' is \(innerSteps).")
    }
  }

  func run() {}
}

struct Score: Command {
  static let configuration = CommandConfiguration(
    name: "score", summary: "Scores how well a policy adapts to held-out tasks.",
    examples: ["fledge score point-robot-goals"])

  @Argument("policy", help: "Path of a policy file, or the name of one in Policies/.")
  var policies: [String]
  @Option(
    "split", value: "name", help: "Which tasks to draw.", choices: ["train", "test", "shifted"])
  var split = "test"
  @Option("rollouts", value: "count", help: "Episodes per adaptation step.")
  var rollouts: Int? = nil
  @Option("rates", value: "rate", help: "Step sizes to try. May be repeated.") var rates: [Double]?
  @Flag("json", help: "Prints one JSON object.") var json = false

  func run() {}
}

struct Fix: ArgumentValue {
  static let expectation = "a parameter and a number, such as 'gravity=9.8'"
  let parameter: String
  let value: Double

  init?(argument: String) throws {
    let halves = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard halves.count == 2, let value = try Double(argument: halves[1]) else { return nil }
    guard halves[0] != "seed" else { throw UsageError("'seed' is not a parameter of a task") }
    (parameter, self.value) = (halves[0], value)
  }
}

struct Adapt: Command {
  static let configuration = CommandConfiguration(
    name: "adapt", summary: "Adapts a policy to one given task.")

  @Argument("policy", help: "Path of a policy file.") var policy: String
  @Argument("step", help: "The adaptation step to stop at.", range: 0..<10) var step = 1
  @Argument("note", help: "A remark to keep.") var note: String?
  @Option("task", value: "parameter=number", help: "One parameter of the task. May be repeated.")
  var task: [Fix] = []
  @Option("x", value: "metres", help: "Where to start.", range: ...5) var x = 0.0

  func run() throws {
    if note == "unknown" { throw $task.invalid("mass=1", because: "cart-pole has no 'mass'") }
  }
}

struct Fail: Command {
  static let configuration = CommandConfiguration(name: "fail", summary: "Fails in many ways.")

  struct Unreadable: Error, CustomStringConvertible {
    let description = "Cannot read 'a.policy': it is empty, but a policy has a header."
  }

  struct Plain: Error {
    let number = 3
  }

  @Argument("how", help: "The way to fail.") var how: String

  func run() throws {
    switch how {
    case "described": throw Unreadable()
    case "plain": throw Plain()
    case "usage": throw UsageError("Nothing to fail at.")
    case "pointed": throw UsageError("Nothing to fail at. See 'fledge list'.")
    case "interrupted": throw ExitCode.interrupted
    default: break
    }
  }
}
