import Foundation

/// What came of a cell, kept beside its run so that it need not be run again.
struct ResultsRecord: Codable {
  var format = Self.format
  /// Which build of `fledge` ran.
  var build: String
  /// What it was told.
  var train: [String]
  var score: [String]
  /// Seconds of everything, and of training alone.
  var seconds: Double
  var trainingSeconds = 0.0
  /// How long training was.
  var iterations = 0
  var environmentSteps = 0
  /// Mean return after each adaptation step.
  var curve: [Double] = []
  var rolloutsPerStep = 0
  /// Levels by name.
  var anchors: [String: Double] = [:]
  /// Why there are no numbers.
  var failure: String?

  static let format = "fledge-results-cell/1"

  /// Describes a cell that was run.
  init(_ cell: ResultsCell, build: String, seconds: Double, failure: String? = nil) {
    self.build = build
    train = cell.trainArguments
    score = cell.scoreArguments
    self.seconds = seconds
    self.failure = failure
  }

  /// Reads what came of a cell; `nil` if it was not run, or was told something else.
  init?(of cell: ResultsCell) {
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: cell.record)),
      let record = try? JSONDecoder().decode(Self.self, from: bytes), record.format == Self.format,
      record.train == cell.trainArguments, record.score == cell.scoreArguments
    else { return nil }
    self = record
  }

  /// Writes it beside the run.
  func write(for cell: ResultsCell) throws {
    try FileManager.default.createDirectory(
      atPath: cell.folder, withIntermediateDirectories: true)
    try JSONText.data(self).write(to: URL(fileURLWithPath: cell.record), options: .atomic)
  }
}

extension ResultsRecord {
  /// Takes the numbers from what training and scoring have left behind.
  ///
  /// - Throws: An error in words if they are not as expected.
  mutating func readNumbers(of cell: ResultsCell) throws {
    let score = try JSONDecoder().decode(
      Score.self, from: try Data(contentsOf: URL(fileURLWithPath: cell.scoreOutput)))
    curve = score.curve.map(\.mean)
    rolloutsPerStep = score.rolloutsPerStep
    anchors = score.anchors.filter { ResultsReport.anchorNames.contains($0.key) }
      .mapValues(\.mean)
    guard curve.count > ResultsTable.steps.max() ?? 0 else {
      throw UnexpectedFile(path: cell.scoreOutput)
    }
    let row = try LogEnd(of: cell.folder + "/log.csv")
    iterations = try row.number("iteration")
    environmentSteps = try row.number("environmentSteps")
    trainingSeconds = try row.number("seconds")
  }

  /// What is needed of the object "fledge-score/1".
  private struct Score: Decodable {
    struct Point: Decodable { var mean: Double }
    struct Level: Decodable { var mean: Double }
    var curve: [Point]
    var rolloutsPerStep: Int
    var anchors: [String: Level]
  }
}

/// A file that `fledge` wrote is not as this program knows it.
struct UnexpectedFile: Error, CustomStringConvertible {
  var path: String

  var description: String {
    "'\(path)' is not as expected: 'benchmarks' and 'fledge' are of different builds. Run"
      + " 'make build'."
  }
}

/// The last row of a run's log.
private struct LogEnd {
  private let path: String
  private var fields: [Substring: Substring] = [:]

  init(of path: String) throws {
    self.path = path
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    guard lines.count > 1 else { throw UnexpectedFile(path: path) }
    let names = lines[0].split(separator: ",")
    let values = lines[lines.count - 1].split(separator: ",", omittingEmptySubsequences: false)
    for (name, value) in zip(names, values) { fields[name] = value }
  }

  func number<Number: LosslessStringConvertible>(_ column: Substring) throws -> Number {
    guard let number = fields[column].flatMap({ Number(String($0)) }) else {
      throw UnexpectedFile(path: path)
    }
    return number
  }
}

extension ResultsCell {
  /// The file with what came of it.
  var record: String { folder + "/cell.json" }
  /// What `fledge score --json` printed.
  var scoreOutput: String { folder + "/score.json" }
}

/// JSON for people to read and for git to compare.
enum JSONText {
  static func data(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
