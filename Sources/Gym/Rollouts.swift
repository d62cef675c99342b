public import Tensors

/// Complete episodes of one task, one after the other, each with its own length.
///
/// B is the number of steps of all episodes together; episode `e` owns rows
/// `offsets[e]..<offsets[e + 1]`. There are no padded rows.
public struct Rollouts: Equatable, Sendable {
  /// How many numbers an observation has, O.
  public var observationSize: Int
  /// How many numbers an action has, A.
  public var actionSize: Int
  /// What the policy saw before each step, `[B, O]` row-major.
  public var observations: [Float] = []
  /// What it chose, `[B, A]` row-major.
  public var actions: [Float] = []
  /// The reward of each step, `[B]`.
  public var rewards: [Float] = []
  /// Where each episode begins, and B at the end, `[E + 1]`.
  public var offsets: [Int] = [0]
  /// Whether each episode ended by itself; if not, it was cut at the horizon, `[E]`.
  public var isTerminated: [Bool] = []
  /// What the last step of each episode led to, `[E, O]` row-major.
  public var finalObservations: [Float] = []

  /// Creates rollouts without episodes.
  public init(observationSize: Int, actionSize: Int) {
    self.observationSize = observationSize
    self.actionSize = actionSize
  }

  /// How many steps there are, B.
  public var stepCount: Int { rewards.count }

  /// How many episodes there are, E.
  public var episodeCount: Int { isTerminated.count }

  /// The rows of an episode.
  public func rows(ofEpisode episode: Int) -> Range<Int> {
    offsets[episode]..<offsets[episode + 1]
  }

  /// The undiscounted sum of rewards of each episode, `[E]`, summed in double precision.
  public var episodeReturns: [Double] {
    (0..<episodeCount).map { episode in
      rows(ofEpisode: episode).reduce(0.0) { $0 + Double(rewards[$1]) }
    }
  }

  /// The mean of the undiscounted returns.
  public var meanReturn: Double {
    episodeReturns.reduce(0, +) / Double(max(1, episodeCount))
  }
}

extension TaskDistribution {
  /// Plays complete episodes of one task, all at the same time, each to its own end.
  ///
  /// - Parameters:
  ///   - count: How many episodes, at least 1.
  ///   - task: The task's parameters.
  ///   - player: Who acts.
  ///   - key: The address of all random numbers of these episodes.
  /// - Returns: Exactly `count` episodes.
  public func rollouts(
    _ count: Int, of task: [Float], by player: inout some Player, key: RandomKey
  ) -> Rollouts {
    var recorder = RolloutRecorder(specification: specification, episodeCount: count)
    var batch = makeBatch(task, count)
    batch.reset(key: key)
    player.begin(episodeCount: count, key: key)
    var running = Array(0..<count)
    var allActions = [Float](repeating: 0, count: count * recorder.actionSize)
    var actions = allActions
    for step in 0..<specification.horizon where !running.isEmpty {
      let moment = Moment(
        step: step, episodes: running,
        observations: gather(batch.observations, rows: running, size: recorder.observationSize))
      if actions.count != running.count * recorder.actionSize {
        actions = [Float](repeating: 0, count: running.count * recorder.actionSize)
      }
      player.act(at: moment, actions: &actions)
      scatter(actions, into: &allActions, rows: running, size: recorder.actionSize)
      batch.stepRunning(actions: allActions)
      let rewards = gather(batch.rewards, rows: running, size: 1)
      player.observe(rewards: rewards, at: moment, actions: actions)
      recorder.record(moment, actions: actions, rewards: rewards)
      let isTerminated = batch.isTerminated
      let isTruncated = batch.isTruncated
      running.removeAll { isTerminated[$0] || isTruncated[$0] }
    }
    return recorder.finish(
      isTerminated: batch.isTerminated, finalObservations: batch.observations)
  }

  private func gather(_ values: [Float], rows: [Int], size: Int) -> [Float] {
    if rows.count * size == values.count { return values }
    var result: [Float] = []
    result.reserveCapacity(rows.count * size)
    for row in rows { result.append(contentsOf: values[row * size..<(row + 1) * size]) }
    return result
  }

  private func scatter(_ values: [Float], into target: inout [Float], rows: [Int], size: Int) {
    if values.count == target.count {
      target = values
      return
    }
    for (index, row) in rows.enumerated() {
      for coordinate in 0..<size {
        target[row * size + coordinate] = values[index * size + coordinate]
      }
    }
  }
}

/// Collects steps of episodes that run side by side and lays each episode out in one piece.
private struct RolloutRecorder {
  let observationSize: Int
  let actionSize: Int
  private let episodeCount: Int
  private var moments: [Moment] = []
  private var actions: [[Float]] = []
  private var rewards: [[Float]] = []

  init(specification: EnvironmentSpecification, episodeCount: Int) {
    observationSize = specification.observationSpace.size
    actionSize = specification.actionSpace.size
    self.episodeCount = episodeCount
    moments.reserveCapacity(specification.horizon)
    actions.reserveCapacity(specification.horizon)
    rewards.reserveCapacity(specification.horizon)
  }

  mutating func record(_ moment: Moment, actions: [Float], rewards: [Float]) {
    moments.append(moment)
    self.actions.append(actions)
    self.rewards.append(rewards)
  }

  func finish(isTerminated: [Bool], finalObservations: [Float]) -> Rollouts {
    var lengths = [Int](repeating: 0, count: episodeCount)
    for moment in moments { for episode in moment.episodes { lengths[episode] += 1 } }
    var result = Rollouts(observationSize: observationSize, actionSize: actionSize)
    result.offsets = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let rowCount = result.offsets[episodeCount]
    result.observations = [Float](repeating: 0, count: rowCount * observationSize)
    result.actions = [Float](repeating: 0, count: rowCount * actionSize)
    result.rewards = [Float](repeating: 0, count: rowCount)
    for (step, moment) in moments.enumerated() {
      for (index, episode) in moment.episodes.enumerated() {
        let row = result.offsets[episode] + step
        for k in 0..<observationSize {
          result.observations[row * observationSize + k] =
            moment.observations[index * observationSize + k]
        }
        for k in 0..<actionSize {
          result.actions[row * actionSize + k] = actions[step][index * actionSize + k]
        }
        result.rewards[row] = rewards[step][index]
      }
    }
    result.isTerminated = isTerminated
    result.finalObservations = finalObservations
    return result
  }
}
