public import Numerics

/// How a trial goes: blocks of episodes, between which an agent can learn.
public struct TrialPlan: Equatable, Sendable {
  /// How many blocks, at least 1; for an agent that takes K adaptation steps K + 1.
  public var blockCount: Int
  /// How many episodes a block plays side by side, E.
  public var episodesPerBlock: Int

  /// The most adaptation steps that an agent may have taken before a trial.
  public static let mostStepsBefore = 100_000

  /// Creates a plan.
  public init(blockCount: Int, episodesPerBlock: Int) {
    self.blockCount = blockCount
    self.episodesPerBlock = episodesPerBlock
  }
}

/// All that one agent did on one task, block after block.
public struct Trial: Equatable, Sendable {
  /// The task's parameters.
  public var task: [Float]
  /// The blocks in order, `[K + 1]`: block k is played with what the blocks before it taught.
  public var blocks: [TrialBlock]
  /// The number that its first copy had in the batch it was played in, whose random numbers it has; 0 unless
  /// trials on several tasks were played side by side.
  public var firstCopy: Int

  /// Creates a trial.
  public init(task: [Float], blocks: [TrialBlock], firstCopy: Int = 0) {
    self.task = task
    self.blocks = blocks
    self.firstCopy = firstCopy
  }

  /// The mean return of each block, `[K + 1]`.
  public var meanReturns: [Double] { blocks.map(\.rollouts.meanReturn) }

  /// The environment steps taken before each block, `[K + 1]`.
  public var environmentStepsBefore: [Int] {
    blocks.dropLast().reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.rollouts.stepCount) }
  }

  /// What one agent earned in the whole trial.
  ///
  /// - Parameter experience: Who learns from the episodes of a block.
  /// - Returns: For a pooled agent the sum of the returns of all episodes that it learned from, and the
  ///   mean return of the last block; for separate agents the mean over copies of all blocks' returns.
  public func totalReturn(_ experience: Experience) -> Double {
    guard experience == .pooled else { return meanReturns.reduce(0, +) }
    let explored = blocks.dropLast().reduce(0) { $0 + $1.rollouts.episodeReturns.reduce(0, +) }
    return explored + (blocks.last?.rollouts.meanReturn ?? 0)
  }

  /// The rows of one copy's episodes, block by block: a memory sees them as one sequence.
  ///
  /// - Parameter copy: The number of the copy, from 0.
  /// - Returns: For each block the rows in its rollouts, `[K + 1]`.
  public func rows(ofCopy copy: Int) -> [Range<Int>] {
    blocks.map { $0.rollouts.rows(ofEpisode: copy) }
  }
}

/// A block of a trial: its rollouts, the address of their random numbers and, if recorded, their states
/// and what their agents remember and intend.
///
/// With the task that is enough to play it again, to the bit.
public struct TrialBlock: Equatable, Sendable {
  /// The address that the environment drew its random numbers from.
  public var key: RandomKey
  /// What was seen, done and earned.
  public var rollouts: Rollouts
  /// How many numbers a state has, S.
  public var stateSize: Int
  /// The state before each step and after the last of each episode, `[B + E, S]` row-major.
  ///
  /// Episode `e` has the rows from `rollouts.offsets[e] + e` to `rollouts.offsets[e + 1] + e`, both
  /// included. Empty if states were not recorded.
  public var states: [Float]
  /// What the agents remembered and intended before each step, in the rows of the rollouts; `nil` if it
  /// was not recorded or there was nothing to show.
  public var insights: InsightTrace?

  /// Creates a block.
  public init(
    key: RandomKey, rollouts: Rollouts, stateSize: Int, states: [Float],
    insights: InsightTrace? = nil
  ) {
    self.key = key
    self.rollouts = rollouts
    self.stateSize = stateSize
    self.states = states
    self.insights = insights
  }

  /// What a scene may show of an episode.
  ///
  /// - Precondition: States were recorded.
  public func trace(ofEpisode episode: Int) -> EpisodeTrace {
    let rows = rollouts.rows(ofEpisode: episode)
    let (first, last) = (rows.lowerBound + episode, rows.upperBound + episode)
    let size = rollouts.actionSize
    return EpisodeTrace(
      stateSize: stateSize, actionSize: size,
      states: Array(states[first * stateSize..<(last + 1) * stateSize]),
      actions: Array(rollouts.actions[rows.lowerBound * size..<rows.upperBound * size]),
      rewards: Array(rollouts.rewards[rows]), isTerminated: rollouts.isTerminated[episode])
  }
}
