import Gym

extension Replay {
  /// Reads a file and checks everything that can be checked without knowing the environment.
  ///
  /// Memory is taken in proportion to the file, whatever it claims to hold. What an environment allows
  /// is checked by `check(for:path:)`.
  ///
  /// - Parameter path: Where it is.
  /// - Throws: `SafetensorsError` or `FileFormatError` if it is not such a file, `ReplayError` if
  ///   something in it is missing, malformed, contradictory or not finite.
  public init(readingFrom path: String) throws {
    try self.init(try Safetensors(readingFrom: path), path: path)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: What error messages call the file.
  /// - Throws: As `init(readingFrom:)`, but for errors of the operating system.
  public init(decoding bytes: [UInt8], path: String) throws {
    try self.init(try Safetensors(decoding: bytes, path: path), path: path)
  }

  private init(_ file: Safetensors, path: String) throws {
    try Self.format.version(
      in: file.metadata, path: path, remedy: "record it again with --record")
    do throws(ReplayError.Problem) {
      let reader = ReplayReader(file: file)
      let distribution: TaskDistributionRecord = try reader.value(
        "distribution", MetadataJSON.value)
      _ = try reader.value("environment") { $0 == distribution.environment ? $0 : nil }
      if let name = distribution.strangeName { throw .malformed(key: "distribution", text: name) }
      self.init(
        distribution: distribution,
        policy: try reader.value("policy") { $0.printable(upTo: 1_000) },
        learner: try reader.value("learner") { $0.printable },
        seed: try reader.value("seed") { UInt64($0) },
        split: file.metadata["split"] == nil
          ? nil : try reader.value("split", Split.init(rawValue:)),
        trials: try reader.arrays().trials)
    } catch {
      throw ReplayError(operation: .read, path: path, problem: error)
    }
  }
}

/// Takes the parts of a replay out of a file, each checked.
private struct ReplayReader {
  let file: Safetensors

  /// Takes an entry of the metadata.
  func value<Value>(
    _ key: String, _ parse: (String) -> Value?
  ) throws(ReplayError.Problem) -> Value {
    guard let text = file.metadata[key] else { throw .missingEntry(key: key) }
    guard text.utf8.count <= MetadataJSON.byteLimit, let value = parse(text) else {
      throw .malformed(key: key, text: text)
    }
    return value
  }

  /// Takes all arrays.
  func arrays() throws(ReplayError.Problem) -> ReplayArrays {
    if let problem = file.firstNotFinite { throw problem }
    let rewards = try singles(.rewards, [nil]).values
    // Each offset owns at least one element of the next finer kind, so that no count exceeds the
    // number of rewards, which the bytes of the file back.
    let stepOffsets = try offsets(.stepOffsets, into: rewards.count)
    let episodeCount = stepOffsets.count - 1
    let episodeOffsets = try offsets(.episodeOffsets, into: episodeCount)
    let stageCount = episodeOffsets.count - 1
    if stageCount > Replay.stageLimit {
      throw .tooManyStages(found: stageCount, limit: Replay.stageLimit)
    }
    let stageOffsets = try offsets(.stageOffsets, into: stageCount)
    let observations = try singles(.observations, [rewards.count, nil])
    let arrays = ReplayArrays(
      tasks: try singles(.tasks, [stageOffsets.count - 1, nil]),
      stageOffsets: stageOffsets,
      keys: try keys(stageCount: stageCount),
      episodeOffsets: episodeOffsets,
      stepOffsets: stepOffsets,
      states: try singles(.states, [rewards.count + episodeCount, nil]),
      observations: observations,
      finalObservations: try singles(
        .finalObservations, [episodeCount, observations.columnCount]),
      actions: try singles(.actions, [rewards.count, nil]),
      rewards: rewards,
      isTerminated: try isTerminated(episodeCount: episodeCount),
      returns: try returns(episodeCount: episodeCount))
    try checkReturns(arrays)
    return arrays
  }

