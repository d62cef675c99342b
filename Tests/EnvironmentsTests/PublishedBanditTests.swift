import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// What players earn in n pulls of k arms, beside the table published with RL².
struct PublishedBanditTests {
  struct Row: Sendable {
    var pulls: Int
    var arms: Int
    /// How many tasks our players play.
    var tasks: Int
    /// By name, as published.
    var totals: [String: Double]
  }

  static func row(
    _ pulls: Int, _ arms: Int, tasks: Int, uniform: Double, gittins: Double, thompson: Double,
    ucb: Double, epsilonGreedy: Double, greedy: Double
  ) -> Row {
    Row(
      pulls: pulls, arms: arms, tasks: tasks,
      totals: [
        "uniform": uniform, "gittins": gittins, "thompson": thompson, "ucb1": ucb,
        "epsilon-greedy": epsilonGreedy, "greedy": greedy,
      ])
  }

  /// Table 1 of RL², <https://arxiv.org/abs/1611.02779>.
  static let table: [Row] = [
    row(
      10, 5, tasks: 60_000, uniform: 5.0, gittins: 6.6, thompson: 5.7, ucb: 6.7,
      epsilonGreedy: 6.6, greedy: 6.6),
    row(
      10, 10, tasks: 20_000, uniform: 5.0, gittins: 6.6, thompson: 5.5, ucb: 6.7,
      epsilonGreedy: 6.6, greedy: 6.6),
    row(
      10, 50, tasks: 10_000, uniform: 5.1, gittins: 6.5, thompson: 5.2, ucb: 6.6,
      epsilonGreedy: 6.5, greedy: 6.5),
    row(
      100, 5, tasks: 3_000, uniform: 49.9, gittins: 78.3, thompson: 74.7, ucb: 78.0,
      epsilonGreedy: 75.4, greedy: 74.8),
    row(
      100, 10, tasks: 2_000, uniform: 49.9, gittins: 82.8, thompson: 76.7, ucb: 82.4,
      epsilonGreedy: 77.4, greedy: 77.1),
    row(
      100, 50, tasks: 1_000, uniform: 49.8, gittins: 85.2, thompson: 64.5, ucb: 84.3,
      epsilonGreedy: 78.3, greedy: 78.0),
    row(
      500, 5, tasks: 1_200, uniform: 249.8, gittins: 405.8, thompson: 402.0, ucb: 405.8,
      epsilonGreedy: 388.2, greedy: 380.6),
    row(
      500, 10, tasks: 800, uniform: 249.0, gittins: 437.8, thompson: 429.5, ucb: 437.1,
      epsilonGreedy: 408.0, greedy: 395.0),
    row(
      500, 50, tasks: 400, uniform: 249.6, gittins: 463.7, thompson: 427.2, ucb: 457.6,
      epsilonGreedy: 413.6, greedy: 402.8),
  ]

  /// The total of one episode on each of many tasks.
  static func total(_ name: String, _ row: Row) throws -> SampleMean {
    let bandit = try Catalog.distribution(
      named: "bandit/bernoulli", options: ["arms": "\(row.arms)", "pulls": "\(row.pulls)"])
    let learner = try #require(bandit.referenceAgents.learners.first { $0.name == name })
    let key = RandomKey(seed: 88)
    return SampleMean(
      try Workers(count: 2).map(row.tasks) { index in
        let task = try bandit.task(.test, index: index, key: key)
        var player = learner.make([])
        return bandit.rollouts(
          1, of: task, by: &player, key: key.child(.anchors, index)
        ).episodeReturns[0]
      })
  }

  /// How far a mean may lie from a published one besides its own chance error, as a fraction.
  static let tolerances = [
    "uniform": 0.025, "thompson": 0.025, "gittins": 0.02, "ucb1": 0.025, "epsilon-greedy": 0.025,
    "greedy": 0.025,
  ]

  @Test(arguments: tolerances.keys.sorted(), table.indices)
  func `players earn what is published, and what NumPy's earn`(
    name: String, number: Int
  ) throws {
    let row = Self.table[number]
    let published = try #require(row.totals[name])
    let total = try Self.total(name, row)
    expectClose(
      total.mean, published, within: .relative(try #require(Self.tolerances[name])),
      "\(row.pulls) pulls, \(row.arms) arms, error \(total.standardError)")
    let golden = try BanditNumbers.load().totals.first {
      $0.player == name && $0.pulls == row.pulls && $0.arms == row.arms
    }
    #expect((golden != nil) == ["uniform", "thompson"].contains(name))
    guard let golden else { return }
    let error =
      (total.standardError * total.standardError + golden.standardError * golden.standardError)
      .squareRoot()
    expectClose(
      total.mean, golden.mean, within: .standardErrors(3, of: error), "NumPy's player")
  }
}
