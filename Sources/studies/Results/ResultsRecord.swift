import Foundation

/// The outcome of a cell, kept beside its run so that it is not run again.
struct ResultsRecord: Codable {
  var format = Self.format
  /// The fingerprint of the `fledge` that ran.
  var build: String
  /// Its arguments for training and scoring.
  var train: [String]
  var score: [String]
  /// Seconds of training and scoring, and of training alone.
  var seconds: Double
  var trainingSeconds = 0.0
  /// The length of training.
  var iterations = 0
  var environmentSteps = 0
  /// Mean return after each adaptation step.
  var curve: [Double] = []
  var rolloutsPerStep = 0
  /// Anchors by name.
  var anchors: [String: Double] = [:]
  /// Why the cell failed, if it did.
  var failure: String?

  static let format = "fledge-results-cell/1"

  /// Creates the record of a cell that was run, without numbers.
  init(_ cell: ResultsCell, build: String, seconds: Double, failure: String? = nil) {
    self.build = build
    train = cell.trainArguments
    score = cell.scoreArguments
    self.seconds = seconds
    self.failure = failure
  }

  /// Reads the record of a cell; fails if it was not run, or with other arguments.
  init?(of cell: ResultsCell) {
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: cell.record)),
      let record = try? JSONDecoder().decode(Self.self, from: bytes), record.format == Self.format,
      record.train == cell.trainArguments, record.score == cell.scoreArguments
    else { return nil }
    self = record
  }

  /// Writes the record beside the run.
  func write(for cell: ResultsCell) throws {
    try FileManager.default.createDirectory(
      atPath: cell.folder, withIntermediateDirectories: true)
    try StudyFile.write(json: self, to: cell.record)
  }
}

extension ResultsRecord {
  /// Reads the numbers from the run's log and score.
  ///
  /// - Throws: `UnexpectedFile` or a decoding error if a file has another form.
  mutating func readNumbers(of cell: ResultsCell) throws {
    let score = try JSONDecoder().decode(
      ScoreFile.self, from: try Data(contentsOf: URL(fileURLWithPath: cell.scoreOutput)))
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
}

/// A file that `fledge` wrote does not have the form that this program reads.
struct UnexpectedFile: Error, CustomStringConvertible {
  var path: String

  var description: String {
    "Cannot read '\(path)': 'studies' and 'fledge' are of different builds. Run 'make build'."
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
  /// The file of its record.
  var record: String { folder + "/cell.json" }
  /// The output of `fledge score --json`.
  var scoreOutput: String { folder + "/score.json" }
}
