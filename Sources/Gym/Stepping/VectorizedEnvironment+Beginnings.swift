public import Numerics

// Mostly few copies of a group begin an episode at the same time. So those that do are listed, whatever
// group they are of; noise is drawn and states are made for sixteen of them at once, and each state is
// moved to its place. A state that is not a `VectorState` is made for each copy anew, unless a whole
// group begins.
extension VectorizedEnvironment {
  /// Begins the next episode in every copy whose episode has ended.
  @inlinable
  mutating func beginEpisodes() {
    listBeginnings()
    let (count, key) = (count, resetKey)
    let (takenCopies, takenEpisodes) = (beginningCopies, beginningEpisodes)
    var (takenStates, takenSteps) = (laneStates.take(), laneSteps.take())
    var (takenResting, takenRewards) = (resting.take(), rewardRows.take())
    var takenObservations = observationRows.take()
    var (takenTerminated, takenTruncated) = (terminatedRows.take(), truncatedRows.take())
    var (takenNoiseLanes, takenObservationLanes) = (resetNoiseLanes.take(), observationLanes.take())
    var takenBeginningRows = beginningRows.take()
    do {
      let (copies, episodes) = (takenCopies.span, takenEpisodes.span)
      var states = takenStates.mutableSpan
      var steps = takenSteps.mutableSpan
      var resting = takenResting.mutableSpan
      var rewards = takenRewards.mutableSpan
      var observations = takenObservations.mutableSpan
      var terminatedRows = takenTerminated.mutableSpan
      var truncatedRows = takenTruncated.mutableSpan
      var noise = takenNoiseLanes.mutableSpan
      var observation = takenObservationLanes.mutableSpan
      var beginningRows = takenBeginningRows.mutableSpan
      let size = observation.count
      for first in stride(from: 0, to: endedCount, by: 16) {
        if !noise.isEmpty {
          LaneGroup.drawNoise(
            key: key, step: SIMD16(), copies: LaneGroup.words(copies, at: first),
            episode: LaneGroup.words(episodes, at: first), into: &noise, at: 0, count: noise.count)
        }
        var beginning = environment.reset(task: task, noise: noise.span, through: &arrays)
        environment.observe(beginning, task: task, into: &observation, through: &arrays)
        let isWholeGroup =
          endedCount &- first >= 16 && copies[first] % 16 == 0
          && copies[first &+ 15] &- copies[first] == 15
        if isWholeGroup {
          let group = LaneGroup(number: Int(copies[first]) / 16, of: count)
          states[group.number] = beginning
          steps[group.number] = SIMD16()
          resting[group.number] = LaneSet(bits: 0)
          group.write(observation.span, to: &observations)
          group.write(Lanes(), to: &rewards)
          group.write(LaneSet(bits: 0), to: &terminatedRows)
          group.write(LaneSet(bits: 0), to: &truncatedRows)
          continue
        }
        let lanes = 0..<min(16, endedCount &- first)
        for lane in lanes {
          let copy = Int(copies[first &+ lane])
          let (number, place) = (copy / 16, copy % 16)
          if movesLanes {
            LaneGroup.move(lane, of: &beginning, to: place, of: &states[number])
          } else {
            for index in noise.indices {
              arrays.resetNoise[index] = Lanes(
                repeating: LaneGroup.number(noise.span, index, lane))
            }
            let repeated = environment.reset(task: task, noise: arrays.resetNoise)
            states[number].replace(
              with: repeated, where: LaneMask(bits: 1 &<< UInt32(truncatingIfNeeded: place)))
          }
        }
        LaneGroup.write(observation.span, to: &beginningRows, at: 0)
        for lane in lanes {
          let copy = Int(copies[first &+ lane])
          LaneGroup.copyRow(lane, of: beginningRows.span, to: copy, of: &observations, size: size)
          LaneGroup.store(0, at: copy, in: &steps)
          resting[copy / 16].remove(copy % 16)
          rewards[copy] = 0
          terminatedRows[copy] = false
          truncatedRows[copy] = false
        }
      }
    }
    (laneStates, laneSteps) = (takenStates, takenSteps)
    (resting, rewardRows, observationRows) = (takenResting, takenRewards, takenObservations)
    (terminatedRows, truncatedRows) = (takenTerminated, takenTruncated)
    (resetNoiseLanes, observationLanes) = (takenNoiseLanes, takenObservationLanes)
    beginningRows = takenBeginningRows
    endedCount = 0
  }

  /// Lists the copies whose episode has ended, in order, and counts their episodes.
  ///
  /// Looks at four groups at once. If all their copies ended, they are listed group by group. Otherwise
  /// copy by copy, four in each round: where episodes end cannot be foreseen, and a processor that
  /// guesses wrong has to begin again.
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
          // Four at a time, although there may be fewer: what is listed too much is written over.
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
