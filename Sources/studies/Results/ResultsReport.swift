import Foundation
import Numerics
import Tensors

/// The results of all tables: the content of `results.json`, from which the page is made.
struct ResultsReport: Encodable {
  var format = "fledge-results/1"
  var machine: Machine
  /// Fingerprints of the builds of `fledge` that made the cells.
  var builds: [String]
  /// Seconds of all cells together.
  var seconds: Double
  var tables: [Table]

  struct Machine: Encodable {
    var cores: Int
    var openBLASCore: String
  }

  struct Table: Encodable {
    var title: String
    var introduction: String
    var reference: String
    var families: [Family]
  }

  /// One distribution.
  struct Family: Encodable {
    var distribution: String
    var environmentSteps: Int
    var scoredTasks: Int
    var rolloutsPerStep: Int
    var anchors: [String: Double]
    /// The seeds of a complete table.
    var seeds: [UInt64]
    var commands: Commands
    var rows: [Row]
  }

  /// Command lines with the placeholders `OPTIONS`, `ROW` and `SEED`.
  struct Commands: Encodable {
    var train: [String]
    var score: [String]
  }

  /// One learner or variant on a distribution.
  struct Row: Encodable {
    var name: String
    var options: [String]
    var curve: [Point]
    var runs: [Run]
    var failures: [Failure]
  }

  /// A mean over seeds.
  struct Point: Encodable {
    var step: Int
    var mean: Double
    var confidence95: [Double]?
  }

  struct Run: Encodable {
    var seed: UInt64
    var iterations: Int
    var environmentSteps: Int
    var trainingSeconds: Double
    var curve: [Double]
    var train: String
    var score: String
  }

  struct Failure: Encodable {
    var seed: UInt64
    var words: String
  }

  /// The anchors shown, in order.
  static let anchorNames = ["random", "blind", "oracle"]
}

extension ResultsReport {
  /// Collects the finished cells of tables.
  ///
  /// - Parameters:
  ///   - tables: The tables.
  ///   - cells: All cells of complete tables.
  ///   - root: The folder of their runs.
  ///   - run: The records of the finished cells.
  init(_ tables: [ResultsTable], cells: [ResultsCell], root: String, run: ResultsRun) {
    machine = Machine(cores: Workers.availableProcessorCount, openBLASCore: BLAS.coreName)
    let records = cells.compactMap { run.record(of: $0) }
    builds = Set(records.map(\.build)).sorted()
    seconds = records.map(\.seconds).reduce(0, +)
    self.tables = tables.map { table in
      Table(
        title: table.title, introduction: table.introduction, reference: table.reference,
        families: table.budgets.map { budget in
          let cells = cells.filter {
            $0.table.folder == table.folder && $0.budget.distribution == budget.distribution
          }
          return Family(budget, of: table, cells: cells, root: root, run: run)
        })
    }
  }

  /// Every row of every table.
  var rows: [Row] { tables.flatMap(\.families).flatMap(\.rows) }

  /// The number of cells of complete tables.
  var cellCount: Int {
    tables.flatMap(\.families).map { $0.rows.count * $0.seeds.count }.reduce(0, +)
  }
}

extension ResultsReport.Family {
  /// Collects the finished cells on a distribution.
  init(
    _ budget: ResultsBudget, of table: ResultsTable, cells: [ResultsCell], root: String,
    run: ResultsRun
  ) {
    distribution = budget.distribution
    environmentSteps = budget.environmentSteps
    scoredTasks = budget.scoredTasks
    // All cells are scored on the same tasks from the same addresses, so their anchors are equal.
    let done = cells.first(where: run.isDone).flatMap { run.record(of: $0) }
    rolloutsPerStep = done?.rolloutsPerStep ?? 0
    anchors = done?.anchors ?? [:]
    seeds = Set(cells.map(\.seed)).sorted()
    let folder = ResultsCell.folder(of: "ROW", in: table, budget, seed: "SEED", root: root)
    commands = ResultsReport.Commands(
      train: ResultsCell.trainArguments(
        budget, options: ["OPTIONS"], seed: "SEED", folder: folder),
      score: ResultsCell.scoreArguments(budget, folder: folder))
    rows = table.entries.map { entry in
      ResultsReport.Row(
        entry, cells: cells.filter { $0.entry.name == entry.name },
        run: run)
    }
  }
}

extension ResultsReport.Row {
  init(_ entry: ResultsEntry, cells: [ResultsCell], run: ResultsRun) {
    name = entry.name
    options = entry.options
    runs = cells.filter(run.isDone).compactMap { cell in
      run.record(of: cell).map { record in
        ResultsReport.Run(
          seed: cell.seed, iterations: record.iterations, environmentSteps: record.environmentSteps,
          trainingSeconds: record.trainingSeconds, curve: record.curve,
          train: (["fledge"] + record.train).joined(separator: " "),
          score: (["fledge"] + record.score).joined(separator: " "))
      }
    }
    failures = cells.compactMap { cell in
      run.record(of: cell)?.failure.map { ResultsReport.Failure(seed: cell.seed, words: $0) }
    }
    curve = []
    for step in 0...(ResultsTable.steps.max() ?? 0) {
      guard let summary = summary(step) else { continue }
      curve.append(
        ResultsReport.Point(
          step: step, mean: summary.mean,
          confidence95: summary.interval.map { [$0.lowerBound, $0.upperBound] }))
    }
  }

  /// The returns after `step` steps, over seeds.
  func summary(_ step: Int) -> SeedSummary? { SeedSummary(of: runs.map { $0.curve[step] }) }
}
