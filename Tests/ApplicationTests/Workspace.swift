import Application
import Arguments
import Foundation
import MetaLearning
import Testing

/// A fresh folder in which command lines run within the process of the tests; it goes when this does.
///
/// The working folder of a process is one for all its threads, so paths are made absolute: a word after
/// `--output`, `--record`, `--csv`, `--csv-by-step`, `--resume`, `--save` or `--onnx`, and any other word that names
/// something in the folder. In what is printed they are relative again.
final class Workspace {
  /// The folder.
  let folder: String
  private let program: Program

  /// Makes the folder.
  ///
  /// - Parameter catalog: The learners that the commands know.
  /// - Throws: An error if the folder cannot be made.
  init(catalog: LearnerCatalog = .standard) throws {
    program = testedProgram(catalog: catalog)
    // Short, since lines are wrapped before paths are made relative again.
    var template = Array("/tmp/XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw CocoaError(.fileWriteUnknown)
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What a command line led to.
  struct Ending: Equatable {
    /// The results.
    var output: String
    /// Progress, notes and the error.
    var errors: String
    /// The exit code.
    var code: Int32
  }

  /// The shortest training there is.
  static let tiny = "--iterations 3 --tasks 2 --rollouts 2 --hidden 8"

  /// Runs a command line, words apart by blanks.
  func callAsFunction(_ line: String) throws -> Ending {
    try run(line.split(separator: " ").map(String.init))
  }

  /// Runs a command line.
  ///
  /// - Throws: An error if it names no command.
  func run(_ arguments: [String]) throws -> Ending {
    try #require(!arguments.isEmpty)
    let streams = Streams()
    let message = Streams.$current.withValue(streams) {
      program.run(absolute(arguments))
    }
    var errors = streams.errors
    if !message.text.isEmpty {
      if message.stream == .standardError { errors += message.text + "\n" }
      if message.stream == .standardOutput { streams.output += message.text + "\n" }
    }
    return Ending(
      output: streams.output.replacing(folder + "/", with: ""),
      errors: errors.replacing(folder + "/", with: ""), code: message.exitCode.rawValue)
  }

  /// Reads a command line into the options of its command.
  ///
  /// - Throws: An error if it is wrong usage.
  func options<Options: CommandOptions>(_ line: String) throws -> Options {
    let arguments = absolute(line.split(separator: " ").map(String.init))
    guard case .run(let command) = program.parse(arguments) else {
      throw WrongUsage(line: line)
    }
    return try #require(command as? TestedCommand<Options>).options
  }

  /// A command line that could not be read.
  struct WrongUsage: Error {
    var line: String
  }

  private static let pathOptions = [
    "--output", "--record", "--csv", "--csv-by-step", "--resume", "--save", "--onnx",
  ]

  private func absolute(_ arguments: [String]) -> [String] {
    arguments.enumerated().map { index, word in
      let isPath =
        index > 0 && Self.pathOptions.contains(arguments[index - 1])
        || index > 0 && FileManager.default.fileExists(atPath: folder + "/" + word)
      return isPath && !word.hasPrefix("/") ? folder + "/" + word : word
    }
  }
}

/// Makes the commands of `fledge` without the words of their help.
///
/// - Parameter catalog: The learners that they know.
/// - Returns: The program.
func testedProgram(catalog: LearnerCatalog) -> Program {
  Program(
    name: "fledge", summary: "", version: "0",
    commands: [
      { TestedCommand<ListingOptions>(options: ListingOptions(catalog: catalog)) },
      { TestedCommand<DescriptionOptions>(options: DescriptionOptions(catalog: catalog)) },
      { TestedCommand<TrainingOptions>(options: TrainingOptions(catalog: catalog)) },
      { TestedCommand<ScoreOptions>(options: ScoreOptions(catalog: catalog)) },
      { TestedCommand<AdaptationOptions>(options: AdaptationOptions(catalog: catalog)) },
      { TestedCommand<ExplanationOptions>(options: ExplanationOptions(catalog: catalog)) },
      { TestedCommand<AnchorsOptions>(options: AnchorsOptions(catalog: catalog)) },
      { TestedCommand<ReplayOptions>(options: ReplayOptions(catalog: catalog)) },
      { TestedCommand<RenderOptions>(options: RenderOptions(catalog: catalog)) },
      { TestedCommand<WatchOptions>(options: WatchOptions(catalog: catalog)) },
      { TestedCommand<ExportOptions>(options: ExportOptions(catalog: catalog)) },
    ])
}

/// A command of `fledge` without the words of its help.
private struct TestedCommand<Options: CommandOptions>: OptionsCommand {
  static var configuration: CommandConfiguration { CommandConfiguration(name: name, summary: "") }

  private static var name: String {
    switch Options.self {
    case is ListingOptions.Type: "list"
    case is DescriptionOptions.Type: "describe"
    case is TrainingOptions.Type: "train"
    case is ScoreOptions.Type: "score"
    case is AdaptationOptions.Type: "adapt"
    case is ExplanationOptions.Type: "explain"
    case is AnchorsOptions.Type: "anchors"
    case is ReplayOptions.Type: "replay"
    case is RenderOptions.Type: "render"
    case is ExportOptions.Type: "export"
    default: "watch"
    }
  }

  var options: Options

  func run() throws {
    try options.run(console: Streams.current.console(isQuiet: options.isQuiet))
  }
}

/// What a command has printed.
private final class Streams: @unchecked Sendable {
  /// Those of the command that runs in this task.
  @TaskLocal static var current = Streams()

  var output = ""
  var errors = ""

  func console(isQuiet: Bool) -> Console {
    Console(
      isQuiet: isQuiet, terminalWidth: nil, results: { self.output += $0 },
      progress: { self.errors += $0 })
  }
}

extension Workspace {
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

  /// The path of a file in the folder.
  func path(_ name: String) -> String { folder + "/" + name }

  /// The bytes of a file in the folder.
  func content(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The text of a file in the folder.
  func text(_ name: String) throws -> String {
    String(decoding: try content(name), as: UTF8.self)
  }

  /// Writes a file in the folder.
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  /// Replaces a text in a file, which must be there.
  func replace(_ old: String, _ new: String, in name: String) throws {
    let text = try text(name)
    try #require(text.contains(old))
    try write(text.replacing(old, with: new).utf8, to: name)
  }

  /// The names in a folder in the folder, sorted.
  func names(in name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  /// Makes a folder in the folder.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  /// Removes a file or folder in the folder.
  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  /// Copies a file or folder in the folder.
  func copy(_ name: String, to target: String) throws {
    try? FileManager.default.removeItem(atPath: path(target))
    try FileManager.default.copyItem(atPath: path(name), toPath: path(target))
  }
}

/// Checks that a command line failed with one line of words, and nothing else.
///
/// - Parameters:
///   - ending: What it led to.
///   - code: The exit code it should have.
///   - words: The whole line without its line break.
///   - sourceLocation: The line to report.
func expectFailure(
  _ ending: Workspace.Ending, _ code: Int32, _ words: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    ending == Workspace.Ending(output: "", errors: words + "\n", code: code),
    sourceLocation: sourceLocation)
}

/// Reads JSON into dictionaries and arrays.
func jsonObject(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

/// The folder of the package.
let packageFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
