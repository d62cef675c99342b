import Arguments
import Testing

struct CommandTests {
  @Test func `two parameters of one name trap`() async {
    await #expect(processExitsWith: .failure) {
      struct Twice: Command {
        static let configuration = CommandConfiguration(name: "twice", summary: "")
        @Flag("a", help: "") var first
        @Option("a", value: "text", help: "") var second = ""
        func run() {}
      }
      _ = Program(name: "p", summary: "", version: "", commands: [{ Twice() }]).parse(["twice"])
    }
  }

  @Test func `an argument after one that takes all traps`() async {
    await #expect(processExitsWith: .failure) {
      struct Greedy: Command {
        static let configuration = CommandConfiguration(name: "greedy", summary: "")
        @Argument("all", help: "") var all: [String]
        @Argument("last", help: "") var last: String
        func run() {}
      }
      _ = Program(name: "p", summary: "", version: "", commands: [{ Greedy() }]).parse(["greedy"])
    }
  }

  @Test func `a required argument after an optional one traps`() async {
    await #expect(processExitsWith: .failure) {
      struct Gap: Command {
        static let configuration = CommandConfiguration(name: "gap", summary: "")
        @Argument("first", help: "") var first: Int?
        @Argument("last", help: "") var last: String
        func run() {}
      }
      _ = Program(name: "p", summary: "", version: "", commands: [{ Gap() }]).parse(["gap"])
    }
  }
}
