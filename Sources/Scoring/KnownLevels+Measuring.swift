public import Gym
import MetaLearning
public import Numerics

extension KnownLevels {
  /// Measures the levels of the reference players of a split.
  ///
  /// - Parameters:
  ///   - distribution: Where tasks come from.
  ///   - split: Which tasks.
  ///   - taskCount: How many tasks.
  ///   - episodeCount: How many episodes each player plays on each task.
  ///   - seed: Names the tasks and all other random numbers.
  ///   - workers: The threads that share out the tasks; their number changes no bit.
  /// - Throws: `TaskDistributionError` if there is no such split.
  public init(
    measuring distribution: TaskDistribution, _ split: Split, taskCount: Int, episodeCount: Int,
    seed: UInt64, workers: Workers
  ) throws {
    let root = RandomKey(seed: seed)
    let tasks = try (0..<taskCount).map { try distribution.task(split, index: $0, key: root) }
    let key = root.child(.scoring)
    func level(
      _ number: Int, _ makePlayer: @escaping @Sendable ([Float]) -> any Player
    ) throws -> Level {
      Level(
        of: try workers.map(taskCount) { index in
          var player = makePlayer(tasks[index])
          return distribution.rollouts(
            episodeCount, of: tasks[index], by: &player,
            key: key.child(.anchors, number).child(.task, index)
          ).meanReturn
        })
    }
    let players = distribution.referencePlayers
    let space = distribution.specification.actionSpace
    self.init(
      tasks: taskCount, episodes: episodeCount,
      random: try level(0) { _ in RandomPlayer(actionSpace: space) },
      blind: try level(1) { _ in players.makeBlind() },
      oracle: try level(2) { players.makeOracle($0) })
  }

  /// On how many tasks the best learning rate of an untrained policy is looked for, at most.
  public static let searchedTaskCount = 100

  /// Measures the level of the untrained policy with its best single learning rate.
  ///
  /// - Parameters:
  ///   - starts: Where it begins, for each of several learning rates. The best is found on the first
  ///     `searchedTaskCount` tasks, and then measured on all.
  ///   - distribution: Where tasks come from.
  ///   - scoring: Which tasks, how many steps and rollouts.
  ///   - workers: The threads that share out the tasks; their number changes no bit.
  /// - Throws: `TaskDistributionError` if there is no such split.
  public mutating func measureUntrained(
    _ starts: [UntrainedStart], on distribution: TaskDistribution, by scoring: ScoringProtocol,
    workers: Workers
  ) throws {
    let root = RandomKey(seed: scoring.seed)
    let tasks = try (0..<scoring.taskCount).map {
      try distribution.task(scoring.split, index: $0, key: root)
    }
    let key = root.child(.scoring)
    /// The level after each step, or nothing where a rate is so large that steps are not finite.
    func curve(of start: UntrainedStart, taskCount: Int) -> [Level]? {
      let returns = try? workers.map(taskCount) { index in
        try AdaptationTrial(
          adapting: start.adaptation, to: tasks[index], of: distribution,
          stepCount: scoring.stepCount, rolloutCount: scoring.rolloutCount,
          key: key.child(.task, index)
        ).meanReturns
      }
      return returns.map { returns in
        (0...scoring.stepCount).map { step in Level(of: returns.map { $0[step] }) }
      }
    }
    let searched = min(Self.searchedTaskCount, tasks.count)
    var best: (start: UntrainedStart, merit: Double)?
    for start in starts {
      guard let levels = curve(of: start, taskCount: searched) else { continue }
      let merit = Statistics.mean(levels.dropFirst().map(\.mean))
      if merit > best?.merit ?? -.infinity { best = (start, merit) }
    }
    untrained = best.flatMap { best in
      curve(of: best.start, taskCount: tasks.count).map {
        Untrained(
          learningRate: best.start.learningRate, rollouts: scoring.rolloutCount, curve: $0)
      }
    }
  }

  /// The levels as anchors of a score.
  public var anchors: Anchors {
    Anchors(
      random: random.mean, blind: blind.mean, oracle: oracle.mean, knownTaskCount: tasks)
  }
}

extension KnownLevels.Level {
  /// The mean of one number for each task.
  init(of returns: [Double]) {
    self.init(
      mean: Statistics.mean(returns),
      standardError: Statistics.standardDeviation(returns)
        / Double(max(1, returns.count)).squareRoot())
  }
}
