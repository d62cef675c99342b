public import Gym
public import Numerics

/// How a memory is examined: how many tasks, how long trials are, and the seed.
public struct MemoryProtocol: Equatable, Sendable {
  /// How many tasks of `train` probes are fitted on, and how many of `test` they are scored on.
  public var taskCount: Int
  /// The episodes of a trial.
  public var episodeCount: Int
  /// The seed of the tasks and of all other random numbers.
  public var seed: UInt64

  /// Creates a protocol.
  public init(taskCount: Int = 1000, episodeCount: Int = 1, seed: UInt64 = 1) {
    self.taskCount = taskCount
    self.episodeCount = episodeCount
    self.seed = seed
  }

  var key: RandomKey { RandomKey(seed: seed).child(.scoring) }

  /// The tasks of a split, those that scores with the same seed have.
  func tasks(_ split: Split, of distribution: TaskDistribution) throws -> [[Float]] {
    try (0..<taskCount).map {
      try distribution.task(split, index: $0, key: RandomKey(seed: seed))
    }
  }
}

/// What a memory holds: how well linear probes read the task from it, and the exact posterior.
///
/// Probes are fitted on trials on `train` tasks and scored on trials on `test` tasks. They show what is
/// there, not what it is used for; ``MemorySwap`` shows that.
public struct MemoryProbe: Equatable, Sendable {
  /// The scores of the probes of one group of targets at one point of the trial.
  public struct Row: Equatable, Sendable {
    /// The point; `nil` for one probe over all points.
    public var point: MemoryPoint?
    /// How many steps of the trial the memory can know, mean over test tasks and points.
    public var steps: Double
    /// From the memory.
    public var memory: ProbeScore
    /// From the memory of the policy before training, in its own trials.
    public var untrained: ProbeScore?
    /// From the point alone: the mean over training tasks there.
    public var time: ProbeScore
    /// From the exact posterior means, which no memory can beat by much; only for the task's parameters.
    public var exact: ProbeScore?
  }

  /// Targets that belong together.
  public struct Group: Equatable, Sendable {
    /// What each target is.
    public var names: [String]
    /// The scores at each point, in the order of time.
    public var rows: [Row]
    /// The scores of one probe over all points; `nil` if there is only one point.
    public var overall: Row?
  }

  /// The numbers that a copy remembers, M.
  public var memorySize: Int
  /// The parameters of the task.
  public var task: Group
  /// The exact posterior means; `nil` where none are known.
  public var posterior: Group?
  /// Half of the test tasks had a first episode at least this long.
  public var medianFirstLength: Int

  /// Plays trials, fits probes and scores them.
  ///
  /// - Parameters:
  ///   - agent: The agent before its trial.
  ///   - untrained: The agent before training.
  ///   - distribution: Where tasks come from.
  ///   - plan: How many tasks, and how long trials are.
  ///   - workers: The threads; their number changes no bit.
  ///   - progress: Receives the number of parts done and the number of all parts.
  /// - Throws: `TaskDistributionError` if there are no such tasks; `PlayError` if actions are not finite.
  public init(
    of agent: any RememberingAgent, untrained: (any RememberingAgent)? = nil,
    distribution: TaskDistribution, by plan: MemoryProtocol, workers: Workers,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let setting = MemoryReadings.Setting(distribution, plan)
    precondition(
      !setting.points.isEmpty, "MemoryProbe: nothing happens before the last decision of a trial.")
    let train = try plan.tasks(.train, of: distribution)
    let test = try plan.tasks(.test, of: distribution)
    let agents = [agent] + (untrained.map { [$0] } ?? [])
    let partCount = 2 * agents.count + 1
    var done = 0
    func advance() {
      done += 1
      progress(done, partCount)
    }
    let played = try agents.map { agent in
      let first = try MemoryReadings(
        of: agent, on: train, setting, key: plan.key.child(.task, 1), workers: workers)
      advance()
      let second = try MemoryReadings(
        of: agent, on: test, setting, key: plan.key.child(.task, 2), workers: workers)
      advance()
      return ProbeSamples(train: first, test: second)
    }
    memorySize = played[0].test.memories[0].count / test.count
    medianFirstLength = played[0].test.firstLengths.sorted()[(test.count - 1) / 2]
    let rows = try Self.rows(
      played, setting, key: plan.key.child(.bootstrap, 1), workers: workers)
    task = Group(names: setting.targets.names, rows[0])
    posterior = setting.belief.map { Group(names: $0.names, rows[1]) }
    advance()
  }

