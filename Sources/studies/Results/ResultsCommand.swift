import Application
import Arguments
import Foundation
import Wording

/// Trains and scores every learner on three distributions and writes the page of results.
struct ResultsCommand: Command {
  static let configuration = CommandConfiguration(
    name: "results", summary: "Trains and scores every learner and writes the table of results.",
    discussion: """
      Runs 'fledge train' and 'fledge score' for each cell, a learner, a distribution and a seed, \
      one after the other, and writes results.md and results.json. A finished cell is not run again \
      unless its commands or the program change. After Ctrl-C the same command continues; only the \
      cell that was running is lost.
      """)

  @Option(
    "seeds", value: "seed,...", help: "Training seeds; the second table uses the first three.")
  var seeds: CommaSeparated<UInt64> = [1, 2, 3, 4, 5]

  @Flag("variants", help: "Add a table of outer steps and inner estimators of MAML.")
  var hasVariants

  @Option(
    "only", value: "name",
    help: "Run only the cells of a learner, a distribution, or learner/distribution, such as"
      + " maml/bandit/bernoulli. The page still shows all finished cells. May be repeated.")
  var filters: [String] = []

  @Flag("fresh", help: "Run finished cells again.") var isFresh

  @Flag("any-build", help: "Keep cells that another build of fledge made.")
  var acceptsOtherBuilds

  @Flag("dry-run", help: "Print the commands and run nothing.") var isDryRun

  @Flag("page-only", help: "Run nothing and write the page of the finished cells.") var isPageOnly

  @Option(
    "fledge", value: "program", help: "The program to run. Default: the fledge beside this program."
  )
  var program: String?

  @Option("runs", value: "folder", help: "The folder of the runs.") var root = "runs/results"

  @Option("output", value: "folder", help: "The folder of the page.") var output = "Documentation"

  @Option(
    "environment-steps", value: "count",
    help: "Environment steps of each training, instead of each distribution's own.", range: 1...)
  var environmentSteps: Int?

  @Option(
    "tasks", value: "count", help: "Tasks of each score, instead of each distribution's own.",
    range: 1...100_000)
  var taskCount: Int?

  mutating func validate() throws {
    if let twice = seeds.values.first(where: { seed in seeds.values.count { $0 == seed } > 1 }) {
      throw $seeds.invalid("\(twice)", because: "it is given twice")
    }
    let cells = cells(of: tables)
    for name in filters where !cells.contains(where: { $0.matches(name) }) {
      let known = cells.flatMap {
        [$0.entry.name, $0.budget.distribution, "\($0.entry.name)/\($0.budget.distribution)"]
      }
      throw UsageError(
        "No cell matches '\(name)'."
          + NameText.suggestion(for: name, among: known)
          + " Learners: \(Self.names(cells.map(\.entry.name))). Distributions:"
          + " \(Self.names(cells.map(\.budget.distribution)))."
          + (hasVariants ? "" : " --variants adds more."))
    }
  }

  private let console = Console()

  func run() throws {
    let tables = tables
    let cells = cells(of: tables)
    var run = try ResultsRun(
      program: FledgeProgram(program), root: root, cells: cells,
      acceptsOtherBuilds: acceptsOtherBuilds)
    let selected = cells.filter { cell in
      filters.isEmpty || filters.contains { cell.matches($0) }
    }
    if !isPageOnly {
      let pending = selected.filter { isFresh || !run.isDone($0) }
      console.say(
        "\(NumberText.counted(selected.count, "cell", isGrouped: true)), \(selected.count - pending.count) of them finished;"
          + " the rest takes about \(NumberText.duration(run.secondsLeft(for: pending))).")
      if isDryRun {
        for arguments in pending.flatMap({ [$0.trainArguments, $0.scoreArguments] }) {
          print("fledge \(arguments.joined(separator: " "))")
        }
        return
      }
      try run.begin()
      if isFresh { try run.remove(pending) }
      guard try run.run(pending, say: console.say) else {
        console.say(
          "Interrupted; \(selected.count(where: run.isDone)) of"
            + " \(NumberText.counted(selected.count, "cell", isGrouped: true)) finished. The same command without --fresh"
            + " continues.")
        throw ExitCode.interrupted
      }
    }
    try write(ResultsReport(tables, cells: cells, root: root, run: run))
    if selected.contains(where: { run.record(of: $0)?.failure != nil }) {
      console.say("Some cells failed; the page names them.")
      throw ExitCode.failed
    }
  }

  /// The tables, with the budgets of the options.
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

  /// All cells in the order in which they run: every row's first seed before any row's second, so that
  /// an incomplete page compares equal numbers of seeds.
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
    try StudyFile.write(ResultsPage(report: report).text, to: output + "/results.md")
    try StudyFile.write(json: report, to: output + "/results.json")
    // The page ends with the published tables, as `studies tables` measured them.
    try PublishedPage(record: PublishedRecord(path: output + "/published.json"))
      .replaceSection(of: output + "/results.md")
    console.say("Wrote \(output)/results.md and \(output)/results.json.")
    for page in try LearnerPages(report: report).write(beside: output) {
      console.say("Wrote the scores on \(page).")
    }
  }

  /// The names without repetitions, in order.
  private static func names(_ names: [String]) -> String {
    names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
      .joined(separator: ", ")
  }
}
