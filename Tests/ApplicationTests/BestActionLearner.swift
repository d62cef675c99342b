import Gym
import MetaLearning
import Numerics

/// A toy learner: it learns what each action pays on average over tasks.
///
/// Its agent begins with that and remembers, through its trial, what each action has paid on this task.
struct BestActionLearner: Learner {
  struct Settings: LearnerSettings {
    var forgetting = 0.5
    var tasks = 4
    var rollouts = 3
    var blocks = 2

    static let table: SettingsTable<Settings> = [
      .init(
        "memory.forgetting", \.forgetting, in: .within(0...1),
        option: .init(
          "forgetting", value: "share", help: "Share of what was learned before that is forgotten.",
          section: "Memory")),
      .init(
        "tasks", \.tasks, in: .within(1...100),
        option: .init("tasks", value: "count", help: "Tasks at a time.", section: "Learner")),
      .init("rollouts", \.rollouts, in: .within(1...100)),
      .init("blocks", \.blocks, in: .within(1...10)),
    ]

    init?(learner: String) {
      guard learner == "best-action" else { return nil }
    }

    var learner: String { "best-action" }
    var taskCount: Int { tasks }
    var rolloutCount: Int { rollouts }
    var stepCount: Int { blocks - 1 }
  }

  static let descriptions = [
    LearnerDescription(
      "best-action", summary: "What each action pays on average.", source: "this test",
      columns: columns,
      changes: [
        AgentChange(
          "tries", value: "count", help: "How often each action is tried first.",
          form: .count(.within(1...9)))
      ])
  ]

  private static let columns = [
    LogColumn(
      "bestPayment", "what the best action pays on average", progress: .number(label: "best")),
    LogColumn("updates", "how many updates there were"),
    LogColumn("nothing", "always empty"),
  ]

  static func shapes(
    settings: Settings, specification: EnvironmentSpecification
  ) -> [NamedArrays.Shape] {
    [.init(name: "payments", shape: [actionCount(specification)])]
  }

  private static func actionCount(_ specification: EnvironmentSpecification) -> Int {
    switch specification.actionSpace {
    case .discrete(let count): count
    case .box: preconditionFailure("The best of actions without number is not for a toy.")
    }
  }

  let settings: Settings
  private var payments: [Float]
  private var updates = 0

  init(settings: Settings, specification: EnvironmentSpecification, key: RandomKey) {
    self.settings = settings
    payments = [Float](repeating: 0, count: Self.actionCount(specification))
  }

  func makeAgent(_ changes: AgentChanges) -> any Agent {
    BestActionAgent(payments: payments, tries: changes.value("tries") ?? 1)
  }

  mutating func update(on batch: MetaBatch, workers: Workers) throws -> UpdateReport {
    let (payments, plan) = (
      payments,
      TrialPlan(blockCount: settings.blocks, episodesPerBlock: settings.rollouts)
    )
    let trials = try workers.map(batch.tasks.count) { index in
      var agent = BestActionAgent(payments: payments, tries: 1)
      let trial = try batch.distribution.play(
        plan, on: batch.tasks[index], by: &agent, key: batch.key(ofTask: index))
      return (trial: trial, means: agent.means)
    }
    for action in payments.indices {
      let mean = trials.reduce(0) { $0 + $1.means[action] } / Float(trials.count)
      let forgetting = Float(settings.forgetting)
      self.payments[action] = (1 - forgetting) * payments[action] + forgetting * mean
    }
    updates += 1
    let returns = trials.map(\.trial.meanReturns)
    return UpdateReport(
      measures: [
        Measure(Self.columns[0], .number(Double(self.payments.max() ?? 0))),
        Measure(Self.columns[1], .count(updates)), Measure(Self.columns[2], nil),
      ],
      blockReturns: (0..<settings.blocks).map { block in
        returns.reduce(0) { $0 + $1[block] } / Double(returns.count)
      },
      environmentSteps: trials.reduce(0) { total, played in
        total + played.trial.blocks.reduce(0) { $0 + $1.rollouts.stepCount }
      }, tasks: returns.map { TaskOutcome(blockReturns: $0) })
  }

  var knowledge: NamedArrays {
    NamedArrays(arrays: [.init(name: "payments", shape: [payments.count], values: payments)])
  }

  var progress: NamedArrays { NamedArrays(counters: ["updates": updates]) }

  mutating func restore(knowledge: NamedArrays, progress: NamedArrays?) throws(LearnerError) {
    try knowledge.check(for: self.knowledge)
    try progress?.check(for: self.progress)
    payments = knowledge["payments"] ?? payments
    updates = progress?.counters["updates"] ?? 0
  }
}

/// Tries each action, then takes the one that has paid best so far, on average over all copies.
struct BestActionAgent: Agent {
  let payments: [Float]
  let tries: Int
  private var sums: [Float] = []
  private var counts: [Int] = []

  init(payments: [Float], tries: Int) {
    self.payments = payments
    self.tries = tries
    forget()
  }

  /// What each action has paid on this task; what was known before it where it was not tried.
  var means: [Float] {
    payments.indices.map { counts[$0] == 0 ? payments[$0] : sums[$0] / Float(counts[$0]) }
  }

  private mutating func forget() {
    sums = payments.map { _ in 0 }
    counts = payments.map { _ in 0 }
  }

  mutating func begin(_ block: Block) {
    if block.isFirst { forget() }
  }

  func act(on view: View, actions: inout [Float]) {
    let means = means
    let best = means.indices.max { means[$0] < means[$1] } ?? 0
    let untried = counts.indices.first { counts[$0] < tries }
    for index in view.copies.indices { actions[index] = Float(untried ?? best) }
  }

  mutating func observe(_ outcome: Outcome) {
    for (index, copy) in outcome.view.copies.enumerated() {
      let action = Int(outcome.actions[index])
      sums[action] += outcome.rewards[copy]
      counts[action] += 1
    }
  }
}
