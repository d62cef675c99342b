import Foundation
import Recording

/// Where results and progress go: results to standard output, progress to standard error.
package struct Console {
  /// Whether progress is shown.
  package let isQuiet: Bool
  /// Whether standard error is a terminal, where a line can be rewritten.
  package let isTerminal = isatty(STDERR_FILENO) == 1

  /// Opens the streams.
  package init(isQuiet: Bool) {
    self.isQuiet = isQuiet
  }

  /// Writes lines of results.
  ///
  /// - Throws: `FileError` if they cannot be written, unless because the reader has gone away: it
  ///   has what it wanted.
  package static func print(_ lines: [String]) throws {
    do {
      try FileHandle.standardOutput.write(
        contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
    } catch let error {
      let reason = FileError.Reason(error)
      if reason == .system(code: EPIPE) { return }
      throw FileError(operation: .write, path: "standard output", reason: reason)
    }
  }

  /// Says something on the way, on a line of its own.
  package func say(_ line: String) {
    guard !isQuiet else { return }
    write((isTerminal ? Self.clearLine : "") + line + "\n")
  }

  /// Shows progress: on a terminal it replaces the line before it, elsewhere nothing is shown.
  package func showProgress(_ line: String) {
    guard !isQuiet, isTerminal else { return }
    write(Self.clearLine + line.prefix(terminalWidth - 1))
  }

  /// Ends a progress line.
  package func endProgress() {
    guard !isQuiet, isTerminal else { return }
    write(Self.clearLine)
  }

  /// Goes back to the first column and clears the line.
  private static let clearLine = "\r\u{1B}[K"

  /// The columns of the terminal; a longer line would break, and only its end could be rewritten.
  private var terminalWidth: Int {
    var size = winsize()
    let result = unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size)
    return result == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  private func write(_ text: String) {
    // Where nobody listens any more there is nobody to tell.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
