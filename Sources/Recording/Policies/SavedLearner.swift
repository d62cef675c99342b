public import Gym

/// A learner in a file: a trained policy, or a checkpoint from which training continues.
///
/// Both are safetensors files. The arrays are the learner's; the metadata state what it was trained on
/// and how. This type is independent of any learner: settings are the JSON text that the learner gave.
public struct SavedLearner: Equatable, Sendable {
  /// What a file is used for.
  public enum Kind: String, Sendable {
    /// Everything a trained policy needs to act and adapt.
    case policy
    /// Also everything training needs to continue with the same bits.
    case checkpoint

    /// The format of such files.
    ///
    /// In files of version 1 settings are one flat object, whatever the learner.
    public var format: FileFormat { FileFormat(kind: rawValue, version: 2, oldestReadable: 1) }
  }

  /// What the learner was trained on.
  public var distribution: TaskDistributionRecord
  /// The learner's name, for instance "maml".
  public var learner: String
  /// The learner's settings as JSON, in the form that files of `version` have.
  public var settings: String
  /// The version of the file that this was read from, and of files that are written from it; the newest
  /// if it was not read.
  public private(set) var version = Kind.policy.format.version
  /// The seed of the run.
  public var seed: UInt64
  /// The number of completed iterations.
  public var iteration: Int
  /// The number of environment steps taken in training.
  public var environmentSteps: Int
  /// The learner's counters.
  public var counters: [String: Int]
  /// The learner's arrays, in single precision.
  public var arrays: [Safetensors.NamedArray]
  /// The adaptations that led to the arrays after training, in order; empty for what training made.
  public var adaptations: [SavedAdaptation]

  /// Creates the content of a file.
  public init(
    distribution: TaskDistributionRecord, learner: String, settings: String, seed: UInt64,
    iteration: Int, environmentSteps: Int, counters: [String: Int],
    arrays: [Safetensors.NamedArray], adaptations: [SavedAdaptation] = []
  ) {
    self.distribution = distribution
    self.learner = learner
    self.settings = settings
    self.seed = seed
    self.iteration = iteration
    self.environmentSteps = environmentSteps
    self.counters = counters
    self.arrays = arrays
    self.adaptations = adaptations
  }

  /// Writes the file completely, or leaves the old file unchanged.
  ///
  /// - Parameters:
  ///   - kind: What the file is used for.
  ///   - path: Where to write; see `AtomicFile.write`.
  /// - Throws: `SavedLearnerError` if an array is not finite, since such a file could not be read;
  ///   `SafetensorsError` if it cannot be written.
  public func write(_ kind: Kind, to path: String) throws {
    try checkArrays(.write, path: path)
    var metadata = [
      // Settings are in the form of the version they were read from.
      FileFormat.metadataKey: FileFormat(kind: kind.rawValue, version: version).tag,
      "environment": distribution.environment,
      "distribution": try MetadataJSON.text(distribution),
      "learner": learner,
      "settings": settings,
      "seed": String(seed),
      "iteration": String(iteration),
      "environmentSteps": String(environmentSteps),
      "counters": try MetadataJSON.text(counters),
    ]
    if !adaptations.isEmpty { metadata["adaptations"] = try MetadataJSON.text(adaptations) }
    try Safetensors(metadata: metadata, arrays: arrays).write(to: path)
  }

  /// Reads a file and checks everything that does not depend on the learner.
  ///
  /// - Parameters:
  ///   - kind: The kind of file that is needed.
  ///   - path: The file.
  /// - Throws: `SafetensorsError` or `FileFormatError` if the file is not of this kind,
  ///   `SavedLearnerError` if something in it is missing, malformed or not finite.
  public init(reading kind: Kind, from path: String) throws {
    let file = try Safetensors(readingFrom: path)
    version = try kind.format.version(
      in: file.metadata, path: path, remedy: "train again with 'fledge train'")
    func text(_ key: String) throws -> String {
      guard let text = file.metadata[key] else {
        throw SavedLearnerError(path: path, problem: .missing(key: key))
      }
      if text.utf8.count > MetadataJSON.byteLimit {
        throw SavedLearnerError(path: path, problem: .malformed(key: key, text: text))
      }
      return text
    }
    func value<Value>(_ key: String, _ parse: (String) -> Value?) throws -> Value {
      let text = try text(key)
      guard let value = parse(text) else {
        throw SavedLearnerError(path: path, problem: .malformed(key: key, text: text))
      }
      return value
    }
    func count(_ text: String) -> Int? {
      Int(text).flatMap { Self.countRange.contains($0) ? $0 : nil }
    }
    let distribution: TaskDistributionRecord = try value("distribution", MetadataJSON.value)
    _ = try value("environment") { $0 == distribution.environment ? $0 : nil }
    self.distribution = distribution
    learner = try text("learner")
    settings = try text("settings")
    seed = try value("seed") { UInt64($0) }
    iteration = try value("iteration", count)
    environmentSteps = try value("environmentSteps", count)
    counters = try value("counters") { text in
      let counters: [String: Int]? = MetadataJSON.value(text)
      return counters.flatMap { $0.values.allSatisfy(Self.countRange.contains) ? $0 : nil }
    }
    adaptations =
      file.metadata["adaptations"] == nil
      ? []
      : try value("adaptations") { text in
        let adaptations: [SavedAdaptation]? = MetadataJSON.value(text)
        return adaptations.flatMap { $0.allSatisfy(\.isValid) ? $0 : nil }
      }
    arrays = file.arrays
    try checkNames(path: path)
    try checkArrays(.read, path: path)
  }

  /// The range of counts: a `Double` holds them exactly, and sums of them do not overflow.
  private static let countRange = 0...(1 << 53)

  /// Checks the names of the distribution, so that later errors can print them.
  private func checkNames(path: String) throws(SavedLearnerError) {
    if let name = distribution.firstInvalidName {
      throw SavedLearnerError(path: path, problem: .malformed(key: "distribution", text: name))
    }
  }

  private func checkArrays(
    _ operation: SavedLearnerError.Operation, path: String
  ) throws(SavedLearnerError) {
    for array in arrays {
      guard case .float32(let values) = array.values else {
        throw SavedLearnerError(
          operation: operation, path: path, problem: .notSinglePrecision(array: array.name))
      }
      let count = values.count { !$0.isFinite }
      if count > 0 {
        throw SavedLearnerError(
          operation: operation, path: path, problem: .notFinite(array: array.name, count: count))
      }
    }
  }
}
