package import Foundation

/// Another program and its arguments, which this program runs to their end.
package struct ChildProcess: Sendable {
  /// The path of the program; a name without a slash is looked up in `PATH`.
  package var program: String
  /// The arguments, without the program's name.
  package var arguments: [String]
  /// Changes to the environment of this process; `nil` removes a variable.
  package var environment: [String: String?]

  package init(
    _ program: String, _ arguments: [String], environment: [String: String?] = [:]
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
  }

  /// How a process ended.
  package enum Ending: Equatable, Sendable {
    /// With exit code 0.
    case succeeded
    /// With another exit code or by a signal; the last line it wrote to standard error, if any.
    case failed(code: Int32, lastLine: String?)
    /// By an interrupt that this process passed on.
    case interrupted
  }

  /// Runs the program with files for standard output and standard error.
  ///
  /// Foundation gives the process a group of its own, so Ctrl-C in a terminal reaches only this
  /// process. While the child runs, `isInterrupted` is checked every few milliseconds; when it becomes
  /// true, the child receives SIGINT.
  ///
  /// - Parameters:
  ///   - output: The file for standard output.
  ///   - errors: The file for standard error.
  ///   - isInterrupted: Whether this process was interrupted.
  /// - Returns: How the process ended, and how many seconds it took.
  /// - Throws: `ChildProcessError` if it cannot be started, or an error if the files cannot be written.
  package func run(
    output: String, errors: String, isInterrupted: () -> Bool = { false }
  ) throws -> (ending: Ending, seconds: Double) {
    let process = Process()
    let isPath = program.contains("/")
    process.executableURL = URL(fileURLWithPath: isPath ? program : "/usr/bin/env")
    process.arguments = (isPath ? [] : [program]) + arguments
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.emptyFile(output)
    process.standardError = try Self.emptyFile(errors)
    // `waitUntilExit` alone checks every 50 ms, too seldom for what is timed.
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    var wasInterrupted = false
    let seconds = try Timing.seconds {
      do { try process.run() } catch {
        throw ChildProcessError(program: program, reason: "it cannot be started")
      }
      while hasEnded.wait(timeout: .now() + .milliseconds(5)) == .timedOut {
        guard !wasInterrupted, isInterrupted() else { continue }
        wasInterrupted = true
        process.interrupt()
      }
    }
    process.waitUntilExit()
    if isInterrupted() { return (.interrupted, seconds) }
    let code = process.terminationStatus
    if process.terminationReason == .exit && code == 0 { return (.succeeded, seconds) }
    let lines = try String(contentsOfFile: errors, encoding: .utf8).split(separator: "\n")
    let last = lines.last { !$0.allSatisfy(\.isWhitespace) }
    return (.failed(code: code, lastLine: last.map { String($0.prefix(400)) }), seconds)
  }

  private static func emptyFile(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }
}

// MARK: - Everything it writes

extension ChildProcess {
  /// What a process wrote before it ended with exit code 0.
  package struct Capture {
    /// Standard output.
    package var output: Data
    /// Standard error.
    package var errors: String
    /// From its start to its end.
    package var seconds: Double
  }

  /// Runs the program and reads what it wrote.
  ///
  /// - Throws: `ChildProcessError` if it cannot be started or fails.
  package func capture() throws -> Capture {
    // Files, because a full pipe that nothing reads would block the child.
    try TemporaryFolder.use { folder in
      let (output, errors) = (folder + "/output", folder + "/errors")
      let (ending, seconds) = try run(output: output, errors: errors)
      if case .failed(let code, let line) = ending {
        let reason = "it ended with code \(code)"
        throw ChildProcessError(
          program: program, reason: line.map { "\(reason): \($0)" } ?? reason)
      }
      return Capture(
        output: try Data(contentsOf: URL(fileURLWithPath: output)),
        errors: try String(contentsOfFile: errors, encoding: .utf8), seconds: seconds)
    }
  }
}

// MARK: - Where programs are

extension ChildProcess {
  /// The path of this program.
  package static var ownPath: String {
    Bundle.main.executablePath ?? CommandLine.arguments[0]
  }

  /// The path of a program in the same folder as this one.
  package static func sibling(_ name: String) -> String {
    URL(fileURLWithPath: ownPath).deletingLastPathComponent().appendingPathComponent(name).path
  }
}

/// A program that this one needs could not be started or failed.
package struct ChildProcessError: Error, Equatable, CustomStringConvertible {
  /// The program, or the file that was read.
  package var program: String
  /// Why, as the end of a sentence.
  package var reason: String

  package init(program: String, reason: String) {
    self.program = program
    self.reason = reason
  }

  package var description: String { "Running '\(program)': \(reason)." }
}

/// Temporary folders.
package enum TemporaryFolder {
  /// Calls a body with the path of a new folder, and removes the folder afterwards.
  package static func use<Value>(_ body: (_ path: String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("fledge-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }
}
