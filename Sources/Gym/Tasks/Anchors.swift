/// Known levels of one split of a distribution, as mean undiscounted episode returns: what scores are
/// compared with.
public struct Anchors: Codable, Equatable, Sendable {
  /// A mean over tasks.
  public struct Level: Codable, Equatable, Sendable {
    /// The mean over tasks.
    public var mean: Double
    /// Its standard error, over tasks.
    public var standardError: Double

    /// Creates a level.
    public init(mean: Double, standardError: Double) {
      self.mean = mean
      self.standardError = standardError
    }
  }

  /// What training begins with, in the variant that is best on some of the tasks: a policy that adapts
  /// by gradient steps has a variant for each of several learning rates.
  public struct Untrained: Codable, Equatable, Sendable {
    /// The best of the learning rates that were tried; `nil` where there was no choice.
    public var learningRate: Double?
    /// How many episodes each block had.
    public var rollouts: Int
    /// The level in each block, `[K + 1]`.
    public var curve: [Level]
    /// The mean return of the whole trial; `nil` in files written before it was measured.
    public var trialMean: Double?

    /// Creates the levels of an untrained agent.
    public init(learningRate: Double?, rollouts: Int, curve: [Level], trialMean: Double? = nil) {
      self.learningRate = learningRate
      self.rollouts = rollouts
      self.curve = curve
      self.trialMean = trialMean
    }
  }

  /// How many tasks the reference agents played.
  public var tasks: Int
  /// How many episodes each agent played on each task.
  public var episodes: Int
  /// Uniform actions.
  public var random: Level
  /// The best agent known that ignores which task it is in: what adaptation must beat.
  public var blind: Level
  /// An agent that knows the task.
  public var oracle: Level
  /// What training begins with.
  public var untrained: Untrained?
  /// Whether the first three levels were measured on the very tasks of a score, not on many others;
  /// files do not hold it.
  public var isOfScoredTasks = false

  private enum CodingKeys: String, CodingKey {
    case tasks, episodes, random, blind, oracle, untrained
  }

  /// Creates the levels.
  public init(
    tasks: Int, episodes: Int, random: Level, blind: Level, oracle: Level,
    untrained: Untrained? = nil, isOfScoredTasks: Bool = false
  ) {
    self.tasks = tasks
    self.episodes = episodes
    self.random = random
    self.blind = blind
    self.oracle = oracle
    self.untrained = untrained
    self.isOfScoredTasks = isOfScoredTasks
  }

  /// Maps a return to 0 at `random` and 1 at `oracle`; not finite where the two are equal.
  public func normalized(_ value: Double) -> Double {
    (value - random.mean) / (oracle.mean - random.mean)
  }

  /// The levels of the reference agents by name, lowest expectation first.
  public var named: [(name: String, level: Level)] {
    [("random", random), ("blind", blind), ("oracle", oracle)]
  }
}
