public import Gym
import Numerics

/// Levels that are known on the tasks of a score: mean undiscounted episode returns.
public struct Anchors: Equatable, Sendable {
  /// Uniform actions.
  public var random: Double
  /// The best player known that ignores which task it is in: what adaptation must beat.
  public var blind: Double
  /// A player that is told the task.
  public var oracle: Double
  /// The untrained policy, adapted with the single learning rate that is best on some of the tasks.
  public var untrained: UntrainedLevel?
  /// How many other tasks the first three levels are known from; `nil` where they were measured on the
  /// tasks of the score themselves.
  public var knownTaskCount: Int?

  /// The level of the untrained policy.
  public struct UntrainedLevel: Equatable, Sendable {
    /// The best single learning rate.
    public var learningRate: Double
    /// The mean return after each adaptation step, `[K + 1]`.
    public var curve: [Double]
    /// The mean return of the whole trial.
    public var trialMean: Double

    /// Creates a level.
    public init(learningRate: Double, curve: [Double], trialMean: Double) {
      self.learningRate = learningRate
      self.curve = curve
      self.trialMean = trialMean
    }
  }

  /// Creates the levels.
  public init(
    random: Double, blind: Double, oracle: Double, untrained: UntrainedLevel? = nil,
    knownTaskCount: Int? = nil
  ) {
    self.random = random
    self.blind = blind
    self.oracle = oracle
    self.untrained = untrained
    self.knownTaskCount = knownTaskCount
  }

  /// Maps a return to 0 at `random` and 1 at `oracle`.
  public func normalized(_ value: Double) -> Double {
    (value - random) / (oracle - random)
  }
}

extension Anchors {
  /// Measures the reference players on one task, each in 100 to 1,000 episodes.
  ///
  /// Policies may play fewer, but a level is something to compare with: `fledge adapt`, `render` and
  /// `watch` show the same for the same task and seed.
  ///
  /// - Parameters:
  ///   - task: The task's parameters.
  ///   - distribution: What it is a task of.
  ///   - rolloutCount: How many episodes each player plays, brought within those bounds.
  ///   - seed: Names the measurement's random numbers.
  public init(
    onTask task: [Float], of distribution: TaskDistribution, rolloutCount: Int, seed: UInt64
  ) {
    let rolloutCount = max(100, min(1_000, rolloutCount))
    let key = RandomKey(seed: seed).child(.scoring)
    func meanReturn(of player: any Player, _ number: Int) -> Double {
      var player = player
      return distribution.rollouts(
        rolloutCount, of: task, by: &player, key: key.child(.anchors, number)
      ).meanReturn
    }
    let players = distribution.referencePlayers
    self.init(
      random: meanReturn(
        of: RandomPlayer(actionSpace: distribution.specification.actionSpace), 0),
      blind: meanReturn(of: players.makeBlind(), 1),
      oracle: meanReturn(of: players.makeOracle(task), 2))
  }
}
