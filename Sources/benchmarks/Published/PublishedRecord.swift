import Foundation

/// What was measured for published tables, as `published.json` keeps it.
struct PublishedRecord: Codable {
  /// What is kept of a score.
  struct Score: Codable, Equatable {
    struct Point: Codable, Equatable {
      var mean: Double
      var confidence95: [Double]
      /// Where several seeds are pooled: the interval that resamples whole runs, too.
      var confidence95OverRunsAndTasks: [Double]?

      /// The interval that says how far other tasks, and other seeds, might lead elsewhere.
      var interval: [Double] { confidence95OverRunsAndTasks ?? confidence95 }
    }

    struct Anchors: Codable, Equatable {
      struct Untrained: Codable, Equatable {
        var trialMean: Double
        var learningRate: Double
      }

      var untrained: Untrained?
    }

    var curve: [Point]
    var trial: Point
    var anchors: Anchors
    var tasks: Int
    /// Seconds of training and scoring together.
    var seconds = 0.0

    private enum CodingKeys: String, CodingKey {
      case curve, trial, anchors, tasks, seconds
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      curve = try container.decode([Point].self, forKey: .curve)
      trial = try container.decode(Point.self, forKey: .trial)
      anchors = try container.decode(Anchors.self, forKey: .anchors)
      tasks = try container.decode(Int.self, forKey: .tasks)
      // `fledge score` says nothing of time.
      seconds = try container.decodeIfPresent(Double.self, forKey: .seconds) ?? 0
    }

    /// One number of the score, with its interval where it has one.
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
  private var tables: [String: [String: Score]] = [:]

  /// Reads what there is; nothing if there is no file.
  init(path: String) throws {
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return }
    tables = try JSONDecoder().decode([String: [String: Score]].self, from: bytes)
  }

  /// Writes the file.
  func write(to path: String) throws {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(),
      withIntermediateDirectories: true)
    try JSONText.data(tables).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// The score of a run, if it was measured.
  subscript(table: PublishedTable, run: PublishedRun) -> Score? {
    get { tables[table.name]?[run.name] }
    set { tables[table.name, default: [:]][run.name] = newValue }
  }
}
