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
      for copy in 0..<count {
        // The first episode has the number after this.
        episodeNumbers[copy] = .max
        endedCopies[copy] = UInt32(copy)
      }
      for number in resting.indices { resting[number] = LaneSet(first: 16) }
      endedCount = count
      beginEpisodes()
    case .resetEndedEpisodes:
      sortEndedCopies()
      beginEpisodes()
    case .step(let actions):
      takeStep(actions)
    }
  }

  @inlinable
  mutating func takeStep(_ actions: [Float]) {
    let (environment, task, count, horizon) = (environment, task, count, horizon)
    let (stepKey, actions) = (stepKey, actions.span)
    var (takenStates, takenSteps) = (Self.taken(&laneStates), Self.taken(&laneSteps))
    var (takenResting, takenRewards) = (Self.taken(&resting), Self.taken(&rewardRows))
    var takenObservations = Self.taken(&observationRows)
    var (takenTerminated, takenTruncated) = (
      Self.taken(&terminatedRows), Self.taken(&truncatedRows)
    )
    var takenEnded = Self.taken(&endedCopies)
    var (takenEndings, takenTerminations) = (Self.taken(&endings), Self.taken(&terminations))
    var (actionLanes, noiseLanes) = (Self.taken(&actionLanes), Self.taken(&noiseLanes))
    var observationLanes = Self.taken(&observationLanes)
    var endedCount = endedCount
    do {
      var states = takenStates.mutableSpan
      var steps = takenSteps.mutableSpan
      var resting = takenResting.mutableSpan
      var rewards = takenRewards.mutableSpan
      var observations = takenObservations.mutableSpan
      var terminatedRows = takenTerminated.mutableSpan
      var truncatedRows = takenTruncated.mutableSpan
      var endedCopies = takenEnded.mutableSpan
      var endings = takenEndings.mutableSpan
      var terminations = takenTerminations.mutableSpan
      for number in states.indices {
        let group = LaneGroup(number: number, of: count)
        group.read(actions, into: &actionLanes)
        let step = unsafe steps[unchecked: number]
        if !noiseLanes.isEmpty {
          LaneGroup.drawNoise(
            key: stepKey, step: step, copies: group.copies,
            episode: LaneGroup.words(episodeNumbers.span, at: group.firstRow), into: &noiseLanes)
        }
        var state = unsafe states[unchecked: number]
        let outcome = environment.step(
          &state, actions: actionLanes, noise: noiseLanes, task: task)
        var reward = outcome.reward
        var nextStep = step &+ 1
        let rest = unsafe resting[unchecked: number]
        if !rest.isEmpty {
          let mask = rest.mask
          unsafe state.replace(with: states[unchecked: number], where: mask)
          reward.replace(with: 0, where: mask)
          nextStep = nextStep &+ mask.words
        }
        let isAtHorizon = .!LaneMask(nextStep, isBelow: horizon)
        let ending = LaneSet(outcome.isTerminated .| isAtHorizon) - rest
        unsafe states[unchecked: number] = state
        unsafe steps[unchecked: number] = nextStep
        group.write(reward, to: &rewards)
        unsafe resting[unchecked: number] = LaneSet(bits: rest.bits | ending.bits)
        unsafe endings[unchecked: number] = UInt16(truncatingIfNeeded: ending.bits)
        unsafe terminations[unchecked: number] = UInt16(
          truncatingIfNeeded: LaneSet(outcome.isTerminated).bits)
      }
      for number in states.indices {
        unsafe environment.observe(states[unchecked: number], task: task, into: &observationLanes)
        LaneGroup(number: number, of: count).write(observationLanes.span, to: &observations)
      }
      // Only now, four groups at a time: where episodes end cannot be foreseen, and a processor that
      // has to wait for the dynamics to learn it cannot begin the next group.
      for number in 0..<endings.count / 4 {
        var ending = LaneGroup.bits64(endings.span, number)
        let terminated = LaneGroup.bits64(terminations.span, number)
        while ending != 0 {
          let place = ending.trailingZeroBitCount
          let copy = 64 &* number &+ place
          let isTerminated = terminated &>> UInt64(truncatingIfNeeded: place) & 1 == 1
          unsafe terminatedRows[unchecked: copy] = isTerminated
          unsafe truncatedRows[unchecked: copy] = !isTerminated
          unsafe endedCopies[unchecked: endedCount] = UInt32(truncatingIfNeeded: copy)
          endedCount &+= 1
          ending &= ending &- 1
        }
      }
    }
    (laneStates, laneSteps) = (takenStates, takenSteps)
    (resting, rewardRows, observationRows) = (takenResting, takenRewards, takenObservations)
    (terminatedRows, truncatedRows, endedCopies) = (takenTerminated, takenTruncated, takenEnded)
    (self.actionLanes, self.noiseLanes) = (actionLanes, noiseLanes)
    self.observationLanes = observationLanes
    (endings, terminations) = (takenEndings, takenTerminations)
    self.endedCount = endedCount
  }

  /// Brings ended copies into the order of their numbers: those whose episodes ended at different steps
  /// are in the order of these.
  @inlinable
  mutating func sortEndedCopies() {
    for index in 1..<max(1, endedCount) where endedCopies[index] < endedCopies[index - 1] {
      endedCopies[..<endedCount].sort()
      return
    }
  }

  /// Begins the next episode in every copy whose episode has ended; they are in order.
  ///
  /// Noise is drawn for sixteen such copies at once, wherever they are: mostly few lanes of a group
  /// begin at the same time.
  @inlinable
  mutating func beginEpisodes() {
    let (environment, task, count, resetKey) = (environment, task, count, resetKey)
    var (takenStates, takenSteps) = (Self.taken(&laneStates), Self.taken(&laneSteps))
    var (takenResting, takenRewards) = (Self.taken(&resting), Self.taken(&rewardRows))
    var takenObservations = Self.taken(&observationRows)
    var (takenTerminated, takenTruncated) = (
      Self.taken(&terminatedRows), Self.taken(&truncatedRows)
    )
    var takenNumbers = Self.taken(&episodeNumbers)
    var (drawnLanes, resetNoiseLanes) = (Self.taken(&drawnLanes), Self.taken(&resetNoiseLanes))
    var observationLanes = Self.taken(&observationLanes)
    do {
      let endedCopies = endedCopies.span
      var states = takenStates.mutableSpan
      var steps = takenSteps.mutableSpan
      var resting = takenResting.mutableSpan
      var rewards = takenRewards.mutableSpan
      var observations = takenObservations.mutableSpan
      var terminatedRows = takenTerminated.mutableSpan
      var truncatedRows = takenTruncated.mutableSpan
      var numbers = takenNumbers.mutableSpan
      var next = 0
      while next < endedCount {
        // All copies of a group, or none.
        var end = min(next &+ 16, endedCount)
        if end < endedCount {
          let group = endedCopies[end] / 16
          while endedCopies[end &- 1] / 16 == group { end &-= 1 }
        }
        var episodes = SIMD16<UInt32>()
        for place in next..<end {
          let copy = Int(endedCopies[place])
          numbers[copy] = numbers[copy] &+ 1
          episodes[place &- next] = numbers[copy]
        }
        LaneGroup.drawNoise(
          key: resetKey, step: SIMD16(), copies: LaneGroup.words(endedCopies, at: next),
          episode: episodes, into: &drawnLanes)
        var place = next
        while place < end {
          let group = LaneGroup(number: Int(endedCopies[place]) / 16, of: count)
          let beginning = resting[group.number] - group.padding
          do {
            var noise = resetNoiseLanes.mutableSpan
            for lane in beginning {
              let copy = group.firstRow &+ lane
              unsafe terminatedRows[unchecked: copy] = false
              unsafe truncatedRows[unchecked: copy] = false
              unsafe rewards[unchecked: copy] = 0
              let mask = LaneSet(bits: 1 &<< UInt32(truncatingIfNeeded: lane)).mask
              for index in noise.indices {
                let number = LaneGroup.number(drawnLanes.span, index, place &- next)
                unsafe noise[unchecked: index].replace(with: number, where: mask)
              }
              place &+= 1
            }
          }
          let mask = beginning.mask
          resting[group.number] = group.padding
          steps[group.number] = steps[group.number] & ~mask.words
          states[group.number].replace(
            with: environment.reset(task: task, noise: resetNoiseLanes), where: mask)
          environment.observe(states[group.number], task: task, into: &observationLanes)
          group.write(observationLanes.span, to: &observations)
        }
        next = end
      }
    }
    (laneStates, laneSteps) = (takenStates, takenSteps)
    (resting, rewardRows, observationRows) = (takenResting, takenRewards, takenObservations)
    (terminatedRows, truncatedRows, episodeNumbers) = (
      takenTerminated, takenTruncated, takenNumbers
    )
    (self.drawnLanes, self.resetNoiseLanes) = (drawnLanes, resetNoiseLanes)
    self.observationLanes = observationLanes
    endedCount = 0
  }

  /// Takes a buffer out of the batch.
  @inlinable @inline(__always)
  static func taken<Element>(_ buffer: inout [Element]) -> [Element] {
    var result: [Element] = []
    swap(&result, &buffer)
    return result
  }
}
