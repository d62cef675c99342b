import Foundation
import Synchronization

/// Ctrl-C and the like as a flag; a second one ends this program at once.
enum ResultsInterruption {
  private static let wasAskedFor = Atomic<Bool>(false)

  /// Whether the program was asked to end.
  static var isRequested: Bool { wasAskedFor.load(ordering: .relaxed) }

  /// Catches the first request.
  static func beginCatching() {
    // A program that is started from a thread of Dispatch inherits that all signals are blocked.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      unsafe sigaddset(&signals, number)
      signal(number) { _ in
        ResultsInterruption.wasAskedFor.store(true, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
      }
    }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

/// A program that is run to its end.
enum ChildProcess {
  /// How it ended.
  enum Ending: Equatable {
    case done
    /// It failed, with these last words.
    case failed(String)
    /// This program was asked to end, and so ended the other.
    case interrupted
  }

  /// Runs a program.
  ///
  /// Foundation gives it a process group of its own: Ctrl-C in a terminal reaches only this process,
  /// which has to stop it.
  ///
  /// - Parameters:
  ///   - program: Where it is.
  ///   - arguments: What it is told.
  ///   - output: The file its standard output goes to.
  ///   - errors: The file its standard error goes to.
  /// - Returns: How it ended.
  /// - Throws: An error if it cannot be started.
  static func run(
    _ program: URL, _ arguments: [String], output: String, errors: String
  ) throws -> Ending {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try emptyFile(output)
    process.standardError = try emptyFile(errors)
    try process.run()
    var wasAsked = false
    while process.isRunning {
      if ResultsInterruption.isRequested && !wasAsked {
        process.interrupt()
        wasAsked = true
      }
      usleep(5_000)
    }
    process.waitUntilExit()
    if ResultsInterruption.isRequested { return .interrupted }
    if process.terminationReason == .exit && process.terminationStatus == 0 { return .done }
    let words = try String(contentsOfFile: errors, encoding: .utf8)
    let line = words.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }
    return .failed(line.map { String($0.prefix(400)) } ?? "code \(process.terminationStatus)")
  }

  private static func emptyFile(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }
}
