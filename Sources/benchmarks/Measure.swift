import Arguments
import Foundation
import MetaLearning
import Numerics
import Tensors

/// Runs the subjects and prints one table.
struct Measure: Command {
  static let configuration = CommandConfiguration(
    name: "measure", summary: "Times the subjects, each after a check of its result.",
    discussion: """
      Every figure is a median over repeats with its spread. Before a subject is timed its result is \
      compared with a plain reference; what is wrong is not timed.

      Machines differ, and the speed of one drifts. So what is asked of training is a share of what \
      the machine can do: of the speed that matrix products of [2000, 64] by [64, 64] reach on as many \
      threads, timed before and after each repeat. 'met' and 'missed' say whether a share, a rate, a \
      time or the most memory is as good as its bar.

      The last table compares estimators of meta-gradients: how noisy they are, how far their \
      direction is from that of many meta-batches, and the time of one iteration in those of first \
      order, each timed in turns with it. '--only estimators' makes it alone.

      --compare sets a run beside an earlier one that --json printed: shares where a subject has one, \
      else the most memory or median times. --tolerance makes it a test.
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
    "compare", value: "file",
    help: "Sets the results beside those of an earlier run, as --json gave.")
  var comparedPath: String?

  @Option(
    "tolerance", value: "factor",
    help: "With --compare: fails if a subject is less than so many times as good as before.",
    range: 0.01...1.0)
  var tolerance: Double?

  @Option(
    "meta-batches", value: "count",
    help: "Meta-batches on which estimators of meta-gradients are compared.", range: 3...100_000)
  var metaBatchCount = 160

  @Option(
    "training-iterations", value: "count",
    help: "Iterations of MAML on the policy at which they are compared.", range: 0...100_000)
  var trainingIterations = 30

  @Flag("list", help: "Print the names of the subjects and what is asked of them.") var isList =
    false

  @Flag("json", help: "Print one JSON object.") var isJSON = false

  func validate() throws {
    if tolerance != nil && comparedPath == nil {
      throw UsageError("--tolerance says how a comparison is judged, but there is no --compare.")
    }
    if let filter, !names.contains(where: isWanted) {
      throw UsageError("No subject's name contains '\(filter)'; --list names them all.")
    }
  }

  func run() throws {
    if isList { return list() }
    // A file that is of no use is no surprise after ten minutes.
    let saved = try comparedPath.map { try SavedRun.read($0) }
    let count = threads ?? Workers.availableProcessorCount
    let bench = Bench(workers: Workers(count: count), repeats: repeats)
    let machine = BenchmarkReport.Machine(threads: count)
    say(machine.line)
    var report = BenchmarkReport(machine: machine, results: try results(bench))
    if isWanted(EstimatorSubject.name) {
      let subject = try EstimatorSubject(bench: bench, trainingIterations: trainingIterations)
      try subject.check()
      report.estimators = try subject.measure(metaBatchCount: metaBatchCount)
    }
    report.comparison = saved.map { saved in
      Comparison(report.results, with: saved, from: comparedPath ?? "", isWanted: isWanted)
    }
    if let estimators = report.estimators { say(estimators.text) }
    if let comparison = report.comparison { say(comparison.text) }
    if isJSON { Self.print(String(decoding: try JSONText.data(report).dropLast(), as: UTF8.self)) }
    try judge(report.comparison)
  }

  private func results(_ bench: Bench) throws -> [Result] {
    var results: [Result] = []
    var sgemm: Double?
    for listed in ListedSubject.all where isWanted(listed.subject.name) {
      try listed.subject.check()
      if results.isEmpty { say(Result.heading) }
      var result = try listed.subject.measure(bench, sgemm: sgemm)
      if listed.subject is MatrixProductSubject { sgemm = result.rate * 1e9 }
      result.judge(by: listed.bar)
      results.append(result)
      say(result.line)
    }
    return results
  }

  private func judge(_ comparison: Comparison?) throws {
    guard let comparison, let tolerance else { return }
    guard !comparison.rows.isEmpty else { throw SavedRunError.nothingShared(path: comparison.path) }
    let worse = comparison.worse(than: tolerance)
    guard worse.isEmpty else {
      throw SlowerThanBefore(names: worse.map(\.name), tolerance: tolerance, path: comparison.path)
    }
  }

  private var names: [String] { ListedSubject.all.map(\.subject.name) + [EstimatorSubject.name] }

  private func isWanted(_ name: String) -> Bool { filter.map(name.contains) ?? true }

  private func list() {
    for listed in ListedSubject.all where isWanted(listed.subject.name) {
      let bar = listed.bar?.text ?? ""
      Self.print(bar.isEmpty ? listed.subject.name : listed.subject.name.padded(60) + bar)
    }
    if isWanted(EstimatorSubject.name) { Self.print(EstimatorSubject.name) }
  }

  private func say(_ text: String) {
    if !isJSON { Self.print(text) }
  }

  private static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }
}

/// Subjects became worse than was allowed.
struct SlowerThanBefore: Error, Equatable, CustomStringConvertible {
  var names: [String]
  var tolerance: Double
  var path: String

  var description: String {
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    return "Less than \(tolerance) times as good as in '\(path)': \(list)."
  }
}
