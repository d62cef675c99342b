public import Tensors

/// One call of a batch, as an environment carries it out.
public enum BatchCall: Sendable {
  /// Begin an episode in every copy.
  case reset(RandomKey)
  /// Begin the next episode where one has ended.
  case resetEndedEpisodes
  /// Take one action for each copy, `[E, A]`, where an episode is running.
  case step([Float])
}

// The loops below take the buffers of a batch out of it, hold a span of each until the last group is
// done, and put them back: to ask before every access whether a buffer is shared, or whether a number
// is within its bounds, costs more than many dynamics. `LaneGroup` numbers stay below `groupCount`, and
// every buffer has that many groups.
extension VectorizedEnvironment {
  @inlinable
  mutating func perform(_ call: BatchCall) {
    switch call {
    case .reset(let key):
      resetKey = key.child(.reset)
      stepKey = key.child(.dynamics)
      // The first episode has the number after this.
      for copy in episodeNumbers.indices { episodeNumbers[copy] = .max }
      endAll()
      beginEpisodes()
    case .resetEndedEpisodes:
      beginEpisodes()
    case .step(let actions):
      drawStepNoise()
      takeStep(actions)
    }
  }

  /// Lets every copy rest.
  @inlinable
  mutating func endAll() {
    for number in resting.indices {
      resting[number] = LaneSet(first: 16)
      endedLanes[number] = LaneGroup(number: number, of: count).lanesInUse.bits16
    }
    endedCount = count
  }

  /// Draws the noise of one step of all copies.
  @inlinable
  mutating func drawStepNoise() {
    let noiseCount = stepNoiseCount
    guard noiseCount > 0 else { return }
    let (key, count, takenSteps, takenNumbers) = (stepKey, count, laneSteps, episodeNumbers)
    var taken = stepNoise.take()
    do {
      let (steps, numbers) = (takenSteps.span, takenNumbers.span)
      var noise = taken.mutableSpan
      let last = steps.count &- 1
      for number in stride(from: 0, through: last, by: 2) {
        LaneGroup.drawNoise(
          key: key, LaneGroup(number: number, of: count),
          LaneGroup(number: min(number &+ 1, last), of: count), steps: steps, episodes: numbers,
          into: &noise, count: noiseCount)
      }
    }
    stepNoise = taken
  }

  /// Takes a step in all groups: first the dynamics of each, then what follows for its episodes, then what
  /// is seen.
  ///
  /// Each in a loop of its own: dynamics are a long chain in which each number waits for the one before,
  /// and the fewer instructions stand between them, the more groups a processor has under way.
  @inlinable
  mutating func takeStep(_ actions: [Float]) {
    precondition(
      actions.count == count * actionLanes.count,
      "VectorizedEnvironment.step: actions has \(actions.count) elements, but \(count) environments"
        + " × action size \(actionLanes.count) need \(count * actionLanes.count).")
    let (environment, task, count, horizon) = (environment, task, count, horizon)
    let drawnNoise = stepNoise
    let (actions, stepNoise) = (actions.span, drawnNoise.span)
    var (takenStates, takenSteps) = (laneStates.take(), laneSteps.take())
    var (takenResting, takenRewards) = (resting.take(), rewardRows.take())
    var takenObservations = observationRows.take()
    var (takenTerminated, takenTruncated) = (
      terminatedRows.take(), truncatedRows.take()
    )
    var (takenActionLanes, takenObservationLanes) = (actionLanes.take(), observationLanes.take())
    let noiseCount = stepNoiseCount
    var (takenEnded, takenTerminations) = (endedLanes.take(), terminations.take())
    var endedCount = endedCount
    do {
      var states = takenStates.mutableSpan
      var steps = takenSteps.mutableSpan
      var resting = takenResting.mutableSpan
      var rewards = takenRewards.mutableSpan
      var observations = takenObservations.mutableSpan
      var terminatedRows = takenTerminated.mutableSpan
      var truncatedRows = takenTruncated.mutableSpan
      var endedLanes = takenEnded.mutableSpan
      var terminations = takenTerminations.mutableSpan
      var actionLanes = takenActionLanes.mutableSpan
      var observationLanes = takenObservationLanes.mutableSpan
      for number in states.indices {
        let group = LaneGroup(number: number, of: count)
        group.read(actions, into: &actionLanes)
        let noise = stepNoise.extracting(
          number &* noiseCount..<(number &+ 1) &* noiseCount)
        var state = unsafe states[unchecked: number]
        let outcome = environment.step(
          &state, actions: actionLanes.span, noise: noise, task: task, through: &arrays)
        var reward = outcome.reward
        let rest = unsafe resting[unchecked: number]
        if !rest.isEmpty {
          unsafe state.replace(with: states[unchecked: number], where: rest.mask)
          reward.replace(with: 0, where: rest.mask)
        }
        unsafe states[unchecked: number] = state
        unsafe terminations[unchecked: number] = LaneSet(outcome.isTerminated).bits16
        group.write(reward, to: &rewards)
      }
      for number in states.indices {
        let group = LaneGroup(number: number, of: count)
        let rest = unsafe resting[unchecked: number]
        var nextStep = unsafe steps[unchecked: number] &+ 1
        if !rest.isEmpty { nextStep = nextStep &+ rest.mask.words }
        let terminated = unsafe LaneSet(bits: UInt32(terminations[unchecked: number]))
        let isAtHorizon = LaneSet(.!LaneMask(nextStep, isBelow: horizon))
        let ending = LaneSet(bits: terminated.bits | isAtHorizon.bits) - rest
        unsafe steps[unchecked: number] = nextStep
        unsafe resting[unchecked: number] = LaneSet(bits: rest.bits | ending.bits)
        endedCount &+= ending.count
        unsafe endedLanes[unchecked: number] |= ending.bits16
        if rest.isEmpty {
          group.write(terminated, to: &terminatedRows)
          group.write(ending - terminated, to: &truncatedRows)
        } else {
          group.writeOneByOne(terminated, of: ending, to: &terminatedRows)
          group.writeOneByOne(ending - terminated, of: ending, to: &truncatedRows)
        }
      }
      for number in states.indices {
        unsafe environment.observe(
          states[unchecked: number], task: task, into: &observationLanes, through: &arrays)
        LaneGroup(number: number, of: count).write(observationLanes.span, to: &observations)
      }
    }
    (laneStates, laneSteps) = (takenStates, takenSteps)
    (resting, rewardRows, observationRows) = (takenResting, takenRewards, takenObservations)
    (terminatedRows, truncatedRows) = (takenTerminated, takenTruncated)
    (actionLanes, observationLanes) = (takenActionLanes, takenObservationLanes)
    (endedLanes, terminations) = (takenEnded, takenTerminations)
    self.endedCount = endedCount
  }
}
