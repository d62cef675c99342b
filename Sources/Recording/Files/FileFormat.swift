/// A kind of file that Fledge writes, and the versions of it that this build reads.
///
/// The metadata of a file hold its format under the key `format`: `fledge-policy/1` is version 1 of
/// the kind `policy`.
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

  /// The key of the metadata that holds the format of a file.
  public static let metadataKey = "format"

  /// Creates a format.
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

  /// The value of `format` in files that this build writes, such as `fledge-policy/1`.
  public var tag: String { "\(name)/\(version)" }

  /// Checks the format that a file's metadata state, and returns its version.
  ///
  /// - Parameters:
  ///   - metadata: The file's metadata.
  ///   - path: The file's name in error messages.
  ///   - remedy: Another way to get a readable file than a newer Fledge, such as `retrain with 'fledge
  ///     train point-robot'`. It follows the words "Update fledge or".
  /// - Returns: The version of the file, one of `readableVersions`.
  /// - Throws: `FileFormatError` if the file is not Fledge's, of another kind, or of a version that this
  ///   build does not read.
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
