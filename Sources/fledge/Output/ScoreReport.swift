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
    let headings = [
      "step", "rollouts", "env steps", "mean", "95 % interval", "IQM", "sd", "normalised",
    ]
    var table = Table(headings, aligned: .right)
    for point in score.curve {
      table.append([
        "\(point.step)", "\(point.rollouts)", Numbers.fixed(point.environmentSteps, 0),
        Numbers.fixed(point.mean), interval(point.confidence95),
        Numbers.fixed(point.interquartileMean), Numbers.fixed(point.standardDeviation),
        Numbers.fixed(point.normalized, 3),
      ])
    }
    var lines = [
      "\(policy) on \(distribution.fullName):"
        + " \(Numbers.counted(scoring.taskCount, "\(scoring.split.rawValue) task")),"
        + " \(Numbers.counted(scoring.rolloutCount, "rollout")) per step,"
        + " seed \(scoring.seed)",
      "",
    ]
    lines += table.lines
    return lines + ["", score.anchors.line] + untrainedLines + trialLines + choiceLines
  }

  private var untrainedLines: [String] {
    guard let untrained = score.anchors.untrained else { return [] }
    let rate =
      scoring.stepCount == 0
      ? ""
      : ", with its best single learning rate \(Numbers.short(Float(untrained.learningRate)))"
    let curve = untrained.curve.map { Numbers.fixed($0) }.joined(separator: ", ")
    return ["  untrained\(rate): \(curve)"]
  }

  private var trialLines: [String] {
    let count = scoring.stepCount * scoring.rolloutCount + 1
    let episodes = Double(count)
    let anchors = score.anchors
    let untrained = anchors.untrained.map { ", untrained \(Numbers.fixed($0.trialMean))" } ?? ""
    return [
      "  whole trial of \(Numbers.counted(count, "episode")): \(Numbers.fixed(score.trialMean))"
        + " \(interval(score.trialConfidence95))",
      "    (random \(Numbers.fixed(anchors.random * episodes)), blind"
        + " \(Numbers.fixed(anchors.blind * episodes))\(untrained), oracle"
        + " \(Numbers.fixed(anchors.oracle * episodes)))",
    ]
  }

  /// Where a parameter takes a few values only, the curve for each of them.
  private var choiceLines: [String] {
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
          "  \(Numbers.counted(rows.count, "task")) with \(parameter.name) \(Numbers.short(value)): "
            + curve.joined(separator: ", "))
      }
    }
    return lines
  }

  private func interval(_ range: ClosedRange<Double>) -> String {
    "[\(Numbers.fixed(range.lowerBound)), \(Numbers.fixed(range.upperBound))]"
  }
}
