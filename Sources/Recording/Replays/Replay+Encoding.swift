import Gym

extension Replay {
  /// Writes the file completely, or leaves the old file unchanged.
  ///
  /// - Parameter path: Where to write; see `AtomicFile.write`.
  /// - Throws: `ReplayError` if a number is not finite, `SafetensorsError` if the file would exceed
  ///   `Safetensors.fileByteLimit` or cannot be written.
  /// - Precondition: There is at least one trial, and all have the same sizes.
  public func write(to path: String) throws {
    var metadata = [
      FileFormat.metadataKey: Self.format.tag,
      "environment": distribution.environment,
      "distribution": try MetadataJSON.text(distribution),
      "policy": policy,
      "learner": learner,
      "seed": String(seed),
    ]
    metadata["split"] = split?.rawValue
    // Absent in files of older builds, which had pooled agents only.
    if experience != .pooled { metadata["experience"] = experience.rawValue }
    let file = Safetensors(metadata: metadata, arrays: ReplayArrays(trials).named)
    if let problem = file.firstNotFinite {
      throw ReplayError(operation: .write, path: path, problem: problem)
    }
    try file.write(to: path)
  }
}

extension ReplayArrays {
  /// The arrays as they are in the file.
  fileprivate var named: [Safetensors.NamedArray] {
    Name.allCases.compactMap { name in
      values(of: name).map {
        Safetensors.NamedArray(name: name.rawValue, shape: name.shape(in: self), values: $0)
      }
    }
  }

  /// The values of an array; `nil` if it is not there.
  private func values(of name: Name) -> Safetensors.Values? {
    switch name {
    case .tasks: .float32(tasks.values)
    // Absent where trials were played task by task, as in files of older builds.
    case .firstCopies: firstCopies.allSatisfy { $0 == 0 } ? nil : .int64(firstCopies)
    case .stageOffsets: .int64(stageOffsets.map(Int64.init))
    case .keys: .uint32(keys)
    case .episodeOffsets: .int64(episodeOffsets.map(Int64.init))
    case .stepOffsets: .int64(stepOffsets.map(Int64.init))
    case .states: .float32(states.values)
    case .observations: .float32(observations.values)
    case .finalObservations: .float32(finalObservations.values)
    case .actions: .float32(actions.values)
    case .rewards: .float32(rewards)
    case .terminated: .uint8(isTerminated.map { $0 ? 1 : 0 })
    case .truncated: .uint8(isTerminated.map { $0 ? 0 : 1 })
    case .returns: .float64(returns)
    case .memory: memory.map { .float32($0.values) }
    case .probabilities: probabilities.map { .float32($0.values) }
    }
  }
}

extension ReplayArrays.Name {
  fileprivate func shape(in arrays: ReplayArrays) -> [Int] {
    let (stageCount, episodeCount, stepCount) = (
      arrays.episodeOffsets.count - 1, arrays.stepOffsets.count - 1, arrays.rewards.count
    )
    return switch self {
    case .tasks: [arrays.stageOffsets.count - 1, arrays.tasks.columnCount]
    case .firstCopies: [arrays.firstCopies.count]
    case .stageOffsets: [arrays.stageOffsets.count]
    case .keys: [stageCount, 2]
    case .episodeOffsets: [stageCount + 1]
    case .stepOffsets: [episodeCount + 1]
    case .states: [stepCount + episodeCount, arrays.states.columnCount]
    case .observations: [stepCount, arrays.observations.columnCount]
    case .finalObservations: [episodeCount, arrays.observations.columnCount]
    case .actions: [stepCount, arrays.actions.columnCount]
    case .rewards: [stepCount]
    case .terminated, .truncated, .returns: [episodeCount]
    case .memory: [stepCount, arrays.memory?.columnCount ?? 0]
    case .probabilities: [stepCount, arrays.probabilities?.columnCount ?? 0]
    }
  }
}

extension Safetensors {
  /// The problem of the first array with an infinite element or a NaN; `nil` if all are finite.
  var firstNotFinite: ReplayError.Problem? {
    for array in arrays {
      let count =
        switch array.values {
        case .float32(let values): values.count { !$0.isFinite }
        case .float64(let values): values.count { !$0.isFinite }
        default: 0
        }
      if count > 0 { return .notFinite(array: array.name, count: count) }
    }
    return nil
  }
}
