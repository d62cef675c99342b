import Foundation

/// Where results and progress go: results to standard output, progress to standard error.
struct Console {
  /// Whether progress is shown.
  let isQuiet: Bool
  /// Whether standard error is a terminal, where a line can be rewritten.
  let isTerminal = isatty(STDERR_FILENO) == 1

  /// Writes a line of results.
  static func print(_ line: String = "") {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  /// Writes lines of results.
  static func print(_ lines: [String]) {
    print(lines.joined(separator: "\n"))
  }

  /// Says something on the way, on a line of its own.
  func say(_ line: String) {
    guard !isQuiet else { return }
    write((isTerminal ? "\r\u{1B}[K" : "") + line + "\n")
  }

  /// Shows progress: on a terminal it replaces the line before it, elsewhere nothing is shown.
  func showProgress(_ line: String) {
    guard !isQuiet, isTerminal else { return }
    write("\r\u{1B}[K" + line)
  }

  /// Ends a progress line.
  func endProgress() {
    guard !isQuiet, isTerminal else { return }
    write("\r\u{1B}[K")
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
