import Gym
import Numerics

/// Plays each copy's trial by an agent of its own, which learns from that copy's episodes alone.
///
/// So pooled agents play the same trials as agents with a memory, in the same batch, with the same random
/// numbers of the environment.
struct IndependentAgents: Agent {
  let experience = Experience.separate
  private var agents: [any Agent]
  private let episodesPerStep: Int
  /// The episodes that each agent has played and not yet learned from.
  private var waiting: [[Rollouts]]
  private var action: [Float] = []

  /// Takes the agents.
  ///
  /// - Parameters:
  ///   - agents: One for each copy, at the start of its trial.
  ///   - episodesPerStep: After how many episodes an agent absorbs them, at least 1.
  init(_ agents: [any Agent], episodesPerStep: Int) {
    self.agents = agents
    self.episodesPerStep = episodesPerStep
    waiting = agents.map { _ in [] }
  }

  mutating func begin(_ block: Block) {
    if block.isFirst { waiting = agents.map { _ in [] } }
    for copy in agents.indices {
      agents[copy].begin(
        Block(number: block.number, copyCount: 1, key: block.key.child(.task, copy)))
    }
  }

  mutating func act(on view: View, actions: inout [Float]) {
    let count = view.copies.count
    let (observationSize, actionSize) = (view.observations.count / count, actions.count / count)
    if action.count != actionSize { action = Array(repeating: 0, count: actionSize) }
    for (row, copy) in view.copies.enumerated() {
      agents[copy].act(on: view.only(row, size: observationSize), actions: &action)
      for coordinate in 0..<actionSize {
        actions[row * actionSize + coordinate] = action[coordinate]
      }
    }
  }

  mutating func observe(_ outcome: Outcome) {
    for (row, copy) in outcome.view.copies.enumerated() {
      agents[copy].observe(outcome.only(row, copy: copy))
    }
  }

  mutating func absorb(_ rollouts: Rollouts) throws {
    for copy in agents.indices {
      waiting[copy].append(rollouts.only(copy))
      guard waiting[copy].count == episodesPerStep else { continue }
      try agents[copy].absorb(Rollouts(joining: waiting[copy]))
      waiting[copy].removeAll(keepingCapacity: true)
    }
  }
}

extension View {
  /// What one of the running copies shows, as the only copy of a block.
  fileprivate func only(_ row: Int, size: Int) -> View {
    View(step: step, copies: [0], observations: observations.row(row, of: size))
  }
}

extension Outcome {
  /// What followed in one copy, as the only copy of a block.
  ///
  /// - Parameters:
  ///   - row: Its place among the copies that were running.
  ///   - copy: Its number in the block.
  /// - Returns: The outcome in this copy.
  fileprivate func only(_ row: Int, copy: Int) -> Outcome {
    let running = view.copies.count
    let size = view.observations.count / running
    return Outcome(
      view: view.only(row, size: size), actions: actions.row(row, of: actions.count / running),
      rewards: [rewards[copy]], isTerminated: [isTerminated[copy]],
      isTruncated: [isTruncated[copy]], nextObservations: nextObservations.row(copy, of: size),
      targets: targets.row(copy, of: targets.count / rewards.count))
  }
}

extension Rollouts {
  /// One of the episodes alone.
  fileprivate func only(_ episode: Int) -> Rollouts {
    let rows = rows(ofEpisode: episode)
    var result = Rollouts(observationSize: observationSize, actionSize: actionSize)
    result.observations = observations.rows(rows, of: observationSize)
    result.actions = actions.rows(rows, of: actionSize)
    result.rewards = Array(rewards[rows])
    result.targets = targets.rows(rows, of: targets.count / max(1, stepCount))
    result.offsets = [0, rows.count]
    result.isTerminated = [isTerminated[episode]]
    result.finalObservations = finalObservations.row(episode, of: observationSize)
    return result
  }

  /// The episodes of several rollouts, one after the other.
  ///
  /// - Precondition: There is at least one, and all are of the same environment.
  fileprivate init(joining parts: [Rollouts]) {
    self = parts[0]
    for part in parts.dropFirst() {
      offsets += part.offsets.dropFirst().map { stepCount + $0 }
      observations += part.observations
      actions += part.actions
      rewards += part.rewards
      targets += part.targets
      isTerminated += part.isTerminated
      finalObservations += part.finalObservations
    }
  }
}

extension [Float] {
  /// A row of numbers.
  fileprivate func row(_ number: Int, of size: Int) -> [Float] {
    rows(number..<number + 1, of: size)
  }

  /// Several rows of numbers.
  fileprivate func rows(_ range: Range<Int>, of size: Int) -> [Float] {
    Array(self[range.lowerBound * size..<range.upperBound * size])
  }
}
