/// Levels of one split of a distribution over many tasks: what scores are compared with.
public struct KnownLevels: Codable, Equatable, Sendable {
  /// A mean undiscounted episode return over tasks.
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

  /// The policy that training begins from with default settings, adapted with the single learning
  /// rate that is best for it.
  public struct Untrained: Codable, Equatable, Sendable {
    /// The best of the rates that were tried.
    public var learningRate: Double
    /// How many episodes each step learned from.
    public var rollouts: Int
    /// The level after each adaptation step, `[K + 1]`.
    public var curve: [Level]

    /// Creates the levels of an untrained policy.
    public init(learningRate: Double, rollouts: Int, curve: [Level]) {
      self.learningRate = learningRate
      self.rollouts = rollouts
      self.curve = curve
    }
  }

  /// How many tasks the players played.
  public var tasks: Int
  /// How many episodes each player played on each task.
  public var episodes: Int
  /// Uniform actions.
  public var random: Level
  /// The best player known that ignores which task it is in.
  public var blind: Level
  /// A player that is told the task.
  public var oracle: Level
  /// The untrained policy with its best single learning rate.
  public var untrained: Untrained?

  /// Creates the levels.
  public init(
    tasks: Int, episodes: Int, random: Level, blind: Level, oracle: Level,
    untrained: Untrained? = nil
  ) {
    self.tasks = tasks
    self.episodes = episodes
    self.random = random
    self.blind = blind
    self.oracle = oracle
    self.untrained = untrained
  }
}
