/// A failure to read, write or resume the log of a run.
public enum RunLogError: Error, Equatable, Sendable {
  /// The operating system refused to read or write the file.
  case file(FileError)

  /// The first line of the file names other columns.
  case otherColumns(path: String, found: [String], needed: [String])

  /// A line of the file is not a row of this log, or its iteration does not follow the one before.
  case damagedRow(
    path: String, line: Int, text: String, fieldCount: Int, previousIteration: Int?)
}

extension RunLogError: CustomStringConvertible {
  /// The error as a sentence for the user, with what to do next.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .otherColumns(let path, let found, let needed):
      "Cannot resume '\(path)': \(Self.difference(between: found, and: needed)). "
        + "Resume with the version of Fledge that wrote it, or start a new run."
    case .damagedRow(let path, let line, let text, let fieldCount, let previousIteration):
      "Cannot resume '\(path)': line \(line) is \(text.quoted), but \(fieldCount) numbers are "
        + "needed, the first a whole one "
        + (previousIteration.map { "above \($0)" } ?? "of at least 0")
        + ". Restore the file, or start a new run."
    }
  }

  private static func difference(between found: [String], and needed: [String]) -> String {
    let pairs = zip(found, needed)
    if let index = pairs.enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
      return
        "its column \(index + 1) is \(found[index].quoted), but \(needed[index].quoted) is needed"
    }
    return "it has \(found.count) columns, but \(needed.count) are needed"
  }
}
