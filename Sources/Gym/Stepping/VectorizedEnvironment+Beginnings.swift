public import Numerics

// Mostly few copies of a group begin an episode at the same time. So those that do are listed, whatever
// their group; noise is drawn and states are made for sixteen of them at once, and each state is moved
// to its place. A state that is not a `VectorState` is made for each copy anew, unless a whole group
// begins. Where sixteen copies of several groups are on several tasks, tasks are made for them.
extension VectorizedEnvironment {
  /// Begins the next episode in every copy whose episode has ended.
  ///
  /// - Parameter isDuringStep: Whether the rest of a step follows, which counts steps and ends episodes: then
  ///   it does so for the new episodes as well.
  @inlinable
  mutating func beginEpisodes(duringStep isDuringStep: Bool = false) {
    listBeginnings()
    if taskTable.changeCount > 0 { adoptTasks() }
    let (count, key, taskMask) = (count, resetKey, taskMask)
    let (takenCopies, takenEpisodes, takenTasks) = (beginningCopies, beginningEpisodes, tasks)
    let takenStreams = streams
    // The rest of a step counts it up to 0.
    let firstStep = isDuringStep ? UInt32.max : 0
    let hasObserved = hasObserved && !isDuringStep
    var takenTerminations = terminations.take()
    var (takenStates, takenSteps) = (laneStates.take(), laneSteps.take())
    var (takenResting, takenRewards) = (resting.take(), rewardRows.take())
    var takenObservations = observationRows.take()
    var (takenTerminated, takenTruncated) = (terminatedRows.take(), truncatedRows.take())
    var (takenNoiseLanes, takenObservationLanes) = (resetNoiseLanes.take(), observationLanes.take())
    var (takenBeginningRows, takenRepeatedNoise) = (beginningRows.take(), repeatedNoiseLanes.take())
    do {
      let (copies, episodes, tasks) = (takenCopies.span, takenEpisodes.span, takenTasks.span)
      var states = takenStates.mutableSpan
      var steps = takenSteps.mutableSpan
      var terminations = takenTerminations.mutableSpan
      var resting = takenResting.mutableSpan
      var rewards = takenRewards.mutableSpan
      var observations = takenObservations.mutableSpan
      var terminatedRows = takenTerminated.mutableSpan
      var truncatedRows = takenTruncated.mutableSpan
      var noise = takenNoiseLanes.mutableSpan
      var observation = takenObservationLanes.mutableSpan
      var beginningRows = takenBeginningRows.mutableSpan
      var repeatedNoise = takenRepeatedNoise.mutableSpan
      let size = observation.count
      for first in stride(from: 0, to: endedCount, by: 16) {
        if !noise.isEmpty {
          LaneGroup.drawNoise(
            key: key, step: SIMD16(),
            streams: LaneGroup.words(takenStreams.span, of: LaneGroup.words(copies, at: first)),
            episode: LaneGroup.words(episodes, at: first), into: &noise, at: 0, count: noise.count)
        }
        let lanes = 0..<min(16, endedCount &- first)
        let group = LaneGroup(number: Int(copies[first]) / 16, of: count)
        // Whether these are the first copies of a group, each in its lane.
        let isOneGroup =
          copies[first] % 16 == 0
          && Int(copies[first &+ lanes.count &- 1] &- copies[first]) == lanes.count &- 1
        var beginning =
          if isOneGroup || taskMask == 0 || !E.startDependsOnTask {
            environment.begin(
              tasks[group.number & taskMask], noise: noise.span, observation: &observation,
              through: &arrays)
          } else {
            beginOnSeveralTasks(
              copies, first..<first &+ lanes.count, noise: noise.span, observation: &observation)
          }
        if isOneGroup && lanes.count == 16 {
          states[group.number] = beginning
          steps[group.number] = SIMD16(repeating: firstStep)
          resting[group.number] = LaneSet(bits: 0)
          terminations[group.number] = 0
          group.write(Lanes(), to: &rewards)
          if hasObserved { group.write(observation.span, to: &observations) }
          group.write(LaneSet(bits: 0), to: &terminatedRows)
          group.write(LaneSet(bits: 0), to: &truncatedRows)
          continue
        }
        for lane in lanes {
          let copy = Int(copies[first &+ lane])
          let (number, place) = (copy / 16, copy % 16)
          if movesLanes {
            LaneGroup.move(lane, of: &beginning, to: place, of: &states[number])
          } else {
            for index in noise.indices {
              repeatedNoise[index] = Lanes(
                repeating: LaneGroup.number(noise.span, index, lane))
            }
            let repeated = environment._reset(
              task: tasks[number & taskMask], noise: repeatedNoise.span, through: &arrays)
            states[number].replace(
              with: repeated, where: LaneMask(bits: 1 &<< UInt32(truncatingIfNeeded: place)))
          }
        }
        for lane in lanes {
          let copy = Int(copies[first &+ lane])
          LaneGroup.store(firstStep, at: copy, in: &steps)
          resting[copy / 16].remove(copy % 16)
          terminations[copy / 16] &= ~(1 &<< UInt16(truncatingIfNeeded: copy % 16))
          rewards[copy] = 0
          terminatedRows[copy] = false
          truncatedRows[copy] = false
        }
        guard hasObserved else { continue }
        LaneGroup.write(observation.span, to: &beginningRows, at: 0)
        for lane in lanes {
          let copy = Int(copies[first &+ lane])
          LaneGroup.copyRow(lane, of: beginningRows.span, to: copy, of: &observations, size: size)
        }
      }
    }
    (laneStates, laneSteps, terminations) = (takenStates, takenSteps, takenTerminations)
    (resting, rewardRows, observationRows) = (takenResting, takenRewards, takenObservations)
    (terminatedRows, truncatedRows) = (takenTerminated, takenTruncated)
    (resetNoiseLanes, observationLanes) = (takenNoiseLanes, takenObservationLanes)
    (beginningRows, repeatedNoiseLanes) = (takenBeginningRows, takenRepeatedNoise)
    endedCount = 0
  }

