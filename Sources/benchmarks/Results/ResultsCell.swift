/// One training run and its score.
struct ResultsCell {
  let table: ResultsTable
  let entry: ResultsEntry
  let budget: ResultsBudget
  let seed: UInt64
  /// The folder of the run.
  let folder: String

  /// Places a cell in the folder that holds all of them.
  init(
    _ entry: ResultsEntry, of table: ResultsTable, budget: ResultsBudget, seed: UInt64, root: String
  ) {
    self.table = table
    self.entry = entry
    self.budget = budget
    self.seed = seed
    folder = Self.folder(of: entry.name, in: table, budget, seed: "\(seed)", root: root)
  }

  /// Where the run of a row goes.
  static func folder(
    of name: String, in table: ResultsTable, _ budget: ResultsBudget, seed: String, root: String
  ) -> String {
    let distribution = budget.distribution.replacing("/", with: "-")
    let parts = [root, table.folder, distribution, name, seed]
    return parts.filter { !$0.isEmpty }.joined(separator: "/")
  }

  /// What `fledge` is told to train it.
  var trainArguments: [String] {
    Self.trainArguments(
      budget, options: entry.options, seed: "\(seed)", folder: folder)
  }

  /// What `fledge` is told to score it.
  var scoreArguments: [String] { Self.scoreArguments(budget, folder: folder) }

  /// What trains a run.
  static func trainArguments(
    _ budget: ResultsBudget, options: [String], seed: String, folder: String
  ) -> [String] {
    ["train", budget.distribution] + options
      + ["--seed", seed, "--environment-steps", "\(budget.environmentSteps)"]
      + ["--output", folder, "--quiet"]
  }

  /// What scores a run, on the same tasks for every run.
  static func scoreArguments(_ budget: ResultsBudget, folder: String) -> [String] {
    [
      "score", folder, "--split", "test", "--tasks", "\(budget.scoredTasks)",
      "--steps", "\(ResultsTable.steps.max() ?? 0)", "--json",
    ]
  }

  /// What its progress is told of: "maml on point-robot/goals, seed 3".
  var name: String { "\(entry.name) on \(budget.distribution), seed \(seed)" }

  /// Whether a word of `--only` means it.
  func isMeant(by word: String) -> Bool {
    [entry.name, budget.distribution, "\(entry.name)/\(budget.distribution)"].contains(word)
  }

  /// Seconds it takes, roughly.
  var roughSeconds: Double { entry.cost * budget.trainingSeconds + budget.scoringSeconds }
}
