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

// The methods below touch single properties only: passing `self` on as a whole would copy it, with
// all its reference counts, for every group.
extension VectorizedEnvironment {
  @inlinable
  mutating func perform(_ call: BatchCall) {
    switch call {
    case .reset(let key):
      resetKey = key.child(.reset)
      stepKey = key.child(.dynamics)
      for group in LaneGroup.all(of: count) {
        laneEpisodes[group.number] = SIMD16()
        reset(group, where: group.lanesInUse)
      }
      endedCount = 0
    case .resetEndedEpisodes:
      for group in LaneGroup.all(of: count) {
        let mask = laneHasEnded[group.number] .& group.lanesInUse
        guard !LaneSet(mask).isEmpty else { continue }
        laneEpisodes[group.number] = laneEpisodes[group.number] &+ (mask.words & 1)
        reset(group, where: mask)
      }
      endedCount = 0
    case .step(let actions):
      for group in LaneGroup.all(of: count) { step(group, actions: actions) }
    }
  }

  @inlinable
  mutating func step(_ group: LaneGroup, actions: [Float]) {
    let number = group.number
    group.read(actions, into: &actionLanes)
    group.drawNoise(
      key: stepKey, step: laneSteps[number], episode: laneEpisodes[number], into: &noiseLanes)
    let before = laneStates[number]
    let outcome = environment.step(
      &laneStates[number], actions: actionLanes, noise: noiseLanes, task: task)
    let frozen = laneHasEnded[number]
    laneStates[number].replace(with: before, where: frozen)
    laneSteps[number] = laneSteps[number] &+ (~frozen.words & 1)
    let isTerminated = outcome.isTerminated .& .!frozen
    let isBeforeHorizon = LaneMask(laneSteps[number], isBelow: horizon)
    let hasEnded = (isTerminated .| .!isBeforeHorizon) .& .!frozen
    let ending = LaneSet(hasEnded)
    if !ending.isEmpty {
      laneHasEnded[number] = (frozen .| hasEnded)
      end(group, ending, terminated: LaneSet(isTerminated))
    }
    rewardLanes[0] = outcome.reward.replacing(with: 0, where: frozen)
    group.write(rewardLanes, to: &rewardRows)
    environment.observe(laneStates[number], task: task, into: &observationLanes)
    group.write(observationLanes, to: &observationRows)
  }

  /// Marks episodes as ended, lane by lane: most steps end none.
  @inlinable
  mutating func end(_ group: LaneGroup, _ lanes: LaneSet, terminated: LaneSet) {
    endedCount += lanes.count
    for lane in lanes {
      terminatedRows[group.firstRow + lane] = terminated.contains(lane)
      truncatedRows[group.firstRow + lane] = !terminated.contains(lane)
    }
  }

  @inlinable
  mutating func reset(_ group: LaneGroup, where mask: LaneMask) {
    let number = group.number
    laneSteps[number] = laneSteps[number] & ~mask.words
    laneHasEnded[number] = (laneHasEnded[number] .& .!mask)
    group.drawNoise(
      key: resetKey, step: laneSteps[number], episode: laneEpisodes[number],
      into: &resetNoiseLanes)
    let start = environment.reset(task: task, noise: resetNoiseLanes)
    laneStates[number].replace(with: start, where: mask)
    for lane in LaneSet(mask) {
      terminatedRows[group.firstRow + lane] = false
      truncatedRows[group.firstRow + lane] = false
      rewardRows[group.firstRow + lane] = 0
    }
    environment.observe(laneStates[number], task: task, into: &observationLanes)
    group.write(observationLanes, to: &observationRows)
  }
}
