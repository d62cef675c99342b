public import Numerics

extension TaskDistribution {
  /// Plays rollouts again, from their address and actions, to learn the states they went through.
  ///
  /// - Parameters:
  ///   - rollouts: Complete episodes of this distribution, each of at least one step.
  ///   - task: The parameters of the task they were played on.
  ///   - key: The address they were played with.
  ///   - firstCopy: The number of the first episode's copy in the batch they were played in.
  /// - Returns: The rollouts with their states.
  /// - Throws: `ResimulationError` at the first step whose observations, rewards or end are not those
  ///   of the rollouts, to the bit.
  /// - Precondition: The sizes of observations and actions are those of the specification.
  public func recording(
    of rollouts: Rollouts, task: [Float], key: RandomKey, firstCopy: Int = 0
  ) throws(ResimulationError) -> TrialBlock {
    var simulation = Resimulation(of: rollouts, specification: specification)
    var batch = makeBatch(task, rollouts.episodeCount)
    batch.reset(
      key: key, streams: (0..<rollouts.episodeCount).map { UInt32(firstCopy + $0) })
    try simulation.compareMoment(batch)
    while simulation.isAnyRunning {
      batch.stepRunning(actions: simulation.nextActions())
      try simulation.compareStep(batch)
      try simulation.compareMoment(batch)
      simulation.removeEnded()
    }
    return TrialBlock(
      key: key, rollouts: rollouts, stateSize: simulation.stateSize, states: simulation.states)
  }

  /// Plays a recorded trial again and checks that every number of it comes out the same, to the bit.
  ///
  /// - Parameter trial: A trial of this distribution whose sizes are those of the specification.
  /// - Throws: `ResimulationError` at the first difference of the first stage that has one.
  public func verify(_ trial: Trial) throws(ResimulationError) {
    for (number, stage) in trial.blocks.enumerated() {
      do throws(ResimulationError) {
        try verify(stage, task: trial.task, firstCopy: trial.firstCopy)
      } catch {
        var error = error
        error.stage = number
        throw error
      }
    }
  }

  private func verify(
    _ stage: TrialBlock, task: [Float], firstCopy: Int
  ) throws(ResimulationError) {
    let simulated = try recording(
      of: stage.rollouts, task: task, key: stage.key, firstCopy: firstCopy
    ).states
    let size = stage.stateSize
    precondition(
      stage.states.count == simulated.count,
      "TaskDistribution.verify: \(stage.states.count) numbers of states, but \(simulated.count) are"
        + " needed.")
    guard
      let index = simulated.indices.first(where: {
        stage.states[$0].bitPattern != simulated[$0].bitPattern
      })
    else { return }
    let row = index / size
    // Episode e has its rows from offsets[e] + e.
    let offsets = stage.rollouts.offsets
    let episode = (0..<stage.rollouts.episodeCount).first { row <= offsets[$0 + 1] + $0 } ?? 0
    throw ResimulationError(
      episode: episode, stepCount: row - offsets[episode] - episode,
      difference: .state(
        number: index % size, recorded: stage.states[index], simulated: simulated[index]))
  }
}

/// Follows a batch step by step through recorded episodes.
private struct Resimulation {
  let stateSize: Int
  private(set) var states: [Float]
  private let rollouts: Rollouts
  private var running: [Int]
  private var stepCount = 0
  /// The actions as a batch takes them, `[E, A]`; those of ended episodes are left as they were.
  private var actions: [Float]

  init(of rollouts: Rollouts, specification: EnvironmentSpecification) {
    let (observationSize, actionSize) = (
      specification.observationSpace.size, specification.actionSpace.size
    )
    precondition(
      rollouts.observationSize == observationSize && rollouts.actionSize == actionSize,
      "TaskDistribution.recording: rollouts of observation size \(rollouts.observationSize) and"
        + " action size \(rollouts.actionSize), but \(specification.name) has \(observationSize) and"
        + " \(actionSize).")
    self.rollouts = rollouts
    stateSize = specification.stateNames.count
    let episodeCount = rollouts.episodeCount
    running = Array(0..<episodeCount)
    precondition(
      running.allSatisfy { !rollouts.rows(ofEpisode: $0).isEmpty },
      "TaskDistribution.recording: an episode has no step, but each needs at least one.")
    states = Array(repeating: 0, count: (rollouts.stepCount + episodeCount) * stateSize)
    actions = Array(repeating: 0, count: episodeCount * actionSize)
  }

  var isAnyRunning: Bool { !running.isEmpty }

  mutating func nextActions() -> [Float] {
    let size = rollouts.actionSize
    for episode in running {
      let row = rollouts.offsets[episode] + stepCount
      for coordinate in 0..<size {
        actions[episode * size + coordinate] = rollouts.actions[row * size + coordinate]
      }
    }
    return actions
  }

  /// Compares what a step gave: rewards, and which episodes it ended.
  mutating func compareStep(_ batch: any EnvironmentBatch) throws(ResimulationError) {
    let (rewards, isTerminated, isTruncated) = (
      batch.rewards, batch.isTerminated, batch.isTruncated
    )
    stepCount += 1
    for episode in running {
      let rows = rollouts.rows(ofEpisode: episode)
      let recorded = rollouts.rewards[rows.lowerBound + stepCount - 1]
      guard recorded.bitPattern == rewards[episode].bitPattern else {
        throw error(episode, .reward(recorded: recorded, simulated: rewards[episode]))
      }
      let recordedEnding = ending(
        isTerminated: rollouts.isTerminated[episode], hasEnded: rows.count == stepCount)
      let simulatedEnding = ending(
        isTerminated: isTerminated[episode],
        hasEnded: isTerminated[episode] || isTruncated[episode])
      guard recordedEnding == simulatedEnding else {
        throw error(episode, .ending(recorded: recordedEnding, simulated: simulatedEnding))
      }
    }
  }

  /// Compares what the running episodes show, the final observations of those that ended just now
  /// included, and keeps their states.
  mutating func compareMoment(_ batch: any EnvironmentBatch) throws(ResimulationError) {
    let (observations, batchStates) = (batch.observations, batch.states)
    let size = rollouts.observationSize
    for episode in running {
      let row = rollouts.offsets[episode] + stepCount
      let hasEnded = row == rollouts.offsets[episode + 1]
      for number in 0..<size {
        let recorded =
          hasEnded
          ? rollouts.finalObservations[episode * size + number]
          : rollouts.observations[row * size + number]
        let simulated = observations[episode * size + number]
        guard recorded.bitPattern == simulated.bitPattern else {
          throw error(
            episode, .observation(number: number, recorded: recorded, simulated: simulated))
        }
      }
      for number in 0..<stateSize {
        states[(row + episode) * stateSize + number] = batchStates[episode * stateSize + number]
      }
    }
  }

  /// Forgets the episodes that have ended.
  mutating func removeEnded() {
    let (offsets, stepCount) = (rollouts.offsets, stepCount)
    running.removeAll { offsets[$0] + stepCount == offsets[$0 + 1] }
  }

  private func ending(isTerminated: Bool, hasEnded: Bool) -> ResimulationError.Ending {
    hasEnded ? (isTerminated ? .terminated : .truncated) : .none
  }

  private func error(
    _ episode: Int, _ difference: ResimulationError.Difference
  ) -> ResimulationError {
    ResimulationError(episode: episode, stepCount: stepCount, difference: difference)
  }
}
