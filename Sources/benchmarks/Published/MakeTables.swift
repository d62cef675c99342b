import Arguments
import Foundation
import Gym
import Wording

/// Measures what others have published, and writes both side by side.
struct MakeTables: Command {
  static let configuration = CommandConfiguration(
    name: "tables", summary: "Measures what others have published and writes both side by side.",
    discussion: """
      Runs 'fledge train' and 'fledge score' for each published number, and writes published.json \
      and its part of results.md. Tables that are not run keep the numbers they have.
      """)

  @Option(
    "only", value: "table", help: "Runs no other table. May be repeated.")
  var names: [String] = []

  @Flag("page-only", help: "Runs nothing and makes the page of what is there.") var isPageOnly

  @Flag("dry-run", help: "Runs nothing and prints the commands that would be run.") var isDryRun

  @Option(
    "fledge", value: "program", help: "What is run. Default: the fledge beside this program.")
  var program: String?

  @Option("runs", value: "folder", help: "Where the runs go.") var root = "runs/tables"

  @Option("output", value: "folder", help: "Where the page goes.") var output = "Documentation"

  mutating func validate() throws {
    let known = PublishedTable.all.map { $0.name }
    for name in names where !known.contains(name) {
      throw $names.invalid(
        name,
        because: "there is no such table."
          + "\(NameText.suggestion(for: name, among: known)) There are \(NameText.list(known))")
    }
  }

  func run() throws {
    let meant = PublishedTable.all.filter { names.isEmpty || names.contains($0.name) }
    if isDryRun {
      for table in meant {
        for arguments in table.runs.flatMap({ $0.commands(root: "\(root)/\(table.name)") }) {
          print("fledge \(arguments.joined(separator: " "))")
        }
      }
      return
    }
    let path = output + "/published.json"
    var record = try PublishedRecord(path: path)
    if !isPageOnly {
      let fledge = try program.map { URL(fileURLWithPath: $0) } ?? MakeResults.fledge()
      ResultsInterruption.beginCatching()
      for table in meant {
        for run in table.runs {
          guard let scored = try measure(run, of: table, with: fledge) else {
            throw ExitCode.interrupted
          }
          record[table, run] = scored
          let numbers = run.lines.map { Text.fixed(scored.value(of: $0.quantity).mean) }
          MakeResults.say(
            "\(table.name), \(run.name): \(numbers.joined(separator: ", "))"
              + "  (\(Text.duration(scored.seconds)))")
          try record.write(to: path)
        }
      }
    }
    let page = PublishedPage(record: record)
    try Data(page.text.utf8).write(
      to: URL(fileURLWithPath: output + "/published.md"), options: .atomic)
    try page.replaceSection(of: output + "/results.md")
    MakeResults.say("Wrote \(path), \(output)/published.md and its part of \(output)/results.md.")
  }

  /// Trains and scores; nothing if the program was asked to end.
  private func measure(
    _ run: PublishedRun, of table: PublishedTable, with fledge: URL
  ) throws -> PublishedRecord.Score? {
    let root = "\(root)/\(table.name)"
    let folder = "\(root)/\(run.name)"
    if FileManager.default.fileExists(atPath: folder) {
      try FileManager.default.removeItem(atPath: folder)
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let start = DispatchTime.now().uptimeNanoseconds
    for arguments in run.commands(root: root) {
      let ending = try ChildProcess.run(
        fledge, arguments, output: folder + "/output.json", errors: folder + "/errors.txt")
      switch ending {
      case .done: continue
      case .interrupted: return nil
      case .failed(let words):
        throw Failure(command: arguments.joined(separator: " "), words: words)
      }
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/output.json"))
    var score = try JSONDecoder().decode(PublishedRecord.Score.self, from: bytes)
    score.seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    return score
  }

  /// A command that failed.
  struct Failure: Error, CustomStringConvertible {
    var command: String
    var words: String

    var description: String { "'fledge \(command)' failed: \(words)" }
  }
}
