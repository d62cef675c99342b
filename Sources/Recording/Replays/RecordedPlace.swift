/// The position of an episode in a replay.
public struct RecordedPlace: Equatable, Sendable {
  /// The index of the trial, from 0.
  public var trial: Int
  /// The stage of the trial, that is, the number of adaptation steps taken before it.
  public var stage: Int
  /// The index of the episode in its stage, from 0.
  public var episode: Int

  /// Creates a place.
  public init(trial: Int, stage: Int, episode: Int) {
    self.trial = trial
    self.stage = stage
    self.episode = episode
  }
}

extension RecordedPlace: CustomStringConvertible {
  /// The position in words: trials and episodes count from 1, stages from 0.
  public var description: String { "trial \(trial + 1), stage \(stage), episode \(episode + 1)" }
}
