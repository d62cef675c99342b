/// One training run and its score.
struct ResultsCell {
  let table: ResultsTable
  let entry: ResultsEntry
  let budget: ResultsBudget
  let seed: UInt64
  /// The folder of the run.
  let folder: String

  /// Creates the cell of a row, a distribution and a seed; `root` is the folder of all runs.
  init(
    _ entry: ResultsEntry, of table: ResultsTable, budget: ResultsBudget, seed: UInt64, root: String
  ) {
    self.table = table
    self.entry = entry
    self.budget = budget
    self.seed = seed
    folder = Self.folder(of: entry.name, in: table, budget, seed: "\(seed)", root: root)
  }

  /// The folder of a run.
  static func folder(
    of name: String, in table: ResultsTable, _ budget: ResultsBudget, seed: String, root: String
  ) -> String {
    let distribution = budget.distribution.replacing("/", with: "-")
    let parts = [root, table.folder, distribution, name, seed]
    return parts.filter { !$0.isEmpty }.joined(separator: "/")
  }

  /// The arguments of `fledge` that train the cell.
  var trainArguments: [String] {
    Self.trainArguments(
      budget, options: entry.options, seed: "\(seed)", folder: folder)
  }

  /// The arguments of `fledge` that score the cell.
  var scoreArguments: [String] { Self.scoreArguments(budget, folder: folder) }

  /// The arguments that train a run.
  static func trainArguments(
    _ budget: ResultsBudget, options: [String], seed: String, folder: String
  ) -> [String] {
    ["train", budget.distribution] + options
      + ["--seed", seed, "--environment-steps", "\(budget.environmentSteps)"]
      + ["--output", folder, "--quiet"]
  }

  /// The arguments that score a run, on the same tasks for every run.
  static func scoreArguments(_ budget: ResultsBudget, folder: String) -> [String] {
    [
      "score", folder, "--split", "test", "--tasks", "\(budget.scoredTasks)",
      "--steps", "\(ResultsTable.steps.max() ?? 0)", "--json",
    ]
  }

  /// Its name in progress lines: "maml on point-robot/goals, seed 3".
  var name: String { "\(entry.name) on \(budget.distribution), seed \(seed)" }

  /// Whether a name of `--only` selects the cell.
  func matches(_ name: String) -> Bool {
    [entry.name, budget.distribution, "\(entry.name)/\(budget.distribution)"].contains(name)
  }

  /// A rough estimate of the seconds it takes.
  var roughSeconds: Double { entry.cost * budget.trainingSeconds + budget.scoringSeconds }
}
