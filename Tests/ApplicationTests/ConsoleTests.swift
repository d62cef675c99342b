import Application
import Testing

struct ConsoleTests {
  private final class Record {
    var results = ""
    var progress = ""
  }

  private func console(isQuiet: Bool, terminalWidth: Int?) -> (Console, Record) {
    let record = Record()
    let console = Console(
      isQuiet: isQuiet, terminalWidth: terminalWidth, results: { record.results += $0 },
      progress: { record.progress += $0 })
    return (console, record)
  }

  private func useEverything(of console: Console) throws {
    console.say("begun")
    console.showProgress("1 of 2 done")
    console.endProgress()
    try console.print(["a", "b"])
  }

  @Test func `a file gets lines that stay, and no progress`() throws {
    let (console, record) = console(isQuiet: false, terminalWidth: nil)
    try useEverything(of: console)
    #expect(!console.isTerminal)
    #expect(record.progress == "begun\n")
    #expect(record.results == "a\nb\n")
  }

  @Test func `a terminal gets progress in one line, no longer than it is wide`() throws {
    let (console, record) = console(isQuiet: false, terminalWidth: 8)
    try useEverything(of: console)
    let clear = "\r\u{1B}[K"
    #expect(console.isTerminal)
    #expect(record.progress == "\(clear)begun\n\(clear)1 of 2 \(clear)")
    #expect(record.results == "a\nb\n")
  }

  @Test(arguments: [nil, 80]) func `quiet leaves only results`(terminalWidth: Int?) throws {
    let (console, record) = console(isQuiet: true, terminalWidth: terminalWidth)
    try useEverything(of: console)
    #expect(record.progress == "")
    #expect(record.results == "a\nb\n")
  }

  private struct Answer: Report {
    var answer = 42

    var lines: [String] { ["The answer", "is \(answer)."] }
  }

  @Test func `a report is text or one JSON object`() throws {
    let (console, record) = console(isQuiet: false, terminalWidth: nil)
    try console.print(Answer(), asJSON: false)
    try console.print(Answer(), asJSON: true)
    #expect(record.results == "The answer\nis 42.\n{\n  \"answer\" : 42\n}\n")
  }

  @Test func `a result that cannot be written is an error`() {
    struct Full: Error, Equatable {}
    let console = Console(
      isQuiet: false, terminalWidth: nil, results: { _ in throw Full() }, progress: { _ in })
    #expect(throws: Full()) { try console.print(["a"]) }
  }
}
