public import Numerics

// The noise of a step and the dynamics.
extension VectorizedEnvironment {
  /// Draws the noise of one step of all copies.
  @inlinable
  mutating func drawStepNoise() {
    let noiseCount = stepNoiseCount
    guard noiseCount > 0 else { return }
    let (key, count, takenSteps, takenNumbers) = (stepKey, count, laneSteps, episodeNumbers)
    let takenStreams = streams
    var taken = stepNoise.take()
    do {
      let (steps, numbers) = (takenSteps.span, takenNumbers.span)
      var noise = taken.mutableSpan
      let last = steps.count &- 1
      for number in stride(from: 0, through: last, by: 2) {
        LaneGroup.drawNoise(
          key: key, LaneGroup(number: number, of: count),
          LaneGroup(number: min(number &+ 1, last), of: count), steps: steps,
          streams: takenStreams.span, episodes: numbers, into: &noise, count: noiseCount)
      }
    }
    stepNoise = taken
  }

  /// Takes a step in all states.
  @inlinable
  mutating func move(_ actions: [Float]) {
    switch actionLanes.count {
    case 1: move(actions, through: InlineArray<1, Lanes>(repeating: Lanes()))
    case 2: move(actions, through: InlineArray<2, Lanes>(repeating: Lanes()))
    default: moveThroughBuffer(actions)
    }
  }

  /// Takes a step where an action is one or two numbers.
  ///
  /// They go through registers, except in the last group if that is not whole.
  @inlinable @inline(__always)
  mutating func move<let size: Int>(_ actions: [Float], through lanes: InlineArray<size, Lanes>) {
    let (count, wholeCount) = (count, count / 16)
    let (takenNoise, noiseCount, takenResting) = (stepNoise, stepNoiseCount, resting)
    let (takenTasks, taskMask) = (tasks, taskMask)
    var (takenStates, takenRewards) = (laneStates.take(), rewardRows.take())
    var takenTerminations = terminations.take()
    do {
      let (rows, noise, resting) = (actions.span, takenNoise.span, takenResting.span)
      let tasks = takenTasks.span
      var states = takenStates.mutableSpan
      var rewards = takenRewards.mutableSpan
      var terminations = takenTerminations.mutableSpan
      // Groups that share a task are a run: what the task holds is loaded and retained once for all.
      let runLength = taskMask == 0 ? max(1, wholeCount) : 1
      for first in stride(from: 0, to: wholeCount, by: runLength) {
        let task = unsafe tasks[unchecked: first & taskMask]
        for number in first..<first &+ runLength {
          var lanes = lanes
          var actions = lanes.mutableSpan
          LaneGroup.read(rows, at: 16 &* number &* size, into: &actions)
          let outcome = unsafe environment.step(
            &states[unchecked: number], except: resting[unchecked: number], actions: actions.span,
            noise: noise.extracting(number &* noiseCount..<(number &+ 1) &* noiseCount),
            task: task, through: &arrays)
          unsafe terminations[unchecked: number] = LaneSet(outcome.isTerminated).bits16
          LaneGroup.store(outcome.reward, in: &rewards, at: 16 &* number)
        }
      }
      if wholeCount < states.count {
        var lanes = lanes
        var actions = lanes.mutableSpan
        let group = LaneGroup(number: wholeCount, of: count)
        group.read(rows, into: &actions)
        let outcome = environment.step(
          &states[wholeCount], except: resting[wholeCount], actions: actions.span,
          noise: noise.extracting(last: noiseCount), task: tasks[wholeCount & taskMask],
          through: &arrays)
        terminations[wholeCount] = LaneSet(outcome.isTerminated).bits16
        group.write(outcome.reward, to: &rewards)
      }
    }
    (laneStates, rewardRows, terminations) = (takenStates, takenRewards, takenTerminations)
  }

  /// Takes a step where an action has any size.
  @inlinable
  mutating func moveThroughBuffer(_ actions: [Float]) {
    let count = count
    let (takenNoise, noiseCount, takenResting) = (stepNoise, stepNoiseCount, resting)
    let (takenTasks, taskMask) = (tasks, taskMask)
    var (takenStates, takenRewards) = (laneStates.take(), rewardRows.take())
    var (takenTerminations, takenLanes) = (terminations.take(), actionLanes.take())
    do {
      let (rows, noise, resting) = (actions.span, takenNoise.span, takenResting.span)
      let tasks = takenTasks.span
      var states = takenStates.mutableSpan
      var rewards = takenRewards.mutableSpan
      var terminations = takenTerminations.mutableSpan
      var lanes = takenLanes.mutableSpan
      for number in states.indices {
        let group = LaneGroup(number: number, of: count)
        group.read(rows, into: &lanes)
        let outcome = environment.step(
          &states[number], except: resting[number], actions: lanes.span,
          noise: noise.extracting(number &* noiseCount..<(number &+ 1) &* noiseCount),
          task: tasks[number & taskMask], through: &arrays)
        terminations[number] = LaneSet(outcome.isTerminated).bits16
        group.write(outcome.reward, to: &rewards)
      }
    }
    (laneStates, rewardRows) = (takenStates, takenRewards)
    (terminations, actionLanes) = (takenTerminations, takenLanes)
  }
}
