public import Tensors

// Mostly few copies of a group begin an episode at the same time. So those that do are listed, whatever
// group they are of; noise is drawn and states are made for sixteen of them at once, and each state is
// moved to its place. A state that is not a `VectorState` is made for each copy anew, unless a whole
// group begins.
extension VectorizedEnvironment {
  /// Begins the next episode in every copy whose episode has ended.
  @inlinable
  mutating func beginEpisodes() {
    listBeginnings()
    let (environment, task, count, key) = (environment, task, count, resetKey)
    let (takenCopies, takenEpisodes) = (beginningCopies, beginningEpisodes)
    var (takenStates, takenSteps) = (laneStates.take(), laneSteps.take())
    var (takenResting, takenRewards) = (resting.take(), rewardRows.take())
    var takenObservations = observationRows.take()
    var (takenTerminated, takenTruncated) = (terminatedRows.take(), truncatedRows.take())
    var (takenNoiseLanes, takenObservationLanes) = (resetNoiseLanes.take(), observationLanes.take())
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
        if isWholeGroup { states[Int(copies[first]) / 16] = beginning }
        for lane in 0..<min(16, endedCount &- first) {
          let copy = Int(copies[first &+ lane])
          let (group, place) = (LaneGroup(number: copy / 16, of: count), copy % 16)
          if isWholeGroup {
            // Its state is there.
          } else if movesLanes {
            LaneGroup.move(lane, of: &beginning, to: place, of: &states[group.number])
          } else {
            for index in arrays.resetNoise.indices {
              arrays.resetNoise[index] = Lanes(
                repeating: LaneGroup.number(noise.span, index, lane))
            }
            let repeated = environment.reset(task: task, noise: arrays.resetNoise)
            states[group.number].replace(
              with: repeated, where: LaneMask(bits: 1 &<< UInt32(truncatingIfNeeded: place)))
          }
          LaneGroup.store(0, at: copy, in: &steps)
          resting[group.number] = group.padding
          for index in 0..<size {
            observations[copy &* size &+ index] = LaneGroup.number(observation.span, index, lane)
          }
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
    endedCount = 0
  }

  /// Lists the copies whose episode has ended, in order, and counts their episodes.
  ///
  /// Four groups at a time: where episodes end cannot be foreseen, and a processor that guesses wrong
  /// has to begin again.
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
