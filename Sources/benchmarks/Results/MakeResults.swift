import Arguments
import Foundation
import Gym
import Tensors
import Wording

/// Trains and scores every learner on three families and writes the page about it.
struct MakeResults: Command {
  static let configuration = CommandConfiguration(
    name: "results", summary: "Trains and scores every learner and writes the table of results.",
    discussion: """
      Runs 'fledge train' and 'fledge score' for every learner, family and seed, one after the other, \
      and writes results.md and results.json. What has been run is kept and not run again, unless \
      its commands or the fledge beside this program have changed: so Ctrl-C loses no more than the \
      cell under way.
      """)

  @Option("seeds", value: "seed,...", help: "Seeds to train with; a second table takes three.")
  var seeds: CommaSeparated<UInt64> = [1, 2, 3, 4, 5]

  @Flag("variants", help: "Adds a table of outer steps and inner estimators of MAML.")
  var hasVariants

  @Option(
    "only", value: "name",
    help: "Runs no other cells than those of a learner, a family, or learner/family, such as"
      + " maml/bandit/bernoulli; the page still has all there are. May be repeated.")
  var filters: [String] = []

  @Flag("fresh", help: "Runs cells again even if they are there.") var isFresh

  @Flag("any-build", help: "Takes cells that another build of fledge made as they are.")
  var acceptsOtherBuilds

  @Flag("dry-run", help: "Runs nothing, prints the commands that would be run, and writes no page.")
  var isDryRun

  @Flag("page-only", help: "Runs nothing and makes the page of what is there.") var isPageOnly

  @Option(
    "fledge", value: "program", help: "What is run. Default: the fledge beside this program.")
  var program: String?

  @Option("runs", value: "folder", help: "Where the runs go.") var root = "runs/results"

  @Option("output", value: "folder", help: "Where the page goes.") var output = "Documentation"

  @Option(
    "environment-steps", value: "count",
    help: "A budget in place of those of all families, to try something.", range: 1...)
  var environmentSteps: Int?

  @Option(
    "tasks", value: "count", help: "Tasks scored in place of the number for each family.",
    range: 1...100_000)
  var taskCount: Int?

  mutating func validate() throws {
    if let twice = seeds.values.first(where: { seed in seeds.values.count { $0 == seed } > 1 }) {
      throw $seeds.invalid("\(twice)", because: "it is there twice")
    }
    let cells = cells(of: tables)
    for word in filters where !cells.contains(where: { $0.isMeant(by: word) }) {
      let known = cells.flatMap {
        [$0.entry.name, $0.budget.distribution, "\($0.entry.name)/\($0.budget.distribution)"]
      }
      throw UsageError(
        "There is nothing called '\(word)' in these tables."
          + NameText.suggestion(for: word, among: known)
          + " There are \(Self.names(cells.map(\.entry.name))) on"
          + " \(Self.names(cells.map(\.budget.distribution)))"
          + (hasVariants ? "." : "; --variants adds more."))
    }
  }

  func run() throws {
    let tables = tables
    let cells = cells(of: tables)
    var run = try ResultsRun(
      program: try program.map { URL(fileURLWithPath: $0) } ?? Self.fledge(), root: root,
      cells: cells, acceptsOtherBuilds: acceptsOtherBuilds)
    let meant = cells.filter { cell in
      filters.isEmpty || filters.contains { cell.isMeant(by: $0) }
    }
    if !isPageOnly {
      let pending = meant.filter { isFresh || !run.isDone($0) }
      Self.say(
        "\(Text.counted(meant.count, "cell")), \(meant.count - pending.count) of them done before;"
          + " the rest takes about \(Text.duration(run.secondsLeft(for: pending))).")
      if isDryRun {
        for arguments in pending.flatMap({ [$0.trainArguments, $0.scoreArguments] }) {
          print("fledge \(arguments.joined(separator: " "))")
        }
        return
      }
      try run.begin()
      if isFresh { try run.remove(pending) }
      guard try run.run(pending, say: Self.say) else {
        Self.say(
          "Interrupted; cells done: \(meant.count(where: run.isDone)) of \(meant.count). The same"
            + " command without --fresh goes on from there.")
        throw ExitCode.interrupted
      }
    }
    try write(ResultsReport(tables, cells: cells, root: root, run: run))
    if meant.contains(where: { run.record(of: $0)?.failure != nil }) {
      Self.say("Some cells have failed; the page says which.")
      throw ExitCode.failed
    }
  }

  /// The tables with what is asked for in place of their own figures.
  private var tables: [ResultsTable] {
    (hasVariants ? [ResultsTable.learners, .variants] : [ResultsTable.learners]).map { original in
      var table = original
      for index in table.budgets.indices {
        table.budgets[index].environmentSteps =
          environmentSteps ?? table.budgets[index].environmentSteps
        table.budgets[index].scoredTasks = taskCount ?? table.budgets[index].scoredTasks
      }
      return table
    }
  }

  /// All cells in the order they are run: every row has its first seed before any has its second, so
  /// that a page of what is there compares like with like.
  private func cells(of tables: [ResultsTable]) -> [ResultsCell] {
    tables.flatMap { table in
      seeds.values.prefix(table.mostSeeds).flatMap { seed in
        table.budgets.flatMap { budget in
          table.entries.map {
            ResultsCell($0, of: table, budget: budget, seed: seed, root: root)
          }
        }
      }
    }
  }

  private func write(_ report: ResultsReport) throws {
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    try Data(ResultsPage(report: report).text.utf8).write(
      to: URL(fileURLWithPath: output + "/results.md"), options: .atomic)
    try JSONText.data(report).write(
      to: URL(fileURLWithPath: output + "/results.json"), options: .atomic)
    // What others have published stands at the end of the page, as `benchmarks tables` measured it.
    try PublishedPage(record: PublishedRecord(path: output + "/published.json"))
      .replaceSection(of: output + "/results.md")
    Self.say("Wrote \(output)/results.md and \(output)/results.json.")
    for page in try LearnerPages(report: report).write(beside: output) {
      Self.say("Wrote the scores on \(page).")
    }
  }

  /// Each name once, in the order in which they first come.
  private static func names(_ names: [String]) -> String {
    names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
      .joined(separator: ", ")
  }

  /// The program beside this one.
  static func fledge() throws -> URL {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("fledge")
  }

  static func say(_ line: String) {
    // Where nobody listens any more there is nobody to tell.
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }
}
