/// One row of a table of results: a learner or a variant of one.
struct ResultsEntry {
  /// The name of the row and of its folders.
  let name: String
  /// Its options of `fledge train`.
  let options: [String]
  /// Its rough training time in times of MAML with Adam; only the estimate of the time left uses it.
  var cost = 1.0
}

/// The budget of every entry of a table on one distribution.
struct ResultsBudget {
  /// Environment and distribution.
  let distribution: String
  /// Environment steps of training, the same for every entry.
  var environmentSteps: Int
  /// Held-out tasks of a score.
  var scoredTasks: Int
  /// Rough seconds of training and of scoring MAML; only the estimate of the time left uses them.
  let trainingSeconds: Double
  let scoringSeconds: Double
}

/// One table: entries, each trained on every distribution with several seeds.
struct ResultsTable {
  /// The folder of its cells; empty if they lie at the top.
  let folder: String
  let title: String
  /// A sentence or two below the title.
  let introduction: String
  let entries: [ResultsEntry]
  /// The entry with which the others are compared.
  let reference: String
  var budgets: [ResultsBudget]
  /// The most seeds it uses.
  let mostSeeds: Int
}

extension ResultsTable {
  /// The numbers of adaptation steps whose returns the tables show; a score takes the last.
  static let steps = [0, 1, 3]

  /// Every learner.
  static let learners = ResultsTable(
    folder: "", title: "Learners",
    introduction: """
      Every learner with its defaults on the distribution, and with the same environment steps, \
      support rollouts included. `joint` never adapts in training and is fine-tuned afterwards: how \
      far a learner is above it is what meta-learning is worth.
      """,
    entries: [
      ResultsEntry(name: "maml", options: ["--learner", "maml"]),
      ResultsEntry(name: "fomaml", options: ["--learner", "fomaml"], cost: 0.7),
      ResultsEntry(name: "reptile", options: ["--learner", "reptile"], cost: 0.7),
      ResultsEntry(name: "meta-sgd", options: ["--learner", "meta-sgd"]),
      ResultsEntry(name: "anil", options: ["--learner", "anil"]),
      ResultsEntry(name: "cavia", options: ["--learner", "cavia"], cost: 1.2),
      ResultsEntry(name: "joint", options: ["--learner", "joint"], cost: 0.8),
    ],
    reference: "joint",
    budgets: [
      ResultsBudget(
        distribution: "point-robot/goals", environmentSteps: 40_000_000, scoredTasks: 100,
        trainingSeconds: 20, scoringSeconds: 4),
      ResultsBudget(
        distribution: "bandit/bernoulli", environmentSteps: 1_000_000, scoredTasks: 1000,
        trainingSeconds: 2, scoringSeconds: 2),
      ResultsBudget(
        distribution: "cart-pole/reversed", environmentSteps: 30_000_000, scoredTasks: 100,
        trainingSeconds: 16, scoringSeconds: 4),
    ], mostSeeds: .max)

  /// Other outer steps and inner estimators of MAML.
  ///
  /// Budgets are smaller because TRPO takes ten times the arithmetic.
  static let variants = ResultsTable(
    folder: "variants", title: "Variants of MAML",
    introduction: """
      MAML with one thing changed at a time, on smaller budgets. `adam` changes nothing: Adam and \
      the likelihood ratio, as above. The score-function term belongs to the log likelihood: \
      compare it with that row.
      """,
    entries: [
      ResultsEntry(name: "adam", options: ["--outer", "adam"]),
      ResultsEntry(name: "trpo", options: ["--outer", "trpo"], cost: 12),
      ResultsEntry(name: "ppo", options: ["--outer", "ppo"], cost: 4),
      ResultsEntry(name: "promp", options: ["--outer", "promp"], cost: 4.5),
      ResultsEntry(name: "log-likelihood", options: ["--estimator", "log-likelihood"]),
      ResultsEntry(name: "dice", options: ["--estimator", "dice"], cost: 1.1),
      ResultsEntry(
        name: "score-function-term",
        options: ["--estimator", "log-likelihood", "--score-function-term"], cost: 1.2),
    ],
    reference: "adam",
    budgets: [
      ResultsBudget(
        distribution: "point-robot/goals", environmentSteps: 5_000_000, scoredTasks: 100,
        trainingSeconds: 2.5, scoringSeconds: 4),
      ResultsBudget(
        distribution: "bandit/bernoulli", environmentSteps: 1_000_000, scoredTasks: 1000,
        trainingSeconds: 2, scoringSeconds: 2),
      ResultsBudget(
        distribution: "cart-pole/reversed", environmentSteps: 5_000_000, scoredTasks: 100,
        trainingSeconds: 2.5, scoringSeconds: 4),
    ], mostSeeds: 3)
}
