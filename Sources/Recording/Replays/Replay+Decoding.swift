import Gym

extension Replay {
  /// Reads a file and checks everything that does not depend on the environment.
  ///
  /// Allocates memory in proportion to the size of the file, whatever its header claims.
  /// `check(for:path:)` checks what the environment allows.
  ///
  /// - Parameter path: The file.
  /// - Throws: `SafetensorsError` or `FileFormatError` if the file is not a replay, `ReplayError` if
  ///   something in it is missing, malformed, contradictory or not finite.
  public init(readingFrom path: String) throws {
    try self.init(try Safetensors(readingFrom: path), path: path)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: The file's name in error messages.
  /// - Throws: The same errors as `init(readingFrom:)`, except those of the operating system.
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
      if let name = distribution.firstInvalidName {
        throw .malformed(key: "distribution", text: name)
      }
      self.init(
        distribution: distribution,
        policy: try reader.value("policy") { $0.printable(upTo: 1_000) },
        learner: try reader.value("learner") { $0.printable },
        seed: try reader.value("seed") { UInt64($0) },
        split: file.metadata["split"] == nil
          ? nil : try reader.value("split", Split.init(rawValue:)),
        experience: file.metadata["experience"] == nil
          ? .pooled : try reader.value("experience", Experience.init(rawValue:)),
        trials: try reader.arrays().trials)
    } catch {
      throw ReplayError(operation: .read, path: path, problem: error)
    }
  }
}

/// Reads and checks the parts of a replay in a file.
private struct ReplayReader {
  let file: Safetensors

  /// Reads an entry of the metadata.
  func value<Value>(
    _ key: String, _ parse: (String) -> Value?
  ) throws(ReplayError.Problem) -> Value {
    guard let text = file.metadata[key] else { throw .missingEntry(key: key) }
    guard text.utf8.count <= MetadataJSON.byteLimit, let value = parse(text) else {
      throw .malformed(key: key, text: text)
    }
    return value
  }

  /// Reads all arrays.
  func arrays() throws(ReplayError.Problem) -> ReplayArrays {
    if let problem = file.firstNotFinite { throw problem }
    let rewards = try singles(.rewards, [nil]).values
    // Every trial has a stage, every stage an episode and every episode a step. So no count exceeds the
    // number of rewards, and memory stays in proportion to the file.
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
      firstCopies: try firstCopies(trialCount: stageOffsets.count - 1),
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
      returns: try returns(episodeCount: episodeCount),
      memory: try optionalSingles(.memory, [rewards.count, nil]),
      probabilities: try optionalSingles(.probabilities, [rewards.count, nil]))
    try checkReturns(arrays)
    return arrays
  }

  /// Finds an array and checks its shape, in which `nil` stands for any size but 0.
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

  /// Reads an array that may be missing.
  private func optionalSingles(
    _ name: ReplayArrays.Name, _ shape: [Int?]
  ) throws(ReplayError.Problem) -> ReplayArrays.Rows? {
    file.array(named: name.rawValue) == nil ? nil : try singles(name, shape)
  }

  /// Reads offsets that divide `count` elements into parts, none of them empty.
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
      // The first offset is 0, the last is `count`, and every later part needs an element.
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

  private func firstCopies(trialCount: Int) throws(ReplayError.Problem) -> [Int64] {
    guard file.array(named: ReplayArrays.Name.firstCopies.rawValue) != nil else {
      return Array(repeating: 0, count: trialCount)
    }
    let array = try array(.firstCopies, [trialCount])
    guard case .int64(let numbers) = array.values else { throw wrongType(array, needed: .int64) }
    for (index, number) in numbers.enumerated() where !Self.copyRange.contains(number) {
      throw .wrongOffset(
        array: array.name, index: index, found: Int(number),
        needed: Int(Self.copyRange.lowerBound)...Int(Self.copyRange.upperBound))
    }
    return numbers
  }

  /// The numbers that a first copy may have.
  private static let copyRange: ClosedRange<Int64> = 0...1_000_000_000

  private func keys(stageCount: Int) throws(ReplayError.Problem) -> [UInt32] {
    let array = try array(.keys, [stageCount, 2])
    guard case .uint32(let keys) = array.values else { throw wrongType(array, needed: .uint32) }
    return keys
  }

  /// Reads the two flags of each episode, of which exactly one must be set.
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
