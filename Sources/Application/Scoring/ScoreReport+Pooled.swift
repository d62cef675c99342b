import Scoring

/// Several policies as one, and each by itself.
extension ScoreReport {
  /// The curve of all policies together.
  package var pooledTable: Table {
    let headings = [
      "step", "rollouts", "mean", "95 % over runs", "and tasks", "IQM", "95 % over runs",
      "normalised",
    ]
    var table = Table(headings, aligned: .right)
    for (point, crossed) in zip(main.score.curve, main.score.crossed95) {
      table.append([
        "\(point.step)", "\(point.rollouts)", Numbers.fixed(point.mean),
        Numbers.interval(point.confidence95), Numbers.interval(crossed),
        Numbers.fixed(point.interquartileMean), Numbers.interval(point.interquartileMean95),
        Numbers.fixed(point.normalized, 3),
      ])
    }
    return table
  }

  /// A row for each policy after the last step.
  package var runLines: [String] {
    guard main.score.runs.count > 1 else { return [] }
    var table = Table(
      ["policy", "mean", "95 % over tasks", "IQM", "normalised", "whole trial"],
      aligned: [.left, .right, .right, .right, .right, .right])
    for run in main.score.runs {
      guard let point = run.curve.last else { continue }
      table.append([
        run.name, Numbers.fixed(point.mean), Numbers.interval(point.confidence95),
        Numbers.fixed(point.interquartileMean), Numbers.fixed(point.normalized, 3),
        Numbers.fixed(run.trialMean),
      ])
    }
    let steps = Numbers.counted(main.scoring.stepCount, "step")
    return ["", "Each policy after \(steps):", ""] + table.lines
  }
}
