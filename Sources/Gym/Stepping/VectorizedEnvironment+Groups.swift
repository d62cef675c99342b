public import Numerics

// The loops of this type take the buffers of a batch out of it, hold a span of each until the last group is
// done, and put them back: checking before every access whether a buffer is shared and an index in
// bounds costs more than many dynamics. Group numbers stay below the number of groups, and every
// buffer has that many.
extension VectorizedEnvironment {
  @inlinable
  mutating func perform(_ call: _BatchCall) {
    switch call {
    case .reset(let key, let streams):
      resetKey = key.child(.reset)
      stepKey = key.child(.dynamics)
      if streams != nil || hasOwnStreams { takeStreams(streams) }
      // The first episode has the number after this.
      for copy in episodeNumbers.indices { episodeNumbers[copy] = .max }
      endAll()
      hasObserved = true
      beginEpisodes()
    case .resetEndedEpisodes:
      beginEpisodes()
    case .beginEpisodes(let chosen, let streams):
      beginEpisodes(in: chosen, streams)
    case .step(let actions):
      takeStep(actions)
      observe()
    case .stepOrBeginEpisodes(let actions):
      takeStep(actions, beginning: endedCount > 0)
      hasObserved = false
    }
  }

  /// Ends the episode of every copy.
  @inlinable
  mutating func endAll() {
    for number in resting.indices {
      resting[number] = LaneSet(first: 16)
      endedLanes[number] = LaneGroup(number: number, of: count).lanesInUse.bits16
    }
    endedCount = count
  }

  /// Takes a step in all groups: first the dynamics, then the ends of episodes; observations follow.
  ///
  /// Each in a loop of its own: dynamics are a long chain of dependent operations, and the fewer
  /// instructions stand between the chains of two groups, the more of them a processor overlaps.
  ///
  /// - Parameters:
  ///   - actions: One action for each copy.
  ///   - isBeginning: Whether the copies whose episode has ended begin the next one. They then move like
  ///     all others, which is faster than to rest, and what came of it is overwritten.
  @inlinable
  mutating func takeStep(_ actions: [Float], beginning isBeginning: Bool = false) {
    precondition(
      actions.count == count * actionLanes.count,
      "VectorizedEnvironment.step: actions has \(actions.count) elements, but \(count) environments"
        + " × action size \(actionLanes.count) need \(count * actionLanes.count).")
    if isBeginning { wakeAll() }
    drawStepNoise()
    move(actions)
    if isBeginning { beginEpisodes(duringStep: true) }
    endEpisodes()
  }

  /// Lets no copy rest, only the lanes that hold none.
  @inlinable
  mutating func wakeAll() {
    for number in resting.indices { resting[number] = LaneSet(bits: 0) }
    let last = LaneGroup(number: resting.count &- 1, of: count)
    resting[last.number] = LaneSet(first: 16) - last.lanesInUse
  }

  /// Counts the step and lets the copies rest whose episode has ended.
  @inlinable
  mutating func endEpisodes() {
    let (count, horizon) = (count, horizon)
    let takenTerminations = terminations
    var (takenSteps, takenResting) = (laneSteps.take(), resting.take())
    var (takenTerminated, takenTruncated) = (terminatedRows.take(), truncatedRows.take())
    var takenEnded = endedLanes.take()
    var endedCount = endedCount
    do {
      let terminations = takenTerminations.span
      var steps = takenSteps.mutableSpan
      var resting = takenResting.mutableSpan
      var terminatedRows = takenTerminated.mutableSpan
      var truncatedRows = takenTruncated.mutableSpan
      var endedLanes = takenEnded.mutableSpan
      for number in steps.indices {
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
    }
    (laneSteps, resting, endedLanes) = (takenSteps, takenResting, takenEnded)
    (terminatedRows, truncatedRows) = (takenTerminated, takenTruncated)
    self.endedCount = endedCount
  }
}
