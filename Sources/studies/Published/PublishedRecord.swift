import Foundation

/// The measured scores of published tables, as `published.json` keeps them.
struct PublishedRecord: Codable {
  /// The parts of a score that the tables use, and the time it took.
  struct MeasuredScore: Codable, Equatable {
    typealias Point = ScoreFile.Point

    struct Anchors: Codable, Equatable {
      struct Untrained: Codable, Equatable {
        var trialMean: Double
        var learningRate: Double
      }

      /// The untrained policy with its best single learning rate.
      var untrained: Untrained?
    }

    var curve: [Point]
    var trial: Point
    var anchors: Anchors
    var tasks: Int
    /// Seconds of training and scoring together.
    var seconds: Double

    /// Takes the parts of a score file.
    init(_ file: ScoreFile, seconds: Double) {
      curve = file.curve
      trial = file.trial
      tasks = file.tasks
      self.seconds = seconds
      anchors = Anchors()
      if let level = file.anchors["untrained"], let trialMean = level.trialMean,
        let learningRate = level.learningRate
      {
        anchors.untrained = .init(trialMean: trialMean, learningRate: learningRate)
      }
    }

    /// A number of the score, with its interval if it has one.
    func value(of quantity: PublishedLine.Quantity) -> Point {
      func divided(_ point: Point, by count: Int) -> Point {
        Point(
          mean: point.mean / Double(count),
          confidence95: point.interval.map { $0 / Double(count) })
      }
      switch quantity {
      case .afterSteps(let step): return curve[step]
      case .trial(let count): return divided(trial, by: count)
      case .untrainedTrial(let count):
        return divided(
          Point(mean: anchors.untrained?.trialMean ?? .nan, confidence95: []), by: count)
      }
    }
  }

  /// The scores of each table by the names of its runs.
  private var tables: [String: [String: MeasuredScore]] = [:]

  /// Reads a file; the record is empty if there is none.
  init(path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    tables = try JSONDecoder().decode([String: [String: MeasuredScore]].self, from: bytes)
  }

  /// Writes the file.
  func write(to path: String) throws {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(),
      withIntermediateDirectories: true)
    try StudyFile.write(json: tables, to: path)
  }

  /// The score of a run; `nil` if it was not measured.
  subscript(table: PublishedTable, run: PublishedRun) -> MeasuredScore? {
    get { tables[table.name]?[run.name] }
    set { tables[table.name, default: [:]][run.name] = newValue }
  }
}
