import Foundation

/// A program that was run to its end, and how long that took.
struct ChildRun {
  var output: Data
  var errors: String
  var seconds: Double

  /// Runs a program.
  ///
  /// - Parameters:
  ///   - program: Where it is; a bare name is looked for on the path.
  ///   - arguments: What it is told.
  ///   - changes: What is changed of this process's environment; `nil` takes a variable away.
  /// - Throws: `ChildFailure` if it cannot be started or does not end well.
  init(
    _ program: String, _ arguments: [String], environment changes: [String: String?] = [:]
  ) throws {
    self = try TemporaryFolder.use { folder in
      try ChildRun(program, arguments, environment: changes, in: folder)
    }
  }

  // With files for what it prints: a pipe that nobody empties would stop it.
  private init(
    _ program: String, _ arguments: [String], environment changes: [String: String?],
    in folder: String
  ) throws {
    let process = Process()
    let isPath = program.contains("/")
    process.executableURL = URL(fileURLWithPath: isPath ? program : "/usr/bin/env")
    process.arguments = (isPath ? [] : [program]) + arguments
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in changes { environment[name] = value }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let (outputPath, errorPath) = (folder + "/output", folder + "/errors")
    process.standardOutput = try Self.emptyFile(outputPath)
    process.standardError = try Self.emptyFile(errorPath)
    // `waitUntilExit` looks every 50 ms, too seldom for what is timed.
    let hasEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in hasEnded.signal() }
    seconds = try Bench.seconds {
      do { try process.run() } catch {
        throw ChildFailure(program: program, words: "it cannot be started")
      }
      hasEnded.wait()
    }
    process.waitUntilExit()
    output = try Data(contentsOf: URL(fileURLWithPath: outputPath))
    errors = try String(contentsOfFile: errorPath, encoding: .utf8)
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let line = errors.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }
      let code = "it ended with code \(process.terminationStatus)"
      throw ChildFailure(program: program, words: line.map { "\(code): \($0.prefix(400))" } ?? code)
    }
  }

  private static func emptyFile(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(fileURLWithPath: path))
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }

  /// Where this program is.
  static var ownPath: String {
    Bundle.main.executablePath ?? CommandLine.arguments[0]
  }

  /// Where a program that is built with this one is.
  static func sibling(_ name: String) -> String {
    URL(fileURLWithPath: ownPath).deletingLastPathComponent().appendingPathComponent(name).path
  }
}

/// A program that others are made of did not do its work.
struct ChildFailure: Error, Equatable, CustomStringConvertible {
  var program: String
  var words: String

  var description: String { "Running '\(program)': \(words)." }
}

/// A folder that is there for a while.
enum TemporaryFolder {
  /// Does something in a new folder, which is taken away afterwards.
  static func use<Value>(_ body: (_ path: String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("fledge-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }
}
