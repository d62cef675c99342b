import Arguments
import Foundation
import Numerics
import Wording

/// Runs the subjects and prints one table.
struct MeasureCommand: Command {
  static let configuration = CommandConfiguration(
    name: "measure", summary: "Checks the result of each subject, then times it.",
    discussion: """
      Every figure is a median over repeats with its spread. Before a subject is timed its result is \
      compared with a plain reference; wrong code is not timed.

      Machines differ, and the speed of one drifts. So bars are shares of what the same machine gives \
      to a yardstick that runs before and after each repeat: matrix products of [2000, 64] by [64, 64] \
      for training, arithmetic on sixteen lanes for environments and everything else. 'met' and \
      'missed' say whether a share, or the most memory, reaches its bar. A missed bar does not change \
      the exit code.

      --compare sets a run beside an earlier one that --json printed: shares where both have one of \
      the same yardstick, else the most memory or median times. With --tolerance the program fails \
      with exit code 1 if a subject became worse than that.
      """,
    examples: [
      "benchmarks measure --only 2-D",
      "benchmarks measure --json >before.json",
      "benchmarks measure --compare before.json --tolerance 0.9",
    ])

  @Option("threads", value: "count", help: "Threads. Default: one for each core.", range: 1...1024)
  var threads: Int?

  @Option("repeats", value: "count", help: "Timed repeats of each subject.", range: 3...1000)
  var repeats = 10

  @Option("only", value: "text", help: "Only subjects whose name contains this.")
  var filter: String?

  @Option(
    "compare", value: "file", help: "Compare with an earlier run, as --json printed it.")
  var comparedPath: String?

  @Option(
    "tolerance", value: "factor",
    help: "With --compare: fail if a subject is less than this many times as good as before.",
    range: 0.01...1.0)
  var tolerance: Double?

  @Flag("list", help: "Print the names of the subjects and their bars.") var isList = false

  @Flag("json", help: "Print one JSON object.") var isJSON = false

  func validate() throws {
    if tolerance != nil && comparedPath == nil {
      throw UsageError("--tolerance needs a run to compare with: add --compare FILE.")
    }
    if let filter, !ListedSubject.all.contains(where: { isSelected($0.subject.name) }) {
      throw UsageError("No subject's name contains '\(filter)'; --list names them all.")
    }
  }

  func run() throws {
    if isList { return list() }
    // Read first, so that a bad file fails before ten minutes of timing.
    let saved = try comparedPath.map { try SavedRun.read($0) }
    let count = threads ?? Workers.availableProcessorCount
    let bench = Bench(workers: Workers(count: count), repeats: repeats)
    let machine = BenchmarkReport.Machine(threads: count)
    say(machine.line)
    var report = BenchmarkReport(machine: machine, results: try results(bench))
    report.comparison = saved.map { saved in
      RunComparison(
        report.results, with: saved, from: comparedPath ?? "", isSelected: isSelected)
    }
    if let comparison = report.comparison { say(comparison.text) }
    if isJSON { FileHandle.standardOutput.write(try JSONText.data(report)) }
    try judge(report.comparison)
  }

  private func results(_ bench: Bench) throws -> [SubjectResult] {
    var results: [SubjectResult] = []
    for listed in ListedSubject.all where isSelected(listed.subject.name) {
      try listed.subject.check()
      if results.isEmpty { say(SubjectResult.heading) }
      var result = try listed.subject.measure(bench)
      result.judge(by: listed.bar)
      results.append(result)
      say(result.line)
    }
    return results
  }

  private func judge(_ comparison: RunComparison?) throws {
    guard let comparison, let tolerance else { return }
    guard !comparison.rows.isEmpty else { throw SavedRunError.nothingShared(path: comparison.path) }
    let worse = comparison.worse(than: tolerance)
    guard worse.isEmpty else {
      throw SlowerThanBefore(names: worse.map(\.name), tolerance: tolerance, path: comparison.path)
    }
  }

  private func isSelected(_ name: String) -> Bool { filter.map(name.contains) ?? true }

  private func list() {
    for listed in ListedSubject.all where isSelected(listed.subject.name) {
      let bar = listed.bar?.text ?? ""
      Self.print(
        bar.isEmpty ? listed.subject.name : listed.subject.name.aligned(.left, width: 60) + bar)
    }
  }

  private func say(_ text: String) {
    if !isJSON { Self.print(text) }
  }

  private static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }
}

/// Subjects became worse than the tolerance.
struct SlowerThanBefore: Error, Equatable, CustomStringConvertible {
  var names: [String]
  var tolerance: Double
  var path: String

  var description: String {
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    return "Less than \(tolerance) times as good as in '\(path)': \(list)."
  }
}
