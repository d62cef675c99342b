import Scoring
import Wording

/// The mean reward at each environment step of the episodes of a block.
extension ScoreReport {
  /// Most rows of a table of environment steps.
  package static let stepRowLimit = 25

  /// A table for each score that was compared.
  var stepLines: [String] {
    guard isByStep else { return [] }
    guard let other = main.comparison?.other else {
      return stepLines(of: main.score, title: "Mean reward by environment step")
    }
    return [main.score, other].flatMap {
      stepLines(of: $0, title: "Mean reward of \($0.name) by environment step")
    }
  }

  private func stepLines(of score: PooledScore, title: String) -> [String] {
    let isAnyEnded = score.steps.joined().contains { $0.runningShare < 1 }
    return [""]
      + wrapped(title + (isAnyEnded ? " (0 after an episode's end):" : ":"), indent: 0)
      + fitted(Array(score.steps.indices)) { stepTable(score.steps, blocks: $0) }
  }

  /// A row for each step, or for as many steps together as bring them into the limit.
  private func stepTable(_ steps: [[Score.Step]], blocks: [Int]) -> TextTable {
    var table = TextTable(
      ["env step"] + blocks.map { "\(pointHeading) \(pointLabel($0))" }, aligned: .right)
    let longest = steps.map(\.count).max() ?? 0
    let width = (longest + Self.stepRowLimit - 1) / Self.stepRowLimit
    for first in stride(from: 0, to: longest, by: max(1, width)) {
      let end = min(first + width, longest)
      table.append(
        [width == 1 ? "\(end)" : "\(first + 1)-\(end)"]
          + blocks.map { block in
            // A block whose episodes are all shorter earns nothing more.
            let rewards = (first..<end).map { step in
              steps[block].indices.contains(step) ? steps[block][step].reward : 0
            }
            return NumberText.fixed(Statistics.mean(rewards), 3)
          })
    }
    return table
  }

  /// A table of each of some numbers, as many columns side by side as fit.
  func fitted(_ numbers: [Int], _ table: ([Int]) -> TextTable) -> [String] {
    for columnCount in (1...max(1, numbers.count)).reversed() {
      let tables = stride(from: 0, to: numbers.count, by: columnCount).map { first in
        table(Array(numbers[first..<min(first + columnCount, numbers.count)])).lines()
      }
      let isFitting = tables.joined().allSatisfy { $0.count <= LineWidth.results }
      if columnCount == 1 || isFitting { return tables.flatMap { [""] + $0 } }
    }
    return []
  }
}