  /// The rows of each group: of each point, then of all points together.
  private static func rows(
    _ played: [ProbeSamples], _ setting: MemoryReadings.Setting, key: RandomKey, workers: Workers
  ) throws -> [[Row]] {
    let points = Array(setting.points.indices)
    let parts = points.map { [$0] } + (points.count > 1 ? [points] : [])
    let groups: [MemoryReadings.Content] =
      setting.belief == nil ? [.parameters] : [.parameters, .belief]
    let rows = try workers.map(groups.count * parts.count) { number in
      let (content, part) = (groups[number / parts.count], parts[number % parts.count])
      return Row(
        played, content, at: part, point: part.count == 1 ? setting.points[part[0]] : nil,
        hasExact: content == .parameters && setting.belief != nil,
        key: key.child(.bootstrap, number))
    }
    return groups.indices.map {
      Array(rows[$0 * parts.count..<($0 + 1) * parts.count])
    }
  }
}

extension MemoryProbe.Group {
  /// Takes the rows of each point, and after them the one of all points if there is one.
  fileprivate init(names: [String], _ rows: [MemoryProbe.Row]) {
    self.names = names
    self.rows = rows.filter { $0.point != nil }
    overall = rows.first { $0.point == nil }
  }
}

extension MemoryProbe.Row {
  /// Fits and scores the probes of one row.
  ///
  /// - Parameters:
  ///   - played: The agent's trials, then perhaps those of the agent before training.
  ///   - content: The targets.
  ///   - points: The points whose rows are taken together.
  ///   - point: What the row is called.
  ///   - hasExact: Whether the exact posterior means are a predictor, too.
  ///   - key: The address of the resampling, the same for all predictors.
  fileprivate init(
    _ played: [ProbeSamples], _ content: MemoryReadings.Content, at points: [Int],
    point: MemoryPoint?, hasExact: Bool, key: RandomKey
  ) {
    func score(_ samples: ProbeSamples, from features: MemoryReadings.Content) -> ProbeScore {
      let test = samples.test.data(from: features, to: content, at: points)
      let probe = LinearProbe(
        fittedOn: samples.train.data(from: features, to: content, at: points))
      return ProbeScore(probe.predictions(test), of: test, key: key)
    }
    self.point = point
    let known = points.flatMap { played[0].test.steps[$0] }
    steps = Double(known.reduce(0, +)) / Double(known.count)
    memory = score(played[0], from: .memory)
    untrained = played.count > 1 ? score(played[1], from: .memory) : nil
    exact = hasExact ? score(played[0], from: .belief) : nil
    let test = played[0].test.data(from: .memory, to: content, at: points)
    time = ProbeScore(
      played[0].train.data(from: .memory, to: content, at: points).meanOfEachRow(
        taskCount: test.taskCount), of: test, key: key)
  }
}

/// An agent's trials on tasks of training and of the test.
private struct ProbeSamples {
  var train: MemoryReadings
  var test: MemoryReadings
}

extension ProbeData {
  /// The means over tasks of the targets of each of a task's rows, repeated for some tasks.
  fileprivate func meanOfEachRow(taskCount: Int) -> [Double] {
    let size = targetCount * rowsPerTask
    var means = Array(repeating: 0.0, count: size)
    for (index, target) in targets.enumerated() {
      means[index % size] += target / Double(self.taskCount)
    }
    return (0..<taskCount).flatMap { _ in means }
  }
}

extension MemoryReadings {
  /// What a row has of a trial at a point.
  enum Content {
    /// The memory, `[M]`.
    case memory
    /// The exact posterior means, `[B]`.
    case belief
    /// What tells tasks apart, `[P]`.
    case parameters
  }

  /// The data of some points, task by task.
  func data(from features: Content, to targets: Content, at points: [Int]) -> ProbeData {
    ProbeData(
      features: rows(features, at: points), targets: rows(targets, at: points),
      taskCount: firstLengths.count, rowsPerTask: points.count)
  }

  private func rows(_ content: Content, at points: [Int]) -> [Double] {
    let parts = points.map { point in
      switch content {
      case .memory: memories[point]
      case .belief: beliefs[point]
      case .parameters: parameters
      }
    }
    return firstLengths.indices.flatMap { task in
      parts.flatMap { part in
        let size = part.count / firstLengths.count
        return part[task * size..<(task + 1) * size]
      }
    }
  }
}

extension MemoryReadings.Setting {
  fileprivate init(_ distribution: TaskDistribution, _ plan: MemoryProtocol) {
    self.init(
      distribution: distribution, episodeCount: plan.episodeCount,
      points: MemoryPoint.points(
        horizon: distribution.specification.horizon, episodeCount: plan.episodeCount),
      belief: distribution.region(of: .train).flatMap(distribution.referenceAgents.makeBelief),
      targets: TaskTargets(distribution))
  }
}