  /// Finds an array of a shape, in which `nil` stands for any size but 0.
  private func array(
    _ name: ReplayArrays.Name, _ shape: [Int?]
  ) throws(ReplayError.Problem) -> Safetensors.NamedArray {
    guard let array = file.array(named: name.rawValue) else {
      throw .missingArray(name: name.rawValue)
    }
    let fits =
      array.shape.count == shape.count
      && zip(array.shape, shape).allSatisfy { found, needed in
        needed.map { $0 == found } ?? (found > 0)
      }
    guard fits else {
      throw .wrongShape(array: name.rawValue, found: array.shape, needed: shape)
    }
    return array
  }

  private func wrongType(
    _ array: Safetensors.NamedArray, needed: ElementType
  ) -> ReplayError.Problem {
    .wrongType(
      array: array.name, found: array.values.elementType.rawValue, needed: needed.rawValue)
  }

  private func singles(
    _ name: ReplayArrays.Name, _ shape: [Int?]
  ) throws(ReplayError.Problem) -> ReplayArrays.Rows {
    let array = try array(name, shape)
    guard case .float32(let values) = array.values else {
      throw wrongType(array, needed: .float32)
    }
    return ReplayArrays.Rows(columnCount: array.shape[array.shape.count - 1], values: values)
  }

  /// Takes offsets that cut so many elements into parts, none of them empty.
  private func offsets(
    _ name: ReplayArrays.Name, into count: Int
  ) throws(ReplayError.Problem) -> [Int] {
    let array = try array(name, [nil])
    guard case .int64(let values) = array.values else { throw wrongType(array, needed: .int64) }
    let partCount = values.count - 1
    guard (1...count).contains(partCount) else {
      throw .wrongOffsetCount(array: name.rawValue, found: values.count, needed: 2...count + 1)
    }
    var previous = -1
    for (index, value) in values.enumerated() {
      // What follows needs an element for each part; the first offset is 0 and the last all elements.
      let lowest = index == partCount ? count : previous + 1
      let needed = lowest...(index == 0 ? 0 : count - (partCount - index))
      let value = Int(value)
      guard needed.contains(value) else {
        throw .wrongOffset(array: name.rawValue, index: index, found: value, needed: needed)
      }
      previous = value
    }
    return values.map { Int($0) }
  }

  private func keys(stageCount: Int) throws(ReplayError.Problem) -> [UInt32] {
    let array = try array(.keys, [stageCount, 2])
    guard case .uint32(let keys) = array.values else { throw wrongType(array, needed: .uint32) }
    return keys
  }

  /// Takes the two flags of each episode, of which exactly one is set.
  private func isTerminated(episodeCount: Int) throws(ReplayError.Problem) -> [Bool] {
    let isTerminated = try flags(.terminated, episodeCount)
    let isTruncated = try flags(.truncated, episodeCount)
    for (episode, pair) in zip(isTerminated, isTruncated).enumerated() where pair.0 == pair.1 {
      throw .contradictoryEnd(episode: episode, isBoth: pair.0)
    }
    return isTerminated
  }

  private func flags(
    _ name: ReplayArrays.Name, _ count: Int
  ) throws(ReplayError.Problem) -> [Bool] {
    let array = try array(name, [count])
    guard case .uint8(let flags) = array.values else { throw wrongType(array, needed: .uint8) }
    if let index = flags.firstIndex(where: { $0 > 1 }) {
      throw .notAFlag(array: name.rawValue, index: index, found: flags[index])
    }
    return flags.map { $0 == 1 }
  }

  private func returns(episodeCount: Int) throws(ReplayError.Problem) -> [Double] {
    let array = try array(.returns, [episodeCount])
    guard case .float64(let returns) = array.values else {
      throw wrongType(array, needed: .float64)
    }
    return returns
  }

  private func checkReturns(_ arrays: ReplayArrays) throws(ReplayError.Problem) {
    for (episode, recorded) in arrays.returns.enumerated() {
      let rows = arrays.stepOffsets[episode]..<arrays.stepOffsets[episode + 1]
      let sum = rows.reduce(0.0) { $0 + Double(arrays.rewards[$1]) }
      guard sum.bitPattern == recorded.bitPattern else {
        throw .wrongReturn(episode: episode, recorded: recorded, sum: sum)
      }
    }
  }
}
