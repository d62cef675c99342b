import Gym
import Scoring

extension ScoreReport: Encodable {
  private enum Key: String, CodingKey {
    case format, policy, environment, distribution, split, tasks, seed
    case runs, byRollouts, test, drop
  }

  /// Writes the object "fledge-score/1"; Documentation/formats.md lists its keys.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let (scoring, score) = (main.scoring, main.score)
    try container.encode("fledge-score/1", forKey: .format)
    try container.encode(score.name, forKey: .policy)
    try container.encode(distribution.specification.name, forKey: .environment)
    try container.encode(distribution.fullName, forKey: .distribution)
    try container.encode(scoring.split, forKey: .split)
    try container.encode(scoring.taskCount, forKey: .tasks)
    try container.encode(scoring.seed, forKey: .seed)
    try ScoreObject(main).encode(to: encoder)
    if score.runs.count > 1 {
      try container.encode(score.runs.map(ScoreObject.Run.init), forKey: .runs)
    }
    if sheets.count > 1 {
      try container.encode(sheets.map(ScoreObject.init), forKey: .byRollouts)
    }
    if let test = testSheets.last, let drop = drop(at: sheets.count - 1) {
      try container.encode(ScoreObject(test), forKey: .test)
      try container.encode(drop.curve.map(ScoreObject.Drop.init), forKey: .drop)
    }
  }
}

/// What JSON has of one protocol; the main one's keys stand in the outermost object.
struct ScoreObject: Encodable {
  var rolloutsPerStep: Int
  var curve: [Point]
  var trial: Trial
  var anchors: [String: Anchors.LevelObject]
  var taskParameters: [[Float]]
  var taskReturns: [[Double]]
  var against: Other?

  /// Takes what came of a protocol.
  init(_ sheet: ScoreSheet) {
    let score = sheet.score
    rolloutsPerStep = sheet.scoring.rolloutCount
    let isPooled = score.runs.count > 1
    curve = zip(score.curve, score.crossed95).map { Point($0, crossed95: isPooled ? $1 : nil) }
    trial = Trial(
      mean: score.trialMean, confidence95: score.trialConfidence95.ends,
      episodes: score.trialEpisodeCount(sheet.scoring))
    anchors = score.anchors.levelObjects
    taskParameters = score.tasks
    taskReturns = score.taskReturns
    against = sheet.comparison.map(Other.init)
  }

  struct Point: Encodable {
    var step: Int
    var rollouts: Int
    var environmentSteps: Double
    var mean: Double
    var confidence95: [Double]
    var confidence95OverRunsAndTasks: [Double]?
    var interquartileMean: Double
    var interquartileMeanConfidence95: [Double]
    var standardDeviation: Double
    var normalized: JSONNumber

    init(_ point: Score.Point, crossed95: ClosedRange<Double>?) {
      step = point.step
      rollouts = point.rollouts
      environmentSteps = point.environmentSteps
      mean = point.mean
      confidence95 = point.confidence95.ends
      confidence95OverRunsAndTasks = crossed95?.ends
      interquartileMean = point.interquartileMean
      interquartileMeanConfidence95 = point.interquartileMean95.ends
      standardDeviation = point.standardDeviation
      normalized = JSONNumber(point.normalized)
    }
  }

  struct Trial: Encodable {
    var mean: Double
    var confidence95: [Double]
    var episodes: Int
  }

  /// One of several policies, after the last step and in between.
  struct Run: Encodable {
    var policy: String
    var curve: [Point]
    var trial: Double
    var taskReturns: [[Double]]

    init(_ run: Score) {
      policy = run.name
      curve = run.curve.map { Point($0, crossed95: nil) }
      trial = run.trialMean
      taskReturns = run.taskReturns
    }
  }

  /// What was compared with.
  struct Other: Encodable {
    /// What the first has over the other after a step or, without a step, in the whole trial.
    struct Difference: Encodable {
      var step: Int?
      var mean: Double
      var difference: Double
      var confidence95: [Double]
      var probabilityOfImprovement: Double
      var probabilityOfImprovementConfidence95: [Double]

      init(step: Int?, mean: Double, _ paired: PairedDifference) {
        self.step = step
        self.mean = mean
        difference = paired.difference
        confidence95 = paired.confidence95.ends
        probabilityOfImprovement = paired.probabilityOfImprovement
        probabilityOfImprovementConfidence95 = paired.probability95.ends
      }
    }

    var policy: String
    var curve: [Difference]
    var trial: Difference

    init(_ comparison: Comparison) {
      policy = comparison.other.name
      curve = comparison.curve.map { Difference(step: $0.step, mean: $0.mean, $0.paired) }
      trial = Difference(step: nil, mean: comparison.other.trialMean, comparison.trial)
    }
  }

  /// What is lost from test tasks to shifted ones.
  struct Drop: Encodable {
    var step: Int
    var difference: Double
    var confidence95: [Double]

    init(_ point: SplitDrop.Point) {
      step = point.step
      difference = point.difference
      confidence95 = point.confidence95.ends
    }
  }
}

extension ClosedRange<Double> {
  /// Both ends, the lower first.
  fileprivate var ends: [Double] { [lowerBound, upperBound] }
}
