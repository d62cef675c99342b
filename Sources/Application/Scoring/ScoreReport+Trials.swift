import Gym
import Scoring
import Wording

/// The tables of separate trials: a row for each episode, and one for the whole trial.
extension ScoreReport {
  /// Whether every episode of a block belongs to a trial of its own.
  var isSeparate: Bool { main.score.experience == .separate }

  /// The heading of the first column: what the rows of a curve are.
  var pointHeading: String { isSeparate ? "episode" : "step" }

  /// The first cell of a row of a curve: adaptation steps taken, or the number of the episode.
  func pointLabel(_ step: Int) -> String { "\(isSeparate ? step + 1 : step)" }

  /// How many trials there are and how long they are.
  var trialWords: String {
    let scoring = main.scoring
    return "\(NumberText.counted(scoring.rolloutCount, "trial")) of"
      + " \(NumberText.counted(scoring.stepCount + 1, "episode")) per task"
  }

  /// The curve of one policy, and its whole trial.
  var trialTable: TextTable {
    var table = TextTable(
      ["episode", "env steps", "mean", "95 % interval", "IQM", "sd", "normalised"],
      aligned: .right)
    func append(_ name: String, _ environmentSteps: String, _ point: Score.Point) {
      table.append([
        name, environmentSteps, NumberText.fixed(point.mean),
        NumberText.interval(point.confidence95), NumberText.fixed(point.interquartileMean),
        NumberText.fixed(point.standardDeviation), NumberText.fixed(point.normalized, 3),
      ])
    }
    for point in main.score.curve {
      append(pointLabel(point.step), NumberText.fixed(point.environmentSteps, 0), point)
    }
    append("trial", "", main.score.trialPoint)
    return table
  }

  /// The curve of several policies together, and their whole trials.
  var pooledTrialTable: TextTable {
    var table = TextTable(
      ["episode", "mean", "95 % over runs", "and tasks", "IQM", "95 % over runs", "normalised"],
      aligned: .right)
    func append(_ name: String, _ point: Score.Point, _ crossed: ClosedRange<Double>) {
      table.append([
        name, NumberText.fixed(point.mean), NumberText.interval(point.confidence95),
        NumberText.interval(crossed), NumberText.fixed(point.interquartileMean),
        NumberText.interval(point.interquartileMean95), NumberText.fixed(point.normalized, 3),
      ])
    }
    let score = main.score
    for (point, crossed) in zip(score.curve, score.crossed95) {
      append(pointLabel(point.step), point, crossed)
    }
    append("trial", score.trialPoint, score.trialCrossed95)
    return table
  }

  /// A row for each policy.
  var trialRunLines: [String] {
    guard main.score.runs.count > 1 else { return [] }
    var table = TextTable(
      [
        "policy", "last episode", "95 % over tasks", "whole trial", "95 % over tasks", "normalised",
      ],
      aligned: [.left, .right, .right, .right, .right, .right])
    for run in main.score.runs {
      guard let last = run.curve.last else { continue }
      table.append([
        run.name, NumberText.fixed(last.mean), NumberText.interval(last.confidence95),
        NumberText.fixed(run.trialMean), NumberText.interval(run.trialConfidence95),
        NumberText.fixed(run.trialPoint.normalized, 3),
      ])
    }
    return ["", "Each policy:", ""] + table.lines()
  }

  /// How agents without a memory of their own played.
  var learningLines: [String] {
    guard isSeparate else { return [] }
    let all = main.score.runs + (main.comparison?.other.runs ?? [])
    var names: [String] = []
    for run in all where run.agentExperience == .pooled && !names.contains(run.name) {
      names.append(run.name)
    }
    guard !names.isEmpty else { return [] }
    let scoring = main.scoring
    let frequency =
      scoring.episodesPerStep == 1
      ? ", after each of them"
      : ", after every \(NumberText.counted(scoring.episodesPerStep, "episode"))"
    let learning =
      scoring.stepCount == 0
      ? "; one episode leaves nothing to those that learn between episodes"
      : ", which learns from this trial's episodes alone\(frequency)"
    return wrapped(
      "\(NameText.plainList(names)): each trial by an agent of its own\(learning)", indent: 2)
  }
}
