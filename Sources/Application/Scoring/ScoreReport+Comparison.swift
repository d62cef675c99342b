import Scoring
import Wording

/// What a score is compared with: other policies, test tasks, other numbers of rollouts.
extension ScoreReport {
  /// A row for each step against the others.
  var comparisonLines: [String] {
    guard let comparison = main.comparison else { return [] }
    var table = TextTable(
      [pointHeading, "theirs", "difference", "95 % interval", "P(better)", "95 % interval"],
      aligned: .right)
    func append(_ name: String, _ mean: Double, _ paired: PairedDifference) {
      table.append([
        name, NumberText.fixed(mean), NumberText.fixed(paired.difference),
        NumberText.interval(paired.confidence95),
        NumberText.fixed(paired.probabilityOfImprovement, 3),
        NumberText.interval(paired.probability95, 3),
      ])
    }
    for point in comparison.curve { append(pointLabel(point.step), point.mean, point.paired) }
    append("trial", comparison.other.trialMean, comparison.trial)
    let title = "Against \(comparison.other.name), paired by task:"
    return [""] + wrapped(title, indent: 0) + [""] + table.lines()
  }

  /// A row for each step on test and on shifted tasks; of separate trials also one for the whole trial.
  var dropLines: [String] {
    guard let test = testSheets.last, let drop = drop(at: sheets.count - 1) else { return [] }
    var table = TextTable(
      [pointHeading, "test", "normalised", "shifted", "normalised", "drop", "95 % interval"],
      aligned: .right)
    func append(
      _ name: String, _ inTest: Score.Point, _ point: Score.Point, _ drop: SplitDrop.Point
    ) {
      table.append([
        name, NumberText.fixed(inTest.mean), NumberText.fixed(inTest.normalized, 3),
        NumberText.fixed(point.mean), NumberText.fixed(point.normalized, 3),
        NumberText.fixed(drop.difference), NumberText.interval(drop.confidence95),
      ])
    }
    for (point, (inTest, drop)) in zip(main.score.curve, zip(test.score.curve, drop.curve)) {
      append(pointLabel(point.step), inTest, point, drop)
    }
    if isSeparate { append("trial", test.score.trialPoint, main.score.trialPoint, drop.trial) }
    return [
      "",
      "Drop from \(NumberText.counted(test.scoring.taskCount, "test task")) to shifted ones:",
      "",
    ] + table.lines()
  }

  /// The return on test tasks less that on shifted ones, if both were scored.
  func drop(at index: Int) -> SplitDrop? {
    guard testSheets.indices.contains(index) else { return nil }
    return SplitDrop(
      from: testSheets[index].score, to: sheets[index].score, by: sheets[index].scoring)
  }

  /// A row for each number of rollouts.
  var rolloutLines: [String] {
    guard sheets.count > 1 else { return [] }
    let last = main.scoring.stepCount
    let steps = Array(min(1, last)...last)
    return ["", "By rollouts per step (mean, 95 % interval, normalised):"]
      + fitted(steps, rolloutTable)
  }

  private func rolloutTable(_ steps: [Int]) -> TextTable {
    var table = TextTable(
      ["rollouts"] + steps.flatMap { ["step \($0)", "", ""] }, aligned: .right)
    for sheet in sheets {
      table.append(
        ["\(sheet.scoring.rolloutCount)"]
          + steps.flatMap { step in
            let point = sheet.score.curve[step]
            return [
              NumberText.fixed(point.mean), NumberText.interval(point.confidence95),
              NumberText.fixed(point.normalized, 3),
            ]
          })
    }
    return table
  }
}
