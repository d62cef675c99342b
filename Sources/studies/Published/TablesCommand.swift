import Application
import Arguments
import Foundation
import Measuring
import Wording

/// Measures published numbers and writes both side by side.
struct TablesCommand: Command {
  static let configuration = CommandConfiguration(
    name: "tables", summary: "Measures published numbers and writes both side by side.",
    discussion: """
      Runs 'fledge train' and 'fledge score' for each published number, and writes published.json, \
      published.md and the last section of results.md. Tables that do not run keep their numbers.
      """)

  @Option("only", value: "table", help: "Run only this table. May be repeated.")
  var names: [String] = []

  @Flag("page-only", help: "Run nothing and write the page of the saved numbers.") var isPageOnly

  @Flag("dry-run", help: "Print the commands and run nothing.") var isDryRun

  @Option(
    "fledge", value: "program", help: "The program to run. Default: the fledge beside this program."
  )
  var program: String?

  @Option("runs", value: "folder", help: "The folder of the runs.") var root = "runs/tables"

  @Option("output", value: "folder", help: "The folder of the page.") var output = "Documentation"

  mutating func validate() throws {
    let known = PublishedTable.all.map { $0.name }
    for name in names where !known.contains(name) {
      throw $names.invalid(
        name,
        because: "there is no such table."
          + "\(NameText.suggestion(for: name, among: known)) Tables: \(NameText.list(known))")
    }
  }

  private let console = Console()

  func run() throws {
    let selected = PublishedTable.all.filter { names.isEmpty || names.contains($0.name) }
    if isDryRun {
      for table in selected {
        for arguments in table.runs.flatMap({ $0.commands(root: "\(root)/\(table.name)") }) {
          print("fledge \(arguments.joined(separator: " "))")
        }
      }
      return
    }
    let path = output + "/published.json"
    var record = try PublishedRecord(path: path)
    if !isPageOnly {
      let fledge = FledgeProgram(program)
      Interruption.beginCatching()
      for table in selected {
        for run in table.runs {
          guard let score = try measure(run, of: table, with: fledge) else {
            throw ExitCode.interrupted
          }
          record[table, run] = score
          let numbers = run.lines.map { NumberText.fixed(score.value(of: $0.quantity).mean) }
          console.say(
            "\(table.name), \(run.name): \(numbers.joined(separator: ", "))"
              + "  (\(NumberText.duration(score.seconds)))")
          try record.write(to: path)
        }
      }
    }
    let page = PublishedPage(record: record)
    try StudyFile.write(page.text, to: output + "/published.md")
    try page.replaceSection(of: output + "/results.md")
    console.say("Wrote \(path), \(output)/published.md and the section of \(output)/results.md.")
  }

  /// Trains and scores; returns `nil` if the program was interrupted.
  private func measure(
    _ run: PublishedRun, of table: PublishedTable, with fledge: FledgeProgram
  ) throws -> PublishedRecord.MeasuredScore? {
    let root = "\(root)/\(table.name)"
    let folder = "\(root)/\(run.name)"
    if FileManager.default.fileExists(atPath: folder) {
      try FileManager.default.removeItem(atPath: folder)
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let start = DispatchTime.now().uptimeNanoseconds
    for arguments in run.commands(root: root) {
      let ending = try fledge.run(
        arguments, output: folder + "/output.json", errors: folder + "/errors.txt")
      if ending == .interrupted { return nil }
      if let reason = ending.failure {
        throw CommandFailure(command: arguments.joined(separator: " "), reason: reason)
      }
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/output.json"))
    return PublishedRecord.MeasuredScore(
      try JSONDecoder().decode(ScoreFile.self, from: bytes), seconds: seconds)
  }

  /// A command of a table failed.
  struct CommandFailure: Error, CustomStringConvertible {
    var command: String
    var reason: String

    var description: String { "'fledge \(command)' failed: \(reason)" }
  }
}
