import Scoring
import Wording

/// Several policies as one, and each by itself.
extension ScoreReport {
  /// The curve of all policies together.
  var pooledTable: TextTable {
    let headings = [
      "step", "rollouts", "mean", "95 % over runs", "and tasks", "IQM", "95 % over runs",
      "normalised",
    ]
    var table = TextTable(headings, aligned: .right)
    for (point, crossed) in zip(main.score.curve, main.score.crossed95) {
      table.append([
        "\(point.step)", "\(point.rollouts)", NumberText.fixed(point.mean),
        NumberText.interval(point.confidence95), NumberText.interval(crossed),
        NumberText.fixed(point.interquartileMean), NumberText.interval(point.interquartileMean95),
        NumberText.fixed(point.normalized, 3),
      ])
    }
    return table
  }

  /// A row for each policy after the last step.
  var runLines: [String] {
    guard main.score.runs.count > 1 else { return [] }
    var table = TextTable(
      ["policy", "mean", "95 % over tasks", "IQM", "normalised", "whole trial"],
      aligned: [.left, .right, .right, .right, .right, .right])
    for run in main.score.runs {
      guard let point = run.curve.last else { continue }
      table.append([
        run.name, NumberText.fixed(point.mean), NumberText.interval(point.confidence95),
        NumberText.fixed(point.interquartileMean), NumberText.fixed(point.normalized, 3),
        NumberText.fixed(run.trialMean),
      ])
    }
    let steps = NumberText.counted(main.scoring.stepCount, "step")
    return ["", "Each policy after \(steps):", ""] + table.lines()
  }
}
