import Arguments
import Testing

struct ArgumentShapeTests {
  private struct Shapes: Command {
    static let configuration = CommandConfiguration(name: "shapes", summary: "Has every shape.")
    @Option("learners", value: "name,...", help: "Many.") var learners: CommaSeparated<Learner>?
    @Option("parts", value: "name,...", help: "Some.", choices: ["a", "b"])
    var parts: CommaSeparated<String> = ["a", "b"]
    @Option("repeated", value: "count", help: "Often.", range: 1...3) var repeated = [1, 2]
    @Option("learner", value: "name", help: "Again.") var several: [Learner] = []
    @Argument("rest", help: "The rest.") var rest: [Float] = []
    func run() {}
  }

  private func ending(_ arguments: String...) -> Message { program.run(["shapes"] + arguments) }

  private func parsed(_ arguments: String...) throws -> Shapes {
    guard case .run(let command as Shapes) = program.parse(["shapes"] + arguments) else {
      throw UnexpectedOutcome(description: "\(arguments)")
    }
    return command
  }

  private let program = Program(name: "p", summary: "", version: "1", commands: [{ Shapes() }])

  @Test func `every shape has its default`() throws {
    let shapes = try parsed()
    #expect(shapes.learners == nil)
    #expect(shapes.parts == ["a", "b"])
    #expect(shapes.repeated == [1, 2])
    #expect(shapes.several == [])
    #expect(shapes.rest == [])
  }

  @Test func `every shape takes its values in order`() throws {
    let shapes = try parsed(
      "1.5", "--learners", "reptile,maml", "--parts=b", "--repeated", "3", "-2", "--repeated=1",
      "--learner", "maml", "--learner", "first-order")
    #expect(shapes.learners == [.reptile, .maml])
    #expect(shapes.parts == ["b"])
    #expect(shapes.repeated == [3, 1])
    #expect(shapes.several == [.maml, .firstOrder])
    #expect(shapes.rest == [1.5, -2])
  }

  @Test func `choices and ranges hold for each value of several`() {
    #expect(
      ending("--parts", "a,c").text
        == "The value 'a,c' is invalid for '--parts <name,...>': 'c' must be 'a' or 'b'. "
        + "See 'p shapes --help'.")
    #expect(
      ending("--learners", "maml,reptil").text
        == "The value 'maml,reptil' is invalid for '--learners <name,...>': 'reptil' must be "
        + "'maml', 'reptile' or 'first-order'. Did you mean 'reptile'? See 'p shapes --help'.")
    #expect(
      ending("--repeated", "1", "--repeated", "4").text
        == "The value '4' is invalid for '--repeated <count>': it must be between 1 and 3. "
        + "See 'p shapes --help'.")
  }

  @Test func `a comma-separated option may not be repeated`() {
    #expect(
      ending("--parts", "a", "--parts", "b").text
        == "The option '--parts <name,...>' is given twice, as 'a' and 'b', but may be given "
        + "only once. See 'p shapes --help'.")
  }

  @Test func `help shows defaults the way they are typed and arguments that may be left out`() {
    let help = ending("--help").text
    #expect(help.contains("Usage: p shapes [<rest>...] [options]\n"))
    #expect(help.contains("Some. One of: a, b. (default: a,b)\n"))
    #expect(help.contains("Often. (default: 1 2)\n"))
    #expect(help.contains("Many. One of: maml, reptile, first-order.\n"))
  }
}
