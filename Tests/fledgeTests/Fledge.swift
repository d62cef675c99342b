import Foundation
import Testing

/// The built program, run as a process in a fresh folder that goes when this does.
final class Fledge {
  /// The folder that commands run in.
  let folder: String

  /// Makes the folder.
  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("fledge-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What a process left behind.
  struct Ending: Equatable {
    /// What it wrote to standard output.
    var output: String
    /// What it wrote to standard error.
    var errors: String
    /// Its exit code, or the number of the signal that ended it and 128, as shells have it.
    var code: Int32
  }

  /// The program beside the test bundle.
  static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("fledge").path

  /// The folder of the package.
  static let packageFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The shortest training there is.
  static let tiny = "--iterations 3 --tasks 2 --rollouts 2 --hidden 8"

  /// Runs the program to its end.
  ///
  /// - Parameter line: The command line, words apart by blanks.
  /// - Returns: What it left behind.
  /// - Throws: An error if it cannot be started.
  func callAsFunction(_ line: String) throws -> Ending {
    try run(line.split(separator: " ").map(String.init))
  }

  /// Runs the program to its end.
  func run(_ arguments: [String]) throws -> Ending {
    try start(Self.program, arguments).ending()
  }

  /// Runs a script in which `$FLEDGE` is the program.
  func shell(_ script: String) throws -> Ending {
    try start("/bin/bash", ["-c", script]).ending()
  }

  /// Starts the program.
  func start(_ line: String) throws -> RunningProcess {
    try start(Self.program, line.split(separator: " ").map(String.init))
  }

  private func start(_ executable: String, _ arguments: [String]) throws -> RunningProcess {
    try RunningProcess(executable, arguments, of: self)
  }

  /// Trains as little as can be, into a folder.
  ///
  /// - Parameters:
  ///   - distribution: What to train on.
  ///   - output: The folder of the run.
  ///   - options: More options.
  /// - Throws: An error if that fails.
  func train(
    _ distribution: String = "point-robot/goals", into output: String = "run",
    _ options: String = ""
  ) throws {
    let ending = try self(
      "train \(distribution) --output \(output) --quiet \(Self.tiny) \(options)")
    try #require(ending == Ending(output: "", errors: "", code: 0))
  }

  /// The bytes of a file in the folder.
  func content(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))
  }

  /// The text of a file in the folder.
  func text(_ path: String) throws -> String {
    String(decoding: try content(path), as: UTF8.self)
  }

  /// Writes a file in the folder.
  func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + path))
  }

  /// The names in a folder in the folder, sorted.
  func names(in path: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/" + path).sorted()
  }

  /// Removes a file in the folder.
  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: folder + "/" + path)
  }

  /// Copies a file or folder in the folder.
  func copy(_ path: String, to target: String) throws {
    try? FileManager.default.removeItem(atPath: folder + "/" + target)
    try FileManager.default.copyItem(atPath: folder + "/" + path, toPath: folder + "/" + target)
  }
}

/// Helpers for runs that are compared.
extension Fledge {
  /// The rows in the log of `run`.
  var rowCount: Int {
    max(0, ((try? text("run/log.csv")) ?? "").count { $0 == "\n" } - 1)
  }

  /// Checks that the run in `run` has the files of the one in `whole`, but for the seconds in the log.
  func expectSameRuns() throws {
    for file in ["policy.safetensors", "checkpoint.safetensors"] {
      #expect(try content("run/\(file)") == content("whole/\(file)"), "\(file)")
    }
    #expect(try logWithoutSeconds("run") == logWithoutSeconds("whole"))
  }

  private func logWithoutSeconds(_ run: String) throws -> [Substring] {
    try text("\(run)/log.csv").split(separator: "\n").map {
      $0[..<($0.lastIndex(of: ",") ?? $0.endIndex)]
    }
  }
}

/// A program that was started.
final class RunningProcess {
  private let process = Process()
  private let fledge: Fledge
  private let streams: String
  private let deadline = Date() + 300

  init(_ executable: String, _ arguments: [String], of fledge: Fledge) throws {
    self.fledge = fledge
    // Files, since a pipe that nobody empties stops the program when it is full; and beside the
    // folder, which shows what the program puts there.
    streams = fledge.folder + "-" + UUID().uuidString
    for name in [streams + ".out", streams + ".err"] {
      try Data().write(to: URL(fileURLWithPath: name))
    }
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: fledge.folder)
    process.environment = ProcessInfo.processInfo.environment
      .merging(["FLEDGE": Fledge.program]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: streams + ".out")
    process.standardError = FileHandle(forWritingAtPath: streams + ".err")
    try process.run()
  }

  deinit {
    for name in [streams + ".out", streams + ".err"] {
      try? FileManager.default.removeItem(atPath: name)
    }
  }

  /// What it has written to standard error by now.
  var errors: String { (try? String(contentsOfFile: streams + ".err", encoding: .utf8)) ?? "" }

  /// Sends a signal.
  func send(_ signal: Int32) {
    kill(process.processIdentifier, signal)
  }

  /// Waits until a condition holds, at most as long as any process may take.
  func wait(until condition: () -> Bool) throws {
    while !condition() {
      try #require(process.isRunning && Date() < deadline, "what was waited for did not happen")
      usleep(2_000)
    }
  }

  /// Waits for the end; a process that takes too long is killed.
  func ending() throws -> Fledge.Ending {
    while process.isRunning && Date() < deadline { usleep(2_000) }
    if process.isRunning {
      send(SIGKILL)
      Issue.record("the program took too long: \(process.arguments ?? [])")
    }
    process.waitUntilExit()
    let status = process.terminationStatus
    return Fledge.Ending(
      output: try String(contentsOfFile: streams + ".out", encoding: .utf8), errors: errors,
      code: process.terminationReason == .uncaughtSignal ? 128 + status : status)
  }
}

/// Checks that a process failed with one line of words, and nothing else.
///
/// - Parameters:
///   - ending: What the process left behind.
///   - code: The exit code it should have.
///   - words: The whole line without its line break.
///   - sourceLocation: The line to report.
func expectFailure(
  _ ending: Fledge.Ending, _ code: Int32, _ words: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    ending == Fledge.Ending(output: "", errors: words + "\n", code: code),
    sourceLocation: sourceLocation)
}

/// Reads JSON into dictionaries and arrays.
func jsonObject(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}
