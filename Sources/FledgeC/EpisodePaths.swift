import Gym

/// What the episode of each copy did from its beginning on, for pictures.
struct EpisodePaths {
  /// An episode so far, and its task.
  struct Path {
    var task: [Float]
    var trace: EpisodeTrace
  }

  /// The path of each copy, `[E]`; `nil` before its first episode.
  private var paths: [Path?]

  init(count: Int) {
    paths = Array(repeating: nil, count: count)
  }

  /// The number of copies, E.
  var count: Int { paths.count }

  /// The episode of a copy; `nil` if none has begun, or there is no such copy.
  func path(ofCopy copy: Int) -> Path? {
    paths.indices.contains(copy) ? paths[copy] : nil
  }

  /// Forgets the episodes of some copies for those that have begun.
  ///
  /// - Parameters:
  ///   - list: The copies.
  ///   - task: The task of a copy.
  ///   - batch: All copies, after the reset.
  mutating func begin(_ list: [Int], on task: (Int) -> [Float], in batch: any EnvironmentBatch) {
    let states = batch.states
    let size = states.count / paths.count
    for copy in list {
      let trace = EpisodeTrace(
        stateSize: size, actionSize: 0, states: Array(states[copy * size..<(copy + 1) * size]),
        actions: [], rewards: [], isTerminated: false)
      paths[copy] = Path(task: task(copy), trace: trace)
    }
  }

  /// Adds a step of all copies but those whose episode had ended before.
  ///
  /// - Parameters:
  ///   - actions: `[E, A]`.
  ///   - hasEnded: 1 where the episode had ended before the step, `[E]`.
  ///   - batch: All copies, after the step.
  mutating func append(
    _ actions: [Float], exceptWhere hasEnded: [UInt8], in batch: any EnvironmentBatch
  ) {
    let (states, rewards, isTerminated) = (batch.states, batch.rewards, batch.isTerminated)
    let (size, actionSize) = (states.count / paths.count, actions.count / paths.count)
    for copy in paths.indices where hasEnded[copy] == 0 {
      paths[copy]?.trace.actionSize = actionSize
      paths[copy]?.trace.states += states[copy * size..<(copy + 1) * size]
      paths[copy]?.trace.actions += actions[copy * actionSize..<(copy + 1) * actionSize]
      paths[copy]?.trace.rewards.append(rewards[copy])
      paths[copy]?.trace.isTerminated = isTerminated[copy]
    }
  }
}
