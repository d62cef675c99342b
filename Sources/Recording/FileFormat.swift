/// A kind of file that Fledge writes, and the versions of it that this build reads.
///
/// A file says what it is in its metadata, under `format`: `fledge-policy/1` is version 1 of the
/// kind `policy`.
///
///     let policyFormat = FileFormat(kind: "policy", version: 1)
///     let file = Safetensors(metadata: ["format": policyFormat.tag])
///     let version = try policyFormat.version(in: file.metadata, path: "policy.safetensors")
public struct FileFormat: Equatable, Sendable {
  /// What the file holds, in one word: `policy`, `replay`, `checkpoint`.
  public let kind: String

  /// The version that this build writes.
  public let version: Int

  /// The versions that this build reads.
  public let readableVersions: ClosedRange<Int>

  /// The key of the metadata under which a file says what it is.
  public static let metadataKey = "format"

  /// Describes a kind of file.
  ///
  /// - Parameters:
  ///   - kind: What the file holds, in one word.
  ///   - version: The version that this build writes.
  ///   - oldestReadable: The oldest version that this build reads; nil for `version`.
  /// - Precondition: `oldestReadable` does not exceed `version`.
  public init(kind: String, version: Int, oldestReadable: Int? = nil) {
    let oldest = oldestReadable ?? version
    precondition(
      oldest <= version, "FileFormat: oldestReadable is \(oldest), but version is \(version).")
    self.kind = kind
    self.version = version
    readableVersions = oldest...version
  }

  /// The name in front of the version, such as `fledge-policy`.
  public var name: String { "fledge-\(kind)" }

  /// What a file of this kind has under `format`, such as `fledge-policy/1`.
  public var tag: String { "\(name)/\(version)" }

  /// Checks what a file says it is.
  ///
  /// - Parameters:
  ///   - metadata: The file's metadata.
  ///   - path: What error messages call the file.
  ///   - remedy: How else than by a newer Fledge the user gets a readable file, to follow the words
  ///     "Update fledge or", such as `retrain with 'fledge train point-robot'`.
  /// - Returns: The version of the file, one of `readableVersions`.
  /// - Throws: `FileFormatError` if the file is none of Fledge's, of another kind, or of another
  ///   version.
  @discardableResult
  public func version(
    in metadata: [String: String], path: String, remedy: String? = nil
  ) throws(FileFormatError) -> Int {
    func fail(_ problem: FileFormatError.Problem) -> FileFormatError {
      FileFormatError(path: path, needed: self, problem: problem)
    }
    guard let tag = metadata[Self.metadataKey] else { throw fail(.noFormat) }
    let parts = tag.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let foundName = String(parts[0])
    guard foundName.hasPrefix("fledge-") else { throw fail(.foreign(format: tag)) }
    guard foundName == name else { throw fail(.otherKind(name: foundName)) }
    guard parts.count == 2, let found = Int(parts[1]), found > 0, String(found) == parts[1] else {
      throw fail(.noVersion(format: tag))
    }
    guard readableVersions.contains(found) else {
      throw fail(.unsupportedVersion(found: found, remedy: remedy))
    }
    return found
  }
}

/// A file that is not what was asked for.
public struct FileFormatError: Error, Equatable, Sendable {
  /// What the file says instead.
  public enum Problem: Equatable, Sendable {
    /// The metadata has no `format`.
    case noFormat

    /// The `format` is not one of Fledge's.
    case foreign(format: String)

    /// The file is of another kind.
    case otherKind(name: String)

    /// The `format` does not end in a version.
    case noVersion(format: String)

    /// The version is not among those that this build reads.
    case unsupportedVersion(found: Int, remedy: String?)
  }

  /// What error messages call the file.
  public let path: String

  /// The kind of file that was asked for.
  public let needed: FileFormat

  /// What the file says instead.
  public let problem: Problem

  /// Joins what a file says with what was asked for.
  ///
  /// - Parameters:
  ///   - path: What error messages call the file.
  ///   - needed: The kind of file that was asked for.
  ///   - problem: What the file says instead.
  public init(path: String, needed: FileFormat, problem: Problem) {
    self.path = path
    self.needed = needed
    self.problem = problem
  }
}

extension FileFormatError: CustomStringConvertible {
  /// The error as a sentence for the user, with what to do next.
  public var description: String {
    "Cannot read '\(path)': \(finding)"
  }

  private var finding: String {
    switch problem {
    case .noFormat:
      return "it is not a Fledge \(needed.kind) (its metadata has no 'format')."
    case .foreign(let format):
      return "it is not a Fledge \(needed.kind) (its metadata's 'format' is \(format.quoted))."
    case .otherKind(let name):
      return "it is a \(name.printable), but a \(needed.name) is needed."
    case .noVersion(let format):
      return "its format is \(format.quoted), but '\(needed.name)/' and a version is needed. "
        + "It is damaged."
    case .unsupportedVersion(let found, let remedy):
      let readable = needed.readableVersions
      let versions =
        readable.count == 1
        ? "\(readable.lowerBound)" : "\(readable.lowerBound) to \(readable.upperBound)"
      let alternative = remedy.map { " or \($0)" } ?? ""
      return "it has format version \(found), but this build reads \(versions). "
        + "Update fledge\(alternative)."
    }
  }
}
