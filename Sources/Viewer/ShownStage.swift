#if Viewer
import Gym
import Wording

/// A stage as the window shows it: the rollouts that the policy learns from, and episodes that are only
/// shown.
///
/// Episodes that are only shown have the same initial states in all stages, so that stages can be
/// compared while they play. A recording and the trials of separate agents have only the rollouts, which
/// are then both.
package struct ShownStage: Equatable, Sendable {
  let support: TrialBlock
  let demonstration: TrialBlock
  package let meanReturn: Double
  /// How many steps the longest rollout has.
  let longest: Int
  /// The largest absolute value in memory; `nil` if what agents remember and intend is unknown.
  let largestMemory: Float?

  init(_ support: TrialBlock, demonstration: TrialBlock) {
    self.support = support
    self.demonstration = demonstration
    meanReturn = support.rollouts.meanReturn
    let offsets = support.rollouts.offsets
    longest = zip(offsets, offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
    largestMemory = demonstration.insights?.largestMemory
  }

  /// An episode by number, modulo the number of episodes.
  func trace(_ episode: Int, isCollecting: Bool = false) -> EpisodeTrace {
    let block = isCollecting ? support : demonstration
    return block.trace(ofEpisode: episode % block.rollouts.episodeCount)
  }

  /// What the agent remembers and intends in an episode by number, modulo the number of episodes; `nil` if unknown.
  func insights(_ episode: Int, isCollecting: Bool = false) -> InsightTrace? {
    let block = isCollecting ? support : demonstration
    return block.insights(ofEpisode: episode % block.rollouts.episodeCount)
  }

  /// Up to 20 of the other episodes: more could not be distinguished.
  func others(than episode: Int, isCollecting: Bool) -> [EpisodeTrace] {
    let block = isCollecting ? support : demonstration
    let count = block.rollouts.episodeCount
    return (0..<min(20, count)).filter { $0 != episode % count }.map(block.trace)
  }

  /// Writes the title of a stage's pane.
  ///
  /// - Parameters:
  ///   - stage: The number of adaptation steps.
  ///   - experience: Who learns from the episodes of a stage.
  ///   - isShort: Whether the pane is narrow.
  /// - Returns: How many adaptation steps come before the stage, in words; of separate agents which episode
  ///   of the trial it is.
  static func title(_ stage: Int, of experience: Experience, isShort: Bool) -> String {
    // A narrow pane has no room for a long word beside two digits.
    if experience == .separate {
      return (isShort && stage >= 9 ? "ep. " : "episode ") + "\(stage + 1)"
    }
    return switch (stage, isShort) {
    case (0, true): "before"
    case (0, false): "before adaptation"
    case (_, true): NumberText.counted(stage, "step")
    case (_, false): "after \(NumberText.counted(stage, "step"))"
    }
  }
}
#endif
