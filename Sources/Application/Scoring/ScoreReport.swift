package import Gym
package import Scoring
import Wording

/// Everything that was scored, as JSON, as tables for people or as a CSV file.
package struct ScoreReport {
  package var distribution: TaskDistribution
  /// A sheet for each number of rollouts.
  package var sheets: [ScoreSheet]
  /// The same on test tasks, if the score is of shifted ones.
  package var testSheets: [ScoreSheet] = []
  /// Whether the mean reward at each environment step is shown.
  package var isByStep = false

  /// The sheet of the main table: that of the last number of rollouts.
  package var main: ScoreSheet { sheets[sheets.count - 1] }

  /// The tables and what belongs to them, line by line.
  package var lines: [String] {
    let (scoring, score) = (main.scoring, main.score)
    let names =
      score.runs.count == 1
      ? score.name : NumberText.counted(score.runs.count, "policy", "policies")
    let title =
      "\(names) on \(distribution.fullName):"
      + " \(NumberText.counted(scoring.taskCount, "\(scoring.split.rawValue) task")),"
      + (isSeparate
        ? " \(trialWords),"
        : " \(NumberText.counted(scoring.rolloutCount, "rollout")) per step,")
      + " seed \(scoring.seed)"
    return [title, ""] + mainTable.lines() + ["", score.anchors.line] + untrainedLines
      + trialLines + choiceLines + learningLines + (isSeparate ? trialRunLines : runLines)
      + comparisonLines + dropLines + rolloutLines + stepLines
  }

  private var mainTable: TextTable {
    switch (isSeparate, main.score.runs.count) {
    case (false, 1): curveTable
    case (false, _): pooledTable
    case (true, 1): trialTable
    case (true, _): pooledTrialTable
    }
  }

  private var curveTable: TextTable {
    let headings = [
      "step", "rollouts", "env steps", "mean", "95 % interval", "IQM", "sd", "normalised",
    ]
    var table = TextTable(headings, aligned: .right)
    for point in main.score.curve {
      table.append([
        "\(point.step)", "\(point.rollouts)", NumberText.fixed(point.environmentSteps, 0),
        NumberText.fixed(point.mean), NumberText.interval(point.confidence95),
        NumberText.fixed(point.interquartileMean), NumberText.fixed(point.standardDeviation),
        NumberText.fixed(point.normalized, 3),
      ])
    }
    return table
  }

  private var untrainedLines: [String] {
    guard let untrained = main.score.anchors.untrained else { return [] }
    let rate =
      main.scoring.stepCount == 0
      ? ""
      : untrained.learningRate.map {
        ", with its best single learning rate \(NumberText.exact(Float($0)))"
      } ?? ""
    let curve = untrained.curve.map { NumberText.fixed($0.mean) }.joined(separator: ", ")
    return wrapped("untrained\(rate): \(curve)", indent: 2)
  }

  private var trialLines: [String] {
    let count = main.score.trialEpisodeCount(by: main.scoring)
    let episodes = Double(count)
    let (score, anchors) = (main.score, main.score.anchors)
    let untrained = anchors.untrained?.trialMean.map { ", untrained \(NumberText.fixed($0))" } ?? ""
    let title = "  whole trial of \(NumberText.counted(count, "episode")):"
    let levels =
      "random \(NumberText.fixed(anchors.random.mean * episodes)), blind"
      + " \(NumberText.fixed(anchors.blind.mean * episodes))\(untrained), oracle"
      + " \(NumberText.fixed(anchors.oracle.mean * episodes))"
    if isSeparate { return ["\(title) \(levels)"] }
    return [
      "\(title) \(NumberText.fixed(score.trialMean)) \(NumberText.interval(score.trialConfidence95))",
      "    (\(levels))",
    ]
  }

  /// The curve for each value of the parameters that have two to eight values.
  private var choiceLines: [String] {
    guard let region = distribution.region(of: main.scoring.split) else { return [] }
    let (tasks, returns) = (main.score.tasks, main.score.taskReturns)
    var lines: [String] = []
    for (index, parameter) in distribution.specification.parameters.enumerated() {
      guard case .choices(let values) = region.values[index], (2...8).contains(values.count) else {
        continue
      }
      for value in values {
        let rows = tasks.indices.filter { tasks[$0][index] == value }
        guard !rows.isEmpty else { continue }
        let curve = main.score.curve.indices.map { step in
          NumberText.fixed(Statistics.mean(rows.map { returns[$0][step] }))
        }
        lines += wrapped(
          "\(NumberText.counted(rows.count, "task")) with \(parameter.name) \(NumberText.exact(value)): "
            + curve.joined(separator: ", "), indent: 2)
      }
    }
    return lines
  }
}
