import Arguments
import Testing

struct ProgramTests {
  @Test func `shows its name and version`() {
    #expect(
      ending(of: "--version") == Message("fledge 0.1.0", on: .standardOutput, exitCode: .done))
  }

  @Test func `lists its commands in order with their summaries`() {
    #expect(program.configurations.map(\.name) == ["list", "train", "score", "adapt", "fail"])
    #expect(program.configurations[3].summary == "Adapts a policy to one given task.")
  }

  @Test func `a command that did its work leaves nothing to print`() {
    #expect(ending(of: "list") == Message("", on: .standardOutput, exitCode: .done))
  }

  @Test func `a mutating command runs and changes only itself`() {
    let program = Program(name: "p", summary: "", version: "1", commands: [{ Count() }])
    #expect(program.run(["count"]).exitCode == ExitCode(2))
    #expect(program.run(["count", "5"]).exitCode == ExitCode(6))
  }

  @Test func `exit codes are the promised numbers`() {
    let codes: [ExitCode] = [.done, .failed, .wrongUsage, .interrupted]
    #expect(codes.map(\.rawValue) == [0, 1, 64, 130])
  }

  @Test func `the process prints help on standard output`() async throws {
    let result = try #require(
      await #expect(processExitsWith: .exitCode(0), observing: [\.standardOutputContent]) {
        program.main(["help", "score"])
      })
    let output = String(decoding: result.standardOutputContent, as: UTF8.self)
    #expect(output.contains(HelpPageTests.scoreHelp + "\n"))
  }

  @Test func `the process prints mistakes on standard error`() async throws {
    let result = try #require(
      await #expect(processExitsWith: .exitCode(64), observing: [\.standardErrorContent]) {
        program.main(["scoer"])
      })
    let words = "There is no command 'scoer'. Did you mean 'score'? See 'fledge --help'.\n"
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self) == words)
  }

  @Test func `the process fails with one and is interrupted with 130`() async {
    await #expect(processExitsWith: .exitCode(1)) { program.main(["fail", "plain"]) }
    await #expect(processExitsWith: .exitCode(130)) { program.main(["fail", "interrupted"]) }
  }

  @Test func `two commands of one name trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = Program(name: "p", summary: "", version: "1", commands: [{ Count() }, { Count() }])
    }
  }

  private struct Count: Command {
    static let configuration = CommandConfiguration(name: "count", summary: "Counts.")
    @Argument("start", help: "Where to start.") var start = 1

    mutating func run() throws {
      start += 1
      throw ExitCode(Int32(start))
    }
  }
}