  /// Begins episodes of copies of several groups on the tasks of each.
  @inlinable @inline(never)
  mutating func beginOnSeveralTasks(
    _ copies: Span<UInt32>, _ range: Range<Int>, noise: Span<Lanes>,
    observation: inout MutableSpan<Lanes>
  ) -> E.State {
    taskTable.collect(copies, range, into: &parameterLanes)
    return environment.begin(
      environment.makeTask(parameterLanes), noise: noise, observation: &observation,
      through: &arrays)
  }

  /// Lists the copies whose episode has ended, in order, and counts their episodes.
  ///
  /// Looks at four groups at once. If all their copies ended, they are listed group by group. Otherwise
  /// copy by copy, four in each round without a branch: the processor could not predict where episodes
  /// end.
  @inlinable
  mutating func listBeginnings() {
    var (takenCopies, takenEpisodes) = (beginningCopies.take(), beginningEpisodes.take())
    var (takenEnded, takenNumbers) = (endedLanes.take(), episodeNumbers.take())
    do {
      var copies = takenCopies.mutableSpan
      var episodes = takenEpisodes.mutableSpan
      var ended = takenEnded.mutableSpan
      var numbers = takenNumbers.mutableSpan
      var place = 0
      for four in 0..<ended.count / 4 {
        var bits = LaneGroup.takeBits64(&ended, four)
        if bits == .max {
          for number in 4 &* four..<4 &* four &+ 4 {
            let group = LaneGroup(number: number, of: count)
            let episode = LaneGroup.words(numbers.span, at: group.firstRow) &+ 1
            LaneGroup.store(episode, in: &numbers, at: group.firstRow)
            LaneGroup.store(episode, in: &episodes, at: place)
            LaneGroup.store(group.copies, in: &copies, at: place)
            place &+= 16
          }
          continue
        }
        let end = place &+ bits.nonzeroBitCount
        while place < end {
          // Four at a time, although there may be fewer: surplus entries are overwritten.
          for index in place..<place &+ 4 {
            let copy = 64 &* four &+ bits.trailingZeroBitCount
            numbers[copy] &+= bits == 0 ? 0 : 1
            copies[index] = UInt32(truncatingIfNeeded: copy)
            episodes[index] = numbers[copy]
            bits &= bits &- 1
          }
          place &+= 4
        }
        place = end
      }
    }
    (beginningCopies, beginningEpisodes) = (takenCopies, takenEpisodes)
    (endedLanes, episodeNumbers) = (takenEnded, takenNumbers)
  }
}

extension _SteppedEnvironment {
  /// Begins sixteen episodes and writes what they show.
  @inlinable @inline(__always)
  func begin(
    _ task: Task, noise: Span<Lanes>, observation: inout MutableSpan<Lanes>,
    through arrays: inout _LaneArrays
  ) -> State {
    let state = _reset(task: task, noise: noise, through: &arrays)
    _observe(state, task: task, into: &observation, through: &arrays)
    return state
  }
}
