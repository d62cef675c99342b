import Gym
import Scoring

extension ScoreReport: Encodable {
  private enum Key: String, CodingKey {
    case format, policy, environment, distribution, split, tasks, rolloutsPerStep, seed, curve
    case trial, anchors, taskParameters, taskReturns
  }

  private struct Point: Encodable {
    var step: Int
    var rollouts: Int
    var environmentSteps: Double
    var mean: Double
    var confidence95: [Double]
    var interquartileMean: Double
    var standardDeviation: Double
    var normalized: JSONNumber
  }

  private struct Trial: Encodable {
    var mean: Double
    var confidence95: [Double]
    var episodes: Int
  }

  /// Writes the object "fledge-score/1"; Documentation/formats.md lists its keys.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("fledge-score/1", forKey: .format)
    try container.encode(policy, forKey: .policy)
    try container.encode(distribution.specification.name, forKey: .environment)
    try container.encode(distribution.fullName, forKey: .distribution)
    try container.encode(scoring.split, forKey: .split)
    try container.encode(scoring.taskCount, forKey: .tasks)
    try container.encode(scoring.rolloutCount, forKey: .rolloutsPerStep)
    try container.encode(scoring.seed, forKey: .seed)
    try container.encode(
      score.curve.map { point in
        Point(
          step: point.step, rollouts: point.rollouts, environmentSteps: point.environmentSteps,
          mean: point.mean,
          confidence95: [point.confidence95.lowerBound, point.confidence95.upperBound],
          interquartileMean: point.interquartileMean,
          standardDeviation: point.standardDeviation,
          normalized: JSONNumber(point.normalized))
      }, forKey: .curve)
    try container.encode(
      Trial(
        mean: score.trialMean,
        confidence95: [score.trialConfidence95.lowerBound, score.trialConfidence95.upperBound],
        episodes: scoring.stepCount * scoring.rolloutCount + 1), forKey: .trial)
    try container.encode(score.anchors.levels, forKey: .anchors)
    try container.encode(score.tasks, forKey: .taskParameters)
    try container.encode(score.taskReturns, forKey: .taskReturns)
  }
}
