import Foundation
import Testing

/// A temporary folder in which built programs run; it is removed with this object.
package final class ProgramFolder {
  /// The path of the folder.
  package let path: String

  /// Makes the folder.
  package init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("fledge-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The output and the exit code of a process.
  package struct Ending: Equatable {
    /// Standard output.
    package var output: String
    /// Standard error.
    package var errors: String
    /// The exit code; for a process that a signal ended, 128 plus the signal's number.
    package var code: Int32

    package init(output: String, errors: String, code: Int32) {
      self.output = output
      self.errors = errors
      self.code = code
    }
  }

  /// The folder of the built programs, which is that of the test bundle.
  package static let programs = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().path

  /// The most seconds a process may take.
  private static let timeLimit = 300.0

  /// Runs a bash script in the folder; `$PROGRAMS` is the folder of the built programs.
  ///
  /// - Throws: An error if it cannot be started.
  package func shell(_ script: String) throws -> Ending {
    // Files beside the folder: a full pipe would block the process, and files in the folder would show
    // up among those it makes.
    let (output, errors) = (path + ".out", path + ".err")
    for name in [output, errors] { try Data().write(to: URL(fileURLWithPath: name)) }
    defer { for name in [output, errors] { try? FileManager.default.removeItem(atPath: name) } }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PROGRAMS": Self.programs]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    let deadline = Date() + Self.timeLimit
    while process.isRunning && Date() < deadline { usleep(2_000) }
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      Issue.record("it took more than \(Self.timeLimit) s: \(script)")
    }
    process.waitUntilExit()
    let status = process.terminationStatus
    return Ending(
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8),
      code: process.terminationReason == .uncaughtSignal ? 128 + status : status)
  }

  /// Runs a built program with a command line.
  package func run(_ program: String, _ line: String) throws -> Ending {
    try shell("exec \"$PROGRAMS/\(program)\" \(line)")
  }

  /// Runs a built program that must succeed, and reads the JSON object it prints.
  package func object(_ program: String, _ line: String) throws -> [String: Any] {
    let ending = try run(program, line)
    try #require(ending.code == 0, "\(ending.errors)")
    return try Self.object(ending.output)
  }

  /// Reads a JSON object.
  package static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The text of a file in the folder.
  package func text(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  /// Writes a file in the folder.
  package func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  /// The names in a folder in the folder, sorted.
  package func names(in name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + name).sorted()
  }

  /// Removes a file or folder in the folder.
  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path + "/" + name)
  }
}
