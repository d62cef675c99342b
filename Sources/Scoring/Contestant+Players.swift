public import Gym
import Wording

extension TaskDistribution {
  /// The reference players that can be scored by name: those of the anchors, then those that learn.
  public var playerNames: [String] {
    ["random", "blind", "oracle"] + referencePlayers.learners.map(\.name)
  }
}

extension Contestant {
  /// Finds a reference player of a distribution.
  ///
  /// - Parameters:
  ///   - name: One of the distribution's `playerNames`.
  ///   - distribution: Whose player it is.
  /// - Throws: `NoSuchPlayer` if it has none of that name.
  public init(player name: String, of distribution: TaskDistribution) throws(NoSuchPlayer) {
    let players = distribution.referencePlayers
    let actionSpace = distribution.specification.actionSpace
    self.init(name: name) { _ in PlayerAdaptation(RandomPlayer(actionSpace: actionSpace)) }
    switch name {
    case "random": break
    case "blind": begin = { _ in PlayerAdaptation(players.makeBlind()) }
    case "oracle": begin = { PlayerAdaptation(players.makeOracle($0)) }
    default:
      guard let learner = players.learners.first(where: { $0.name == name }) else {
        throw NoSuchPlayer(
          name: name, distribution: distribution.fullName, known: distribution.playerNames)
      }
      begin = { _ in PlayerAdaptation(learner.make()) }
    }
  }
}

/// A distribution has no reference player of that name.
public struct NoSuchPlayer: Error, Equatable, CustomStringConvertible {
  /// The name that was asked for.
  public var name: String
  /// The distribution.
  public var distribution: String
  /// The names it has.
  public var known: [String]

  /// Creates the error.
  public init(name: String, distribution: String, known: [String]) {
    self.name = name
    self.distribution = distribution
    self.known = known
  }

  /// The error in words.
  public var description: String {
    "There is no player '\(name)' of '\(distribution)'."
      + "\(NameText.suggestion(for: name, among: known)) It has \(NameText.list(known))."
  }
}
