/// The players of known level on a distribution.
public struct ReferencePlayers: Sendable {
  /// Makes the best player known that ignores which task it is in, for the ranges as they come.
  public var makeBlind: @Sendable () -> any Player & Sendable
  /// Makes a player that is told the task: its parameters.
  public var makeOracle: @Sendable (_ parameters: [Float]) -> any Player & Sendable
  /// Players that learn about the task while they play, as textbooks do it.
  public var learners: [NamedPlayer]

  /// Creates the players.
  public init(
    blind: @escaping @Sendable () -> any Player & Sendable,
    oracle: @escaping @Sendable (_ parameters: [Float]) -> any Player & Sendable,
    learners: [NamedPlayer] = []
  ) {
    makeBlind = blind
    makeOracle = oracle
    self.learners = learners
  }
}

/// A reference player that learns while it plays.
public struct NamedPlayer: Sendable {
  /// The name on the command line, for instance "thompson".
  public var name: String
  /// One sentence: its rule, with its constants, and the source.
  public var summary: String
  /// Makes the player as it begins a trial, knowing nothing of the task.
  public var make: @Sendable () -> any Player & Sendable

  /// Creates a named player.
  public init(name: String, summary: String, make: @escaping @Sendable () -> any Player & Sendable)
  {
    self.name = name
    self.summary = summary
    self.make = make
  }
}
