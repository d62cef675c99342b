public import Gym
public import MetaLearning

/// A player without parameters as an adaptation, so that one code scores policies and players.
public struct PlayerAdaptation: Adaptation {
  private let player: any Player & Sendable

  /// Begins a trial.
  ///
  /// - Parameter player: A player that knows nothing of the task yet.
  public init(_ player: any Player & Sendable) {
    self.player = player
  }

  /// The player as it is now.
  public func makePlayer() -> any Player { player }

  /// Lets the player learn from the episodes it has just played.
  public func absorb(_ rollouts: Rollouts) -> any Adaptation {
    var player = player
    player.learn(from: rollouts)
    return PlayerAdaptation(player)
  }
}
