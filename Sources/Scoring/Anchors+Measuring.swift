public import Gym
public import Numerics

extension Anchors {
  /// Measures the reference agents on one task, each in 100 to 1,000 episodes.
  ///
  /// The bounds keep levels precise even if the policy plays few episodes. `fledge adapt`, `render` and
  /// `watch` show the same levels for the same task and seed.
  ///
  /// - Parameters:
  ///   - task: The task's parameters.
  ///   - distribution: What it is a task of.
  ///   - rolloutCount: How many episodes each agent plays, brought within those bounds.
  ///   - seed: The seed of the measurement's random numbers.
  public init(
    onTask task: [Float], of distribution: TaskDistribution, rolloutCount: Int, seed: UInt64
  ) {
    let rolloutCount = max(100, min(1_000, rolloutCount))
    let key = RandomKey(seed: seed).child(.scoring)
    let agents = distribution.namedAgents
    func level(_ number: Int) -> Level {
      var agent = agents[number].make(task)
      let rollouts = distribution.rollouts(
        rolloutCount, of: task, by: &agent, key: key.child(.anchors, number))
      return Level(mean: rollouts.meanReturn, standardError: 0)
    }
    self.init(
      tasks: 1, episodes: rolloutCount, random: level(0), blind: level(1), oracle: level(2),
      isOfScoredTasks: true)
  }

  /// Measures the levels of the reference agents of a split, and of an untrained agent if there is one.
  ///
  /// - Parameters:
  ///   - distribution: Where tasks come from.
  ///   - split: Which tasks.
  ///   - taskCount: How many tasks.
  ///   - episodeCount: How many episodes each agent plays on each task.
  ///   - seed: The seed of the tasks and of all other random numbers.
  ///   - workers: The threads that share out the tasks; their number changes no bit.
  /// - Throws: `TaskDistributionError` if there is no such split.
  public init(
    measuring distribution: TaskDistribution, _ split: Split, taskCount: Int, episodeCount: Int,
    seed: UInt64, workers: Workers
  ) throws {
    let scoring = ScoringProtocol(
      split: split, taskCount: taskCount, rolloutCount: episodeCount, seed: seed)
    self = try Measurement(of: distribution, by: scoring, workers: workers).referenceLevels()
    isOfScoredTasks = false
  }

  /// Measures the untrained agent in its best variant, and stores the level.
  ///
  /// - Parameters:
  ///   - variants: The untrained agent, for each of several learning rates if they matter.
  ///   - distribution: Where tasks come from.
  ///   - scoring: Which tasks, how many steps and rollouts.
  ///   - workers: The threads that share out the tasks; their number changes no bit.
  /// - Throws: `TaskDistributionError` if there is no such split.
  public mutating func measureUntrained(
    _ variants: [NamedAgent], on distribution: TaskDistribution, by scoring: ScoringProtocol,
    workers: Workers
  ) throws {
    untrained = try Measurement(of: distribution, by: scoring, workers: workers)
      .untrainedLevel(among: variants) {}
  }
}

extension Anchors.Level {
  /// The mean of one number for each task.
  init(of returns: [Double]) {
    self.init(
      mean: Statistics.mean(returns),
      standardError: Statistics.standardDeviation(returns)
        / Double(max(1, returns.count)).squareRoot())
  }
}
