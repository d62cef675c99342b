import Arguments
import Testing

/// Options that are known only when the program runs.
struct OptionTableTests {
  private struct Group: OptionGroup {
    @Option("first", value: "text", help: "Comes first.") var first: String?
    var table = OptionTable()
    @Flag("last", help: "Comes last.") var last
  }

  /// A command whose options depend on `--kind` and, in the help, on nothing else.
  private struct Learn: Command {
    static let configuration = CommandConfiguration(name: "learn", summary: "Learns.")
    @Option("kind", value: "name", help: "What is learned.", choices: ["a", "b"]) var kind = "a"
    var group = Group()

    mutating func prepare(for texts: [String], isHelp: Bool) {
      let own: [OptionTable.Entry] =
        texts.contains("b")
        ? [
          .option(
            "share", value: "share", as: Double.self, help: "What is forgotten.", range: 0...1,
            section: "Memory"), .flag("greedy", help: "Never explores.", section: "Memory"),
        ]
        : [
          .option(
            "steps", value: "count", as: Int.self, help: "How many steps.", range: 1...,
            section: "Steps"),
          .option(
            "rates", value: "rate,...", as: CommaSeparated<Double>.self, help: "How far each goes.",
            range: GreaterThan(0), section: "Steps"),
          .option(
            "step", value: "name", as: String.self, help: "Which step.",
            choices: ["adam", "trpo"], section: "Steps"),
        ]
      let shared = OptionTable.Entry.option(
        "tasks", value: "count", as: Int.self, help: "How many tasks.")
      group.table = OptionTable(own + (isHelp ? [] : [shared]))
    }

    func run() {}
  }

  private let program = Program(
    name: "p", summary: "", version: "1", commands: [{ Learn() }])

  private func parsed(_ line: String) throws -> Learn {
    switch program.parse(line.split(separator: " ").map(String.init)) {
    case .run(let command as Learn): return command
    case let outcome: throw UnexpectedOutcome(description: "\(outcome)")
    }
  }

  @Test func `values are read by name and type`() throws {
    let table = try parsed("learn --steps 3 --rates 0.5,0.25 --step trpo --tasks=7").group.table
    #expect(table.value(of: "steps", as: Int.self) == 3)
    #expect(table.value(of: "rates", as: CommaSeparated<Double>.self)?.values == [0.5, 0.25])
    #expect(table.value(of: "step", as: String.self) == "trpo")
    #expect(table.value(of: "tasks", as: Int.self) == 7)
    #expect(table.givenNames == ["steps", "rates", "step", "tasks"])
    #expect(table.isGiven)
  }

  @Test func `flags are options too, and what is not given has no value`() throws {
    let learn = try parsed("learn --kind b --greedy --last")
    #expect(learn.group.table.value(of: "greedy", as: Bool.self) == true)
    #expect(learn.group.table.value(of: "share", as: Double.self) == nil)
    #expect(learn.group.table.givenNames == ["greedy"])
    #expect(learn.group.last && learn.group.isGiven)
    #expect(try !parsed("learn").group.isGiven)
    #expect(try parsed("learn --tasks 2").group.isGiven)
  }

  @Test(arguments: [
    (
      "--steps 0",
      "The value '0' is invalid for '--steps <count>': it must be at least 1. See 'p learn --help'."
    ),
    (
      "--steps x",
      "The value 'x' is invalid for '--steps <count>': it must be a whole number. See 'p learn"
        + " --help'."
    ),
    (
      "--rates 1,0",
      "The value '1,0' is invalid for '--rates <rate,...>': '0' must be greater than 0. See 'p learn"
        + " --help'."
    ),
    (
      "--step adm",
      "The value 'adm' is invalid for '--step <name>': it must be 'adam' or 'trpo'. Did you mean"
        + " 'adam'? See 'p learn --help'."
    ),
    (
      "--steps 1 --steps 2",
      "The option '--steps <count>' is given twice, as '1' and '2', but may be given only once. See"
        + " 'p learn --help'."
    ),
    ("--share 1", "There is no option '--share'. See 'p learn --help'."),
    (
      "--step",
      "Missing value for '--step <name>': nothing follows it. See 'p learn --help'."
    ),
  ])
  func `mistakes are worded as those of declared options`(line: String, words: String) {
    let message = program.run(["learn"] + line.split(separator: " ").map(String.init))
    #expect(message == Message(words, on: .standardError, exitCode: .wrongUsage))
  }

  @Test func `a value can be refused after it was read`() throws {
    let table = try parsed("learn --steps 3").group.table
    #expect(table.use(of: "steps").isGiven && !table.use(of: "rates").isGiven)
    let error = table.use(of: "steps").invalid("3", because: "it is odd")
    #expect("\(error)".contains("it is odd"))
  }

  @Test func `the help has them where the table stands`() {
    #expect(
      program.run(["learn", "--kind", "b", "--help"]).text == """
        Learns.

        Usage: p learn [options]

        Options:
          --kind <name>    What is learned. One of: a, b. (default: a)
          --first <text>   Comes first.
          --last           Comes last.
          -h, --help       Shows this help.

        Memory:
          --share <share>  What is forgotten.
          --greedy         Never explores.
        """)
    #expect(program.run(["help", "learn"]).text.contains("\nSteps:\n"))
  }

  @Test func `each line has a table of its own`() throws {
    let first = try parsed("learn --steps 3")
    #expect(try parsed("learn").group.table.value(of: "steps", as: Int.self) == nil)
    #expect(first.group.table.value(of: "steps", as: Int.self) == 3)
  }

  @Test func `a type that is not declared is a programmer's error`() async {
    await #expect(processExitsWith: .failure) {
      let table = OptionTable([
        .option("steps", value: "count", as: Int.self, help: "How many steps.")
      ])
      _ = table.value(of: "rates", as: Int.self)
    }
  }
}
