public import Gym

/// A learner in a file: a trained policy, or a checkpoint that training can go on from.
///
/// Both are safetensors files. The arrays are the learner's; the metadata say what it was trained on
/// and how. This type knows no learner: settings are kept as the JSON text the learner gave.
public struct SavedLearner: Equatable, Sendable {
  /// What a file is for.
  public enum Kind: String, Sendable {
    /// What a trained policy needs to act and adapt.
    case policy
    /// That, and everything training needs to go on to the same bits.
    case checkpoint

    /// The format of such files.
    public var format: FileFormat { FileFormat(kind: rawValue, version: 1) }
  }

  /// What the learner was trained on.
  public var distribution: TaskDistributionRecord
  /// The learner's name, for instance "maml".
  public var learner: String
  /// The learner's settings as JSON.
  public var settings: String
  /// The seed of the run.
  public var seed: UInt64
  /// How many iterations are done.
  public var iteration: Int
  /// How many environment steps were taken.
  public var environmentSteps: Int
  /// The learner's counters.
  public var counters: [String: Int]
  /// The learner's arrays, in single precision.
  public var arrays: [Safetensors.NamedArray]

  /// Creates the content of a file.
  public init(
    distribution: TaskDistributionRecord, learner: String, settings: String, seed: UInt64,
    iteration: Int, environmentSteps: Int, counters: [String: Int],
    arrays: [Safetensors.NamedArray]
  ) {
    self.distribution = distribution
    self.learner = learner
    self.settings = settings
    self.seed = seed
    self.iteration = iteration
    self.environmentSteps = environmentSteps
    self.counters = counters
    self.arrays = arrays
  }

  /// Writes the file, whole or not at all.
  ///
  /// - Throws: `SafetensorsError` if it cannot be written.
  public func write(_ kind: Kind, to path: String) throws {
    let metadata = [
      FileFormat.metadataKey: kind.format.tag,
      "environment": distribution.environment,
      "distribution": try MetadataJSON.text(distribution),
      "learner": learner,
      "settings": settings,
      "seed": String(seed),
      "iteration": String(iteration),
      "environmentSteps": String(environmentSteps),
      "counters": try MetadataJSON.text(counters),
    ]
    try Safetensors(metadata: metadata, arrays: arrays).write(to: path)
  }

  /// Reads a file and checks everything that can be checked without knowing the learner.
  ///
  /// - Parameters:
  ///   - kind: What the file must be.
  ///   - path: Where it is.
  /// - Throws: `SafetensorsError` or `FileFormatError` if it is not such a file, `SavedLearnerError`
  ///   if something in it is missing, malformed or not finite.
  public init(reading kind: Kind, from path: String) throws {
    let file = try Safetensors(readingFrom: path)
    try kind.format.version(
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
    arrays = file.arrays
    try checkNames(path: path)
    try checkArrays(path: path)
  }

  /// What a count may be: as long as a double holds it exactly, nothing overflows that adds to it.
  private static let countRange = 0...(1 << 53)

  /// Checks that every name could be one of Fledge's, so that later errors may show it.
  private func checkNames(path: String) throws(SavedLearnerError) {
    if let name = distribution.strangeName {
      throw SavedLearnerError(path: path, problem: .malformed(key: "distribution", text: name))
    }
  }

  private func checkArrays(path: String) throws(SavedLearnerError) {
    for array in arrays {
      guard case .float32(let values) = array.values else {
        throw SavedLearnerError(path: path, problem: .notSinglePrecision(array: array.name))
      }
      let count = values.count { !$0.isFinite }
      if count > 0 {
        throw SavedLearnerError(path: path, problem: .notFinite(array: array.name, count: count))
      }
    }
  }
}

/// What is wrong with the content of a learner's file.
public struct SavedLearnerError: Error, Equatable, Sendable {
  /// What was found.
  public enum Problem: Equatable, Sendable {
    /// An entry of the metadata is missing.
    case missing(key: String)
    /// An entry of the metadata is not what it should be.
    case malformed(key: String, text: String)
    /// An array has another type of elements.
    case notSinglePrecision(array: String)
    /// An array has elements that are infinite or not a number.
    case notFinite(array: String, count: Int)
  }

  /// The file.
  public let path: String
  /// What was found.
  public let problem: Problem

  /// Creates an error.
  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }
}

extension SavedLearnerError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    let finding =
      switch problem {
      case .missing(let key): "its metadata has no '\(key)'"
      case .malformed(let key, let text):
        "its metadata has \(text.quoted) as '\(key)', which cannot be read"
      case .notSinglePrecision(let array):
        "its array \(array.quoted) is not of 32-bit floating-point numbers"
      case .notFinite(let array, let count):
        "its array \(array.quoted) has \(count) \(count == 1 ? "element" : "elements") that"
          + " \(count == 1 ? "is" : "are") not finite"
      }
    return "Cannot read '\(path)': \(finding). The file is damaged; train again with"
      + " 'fledge train'."
  }
}
