public import Numerics

// Observations.
extension VectorizedEnvironment {
  /// Observes the states of all copies into the batch's own rows.
  @inlinable
  mutating func observe() {
    var takenObservations = observationRows.take()
    do {
      var rows = takenObservations.mutableSpan
      observe(into: &rows)
    }
    observationRows = takenObservations
    hasObserved = true
  }

  /// Observes the states of all copies.
  @inlinable
  mutating func observe(into rows: inout MutableSpan<Float>) {
    switch observationLanes.count {
    case 1: observe(into: &rows, through: InlineArray<1, Lanes>(repeating: Lanes()))
    case 2: observe(into: &rows, through: InlineArray<2, Lanes>(repeating: Lanes()))
    case 4: observe(into: &rows, through: InlineArray<4, Lanes>(repeating: Lanes()))
    default: observeThroughBuffer(into: &rows)
    }
  }

  /// Observes the states of all copies where an observation is few numbers.
  ///
  /// They go through registers, except in the last group if that is not whole.
  @inlinable @inline(__always)
  mutating func observe<let size: Int>(
    into rows: inout MutableSpan<Float>, through lanes: InlineArray<size, Lanes>
  ) {
    let (count, wholeCount) = (count, count / 16)
    let (takenStates, takenTasks, taskMask) = (laneStates, tasks, taskMask)
    do {
      let (states, tasks) = (takenStates.span, takenTasks.span)
      for number in 0..<wholeCount {
        var lanes = lanes
        var observation = lanes.mutableSpan
        unsafe environment._observe(
          states[unchecked: number], task: tasks[unchecked: number & taskMask], into: &observation,
          through: &arrays)
        LaneGroup.write(observation.span, to: &rows, at: 16 &* number &* size)
      }
      if wholeCount < states.count {
        var lanes = lanes
        var observation = lanes.mutableSpan
        environment._observe(
          states[wholeCount], task: tasks[wholeCount & taskMask], into: &observation,
          through: &arrays)
        LaneGroup(number: wholeCount, of: count).write(observation.span, to: &rows)
      }
    }
  }

  /// Observes the states of all copies where an observation has any size.
  @inlinable
  mutating func observeThroughBuffer(into rows: inout MutableSpan<Float>) {
    let (count, takenStates, takenTasks, taskMask) = (count, laneStates, tasks, taskMask)
    var takenLanes = observationLanes.take()
    do {
      let (states, tasks) = (takenStates.span, takenTasks.span)
      var lanes = takenLanes.mutableSpan
      for number in states.indices {
        environment._observe(
          states[number], task: tasks[number & taskMask], into: &lanes, through: &arrays)
        LaneGroup(number: number, of: count).write(lanes.span, to: &rows)
      }
    }
    observationLanes = takenLanes
  }
}
