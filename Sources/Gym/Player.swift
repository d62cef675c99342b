public import Numerics

/// Anything that acts in the episodes of a task and sees what happens.
///
/// One player plays several episodes at the same time. It is told of the running ones only. What it
/// learns within an episode is its own affair; what it learned of the task from whole blocks of episodes
/// it takes into the next block of the same trial, if `learn(from:)` keeps it.
public protocol Player {
  /// Begins a block of episodes of one task.
  ///
  /// - Parameters:
  ///   - episodeCount: How many episodes there will be.
  ///   - key: The address of the player's random numbers for these episodes.
  mutating func begin(episodeCount: Int, key: RandomKey)

  /// Chooses one action for each running episode.
  ///
  /// - Parameters:
  ///   - moment: Where the running episodes are.
  ///   - actions: Receives the actions, `[n, A]` row-major, in the order of `moment.episodes`.
  mutating func act(at moment: Moment, actions: inout [Float])

  /// Sees the outcome of the actions just chosen.
  ///
  /// - Parameters:
  ///   - rewards: The reward of each episode that was running, `[n]`.
  ///   - moment: What the player saw when it acted.
  ///   - actions: What it chose, `[n, A]`.
  mutating func observe(rewards: [Float], at moment: Moment, actions: [Float])

  /// Takes what a block of episodes tells of the task into the next block of the trial.
  ///
  /// - Parameter rollouts: The episodes this player has just played.
  mutating func learn(from rollouts: Rollouts)
}

extension Player {
  /// Ignores the outcome.
  public mutating func observe(rewards: [Float], at moment: Moment, actions: [Float]) {}

  /// Keeps nothing from one block of episodes to the next.
  public mutating func learn(from rollouts: Rollouts) {}
}

/// Where the running episodes of a task are before a step.
public struct Moment: Sendable {
  /// The step about to be taken, from 0; the same for all episodes of a block.
  public var step: Int
  /// The numbers of the running episodes, ascending, `[n]`.
  public var episodes: [Int]
  /// What each shows, `[n, O]` row-major.
  public var observations: [Float]

  /// Creates a moment.
  public init(step: Int, episodes: [Int], observations: [Float]) {
    self.step = step
    self.episodes = episodes
    self.observations = observations
  }
}
