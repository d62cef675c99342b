import Gym
import Scoring

/// A score as JSON or as a table.
struct ScoreReport {
  var policy: String
  var distribution: TaskDistribution
  var scoring: ScoringProtocol
  var score: Score

  /// The table and what belongs to it, line by line.
  var lines: [String] {
    let anchors = score.anchors
    var table = Table([
      "step", "rollouts", "env steps", "mean", "95 % interval", "IQM", "sd", "normalised",
    ])
    for point in score.curve {
      table.append([
        "\(point.step)", "\(point.rollouts)", Numbers.fixed(point.environmentSteps, 0),
        Numbers.fixed(point.mean), interval(point.confidence95),
        Numbers.fixed(point.interquartileMean), Numbers.fixed(point.standardDeviation),
        Numbers.fixed(point.normalized, 3),
      ])
    }
    var lines = [
      "\(policy) on \(distribution.fullName): \(scoring.taskCount) \(scoring.split.rawValue) tasks,"
        + " \(scoring.rolloutCount) \(scoring.rolloutCount == 1 ? "rollout" : "rollouts") per step,"
        + " seed \(scoring.seed)",
      "",
    ]
    lines += table.lines()
    lines.append("")
    lines.append(
      "  random \(Numbers.fixed(anchors.random))   blind \(Numbers.fixed(anchors.blind))"
        + "   oracle \(Numbers.fixed(anchors.oracle))")
    if let untrained = anchors.untrained {
      let curve = untrained.curve.map { Numbers.fixed($0) }.joined(separator: ", ")
      lines.append(
        "  untrained, with its best single learning rate \(Numbers.short(Float(untrained.learningRate))): "
          + curve)
    }
    lines += trialLines
    return lines + signLines
  }

  private var trialLines: [String] {
    let episodes = Double(scoring.stepCount * scoring.rolloutCount + 1)
    let anchors = score.anchors
    let untrained = anchors.untrained.map { ", untrained \(Numbers.fixed($0.trialMean))" } ?? ""
    return [
      "  whole trial, all \(Int(episodes)) episodes counted: \(Numbers.fixed(score.trialMean))"
        + " \(interval(score.trialConfidence95))",
      "    (random \(Numbers.fixed(anchors.random * episodes)), blind"
        + " \(Numbers.fixed(anchors.blind * episodes))\(untrained), oracle"
        + " \(Numbers.fixed(anchors.oracle * episodes)))",
    ]
  }

  /// Where a parameter takes a few values only, the curve for each of them.
  private var signLines: [String] {
    guard let region = distribution.region(of: scoring.split) else { return [] }
    var lines: [String] = []
    for (index, parameter) in distribution.specification.parameters.enumerated() {
      guard case .choices(let values) = region.values[index], (2...8).contains(values.count) else {
        continue
      }
      for value in values {
        let rows = score.tasks.indices.filter { score.tasks[$0][index] == value }
        guard !rows.isEmpty else { continue }
        let curve = (0...scoring.stepCount).map { step in
          Numbers.fixed(Statistics.mean(rows.map { score.taskReturns[$0][step] }))
        }
        lines.append(
          "  \(rows.count) tasks with \(parameter.name) \(Numbers.short(value)): "
            + curve.joined(separator: ", "))
      }
    }
    return lines
  }

  private func interval(_ range: ClosedRange<Double>) -> String {
    "[\(Numbers.fixed(range.lowerBound)), \(Numbers.fixed(range.upperBound))]"
  }
}

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
    var normalized: Double?
  }

  private struct Trial: Encodable {
    var mean: Double
    var confidence95: [Double]
    var episodes: Int
  }

  private struct Anchor: Encodable {
    var mean: Double
    var learningRate: Double?
    var curve: [Double]?
    var trialMean: Double?
  }

  /// Writes the object that `design.md` calls "fledge-score/1".
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
          normalized: point.normalized.isFinite ? point.normalized : nil)
      }, forKey: .curve)
    try container.encode(
      Trial(
        mean: score.trialMean,
        confidence95: [score.trialConfidence95.lowerBound, score.trialConfidence95.upperBound],
        episodes: scoring.stepCount * scoring.rolloutCount + 1), forKey: .trial)
    try container.encode(encodedAnchors, forKey: .anchors)
    try container.encode(score.tasks, forKey: .taskParameters)
    try container.encode(score.taskReturns, forKey: .taskReturns)
  }

  private var encodedAnchors: [String: Anchor] {
    let anchors = score.anchors
    var result = [
      "random": Anchor(mean: anchors.random), "blind": Anchor(mean: anchors.blind),
      "oracle": Anchor(mean: anchors.oracle),
    ]
    if let untrained = anchors.untrained {
      result["untrained"] = Anchor(
        mean: untrained.curve.last ?? 0, learningRate: untrained.learningRate,
        curve: untrained.curve, trialMean: untrained.trialMean)
    }
    return result
  }
}
