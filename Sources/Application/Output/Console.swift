import Foundation
import Recording

/// Where results and progress go: results to standard output, progress to standard error.
package struct Console {
  /// Whether progress is hidden.
  package let isQuiet: Bool
  /// Whether progress goes to a terminal, where a line can be rewritten.
  package let isTerminal: Bool
  private let terminalWidth: Int
  private let writeResults: (String) throws -> Void
  private let writeProgress: (String) -> Void

  /// Writes to the standard streams of the process.
  ///
  /// - Parameter isQuiet: Whether progress is hidden.
  package init(isQuiet: Bool = false) {
    self.init(
      isQuiet: isQuiet, terminalWidth: StandardStreams.terminalWidth,
      results: StandardStreams.writeResults, progress: StandardStreams.writeProgress)
  }

  /// Writes to the given functions, for instance in tests.
  ///
  /// - Parameters:
  ///   - isQuiet: Whether progress is hidden.
  ///   - terminalWidth: The columns of the terminal that shows progress; `nil` if it is none.
  ///   - writeResults: Receives results, with their line breaks.
  ///   - writeProgress: Receives progress, with line breaks and terminal codes.
  package init(
    isQuiet: Bool, terminalWidth: Int?, results writeResults: @escaping (String) throws -> Void,
    progress writeProgress: @escaping (String) -> Void
  ) {
    self.isQuiet = isQuiet
    isTerminal = terminalWidth != nil
    self.terminalWidth = terminalWidth ?? 0
    self.writeResults = writeResults
    self.writeProgress = writeProgress
  }

  /// Writes lines of results.
  ///
  /// - Throws: `FileError` if they cannot be written, except to a pipe whose reader has ended: it has
  ///   read what it needed.
  package func print(_ lines: [String]) throws {
    try writeResults(lines.joined(separator: "\n") + "\n")
  }

  /// Writes a report.
  ///
  /// - Parameters:
  ///   - report: What a command found.
  ///   - asJSON: Whether it is one JSON object instead of text.
  /// - Throws: As ``print(_:)``.
  package func print(_ report: some Report, asJSON: Bool) throws {
    try print(asJSON ? [try JSONOutput.text(report)] : report.lines)
  }

  /// Writes a line of progress that stays.
  package func say(_ line: String) {
    guard !isQuiet else { return }
    writeProgress((isTerminal ? Self.clearLine : "") + line + "\n")
  }

  /// Shows progress: on a terminal it replaces the line before it, elsewhere nothing is shown.
  package func showProgress(_ line: String) {
    guard !isQuiet, isTerminal else { return }
    // A longer line would break, and only its end could be rewritten.
    writeProgress(Self.clearLine + line.prefix(terminalWidth - 1))
  }

  /// Ends a line of progress.
  package func endProgress() {
    guard !isQuiet, isTerminal else { return }
    writeProgress(Self.clearLine)
  }

  /// Goes back to the first column and clears the line.
  private static let clearLine = "\r\u{1B}[K"
}

/// What a command found, for people and as JSON.
package protocol Report: Encodable {
  /// The text for people, line by line.
  var lines: [String] { get }
}

/// The standard output and standard error of this process.
private enum StandardStreams {
  static func writeResults(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch let error {
      let reason = FileError.Reason(error)
      if reason == .system(code: EPIPE) { return }
      throw FileError(operation: .write, path: "standard output", reason: reason)
    }
  }

  static func writeProgress(_ text: String) {
    // Ignores errors: standard error may be closed.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// The columns of the terminal that standard error is; `nil` if it is none.
  static var terminalWidth: Int? {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    var size = winsize()
    let result = unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size)
    return result == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}
