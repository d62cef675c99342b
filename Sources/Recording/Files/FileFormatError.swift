/// A file whose format is not the one that was needed.
public struct FileFormatError: Error, Equatable, Sendable {
  /// What the file states instead.
  public enum Problem: Equatable, Sendable {
    /// The metadata has no `format`.
    case noFormat

    /// The `format` is not one of Fledge's.
    case foreign(format: String)

    /// The file is of another kind.
    case otherKind(name: String)

    /// The `format` does not end in a version.
    case noVersion(format: String)

    /// This build does not read the version.
    case unsupportedVersion(found: Int, remedy: String?)
  }

  /// The file's name in error messages.
  public let path: String

  /// The format that was needed.
  public let needed: FileFormat

  /// What the file states instead.
  public let problem: Problem

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - path: The file's name in error messages.
  ///   - needed: The format that was needed.
  ///   - problem: What the file states instead.
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
