package import Environments
import Gym
import Wording

/// Measured anchors of a distribution, as JSON or as a table for each split.
package struct AnchorsReport: Report {
  /// Environment and distribution.
  package var name: String
  /// What was measured.
  package var levels: DistributionAnchors

  /// Creates a report.
  package init(name: String, levels: DistributionAnchors) {
    self.name = name
    self.levels = levels
  }

  /// Writes an object in the form of the anchors file, with this distribution alone.
  package func encode(to encoder: any Encoder) throws {
    try [name: levels].encode(to: encoder)
  }

  /// The tables, line by line.
  package var lines: [String] {
    ["\(name): mean returns with their standard errors", ""] + levels.test.lines("test")
      + (levels.shifted?.lines("shifted") ?? [])
  }
}

extension Anchors {
  /// A title, a table, and how the untrained policy was adapted.
  fileprivate func lines(_ split: String) -> [String] {
    var table = TextTable(["", "mean", "error"], aligned: .right)
    func append(_ name: String, _ level: Level) {
      table.append([name, NumberText.fixed(level.mean), NumberText.fixed(level.standardError, 3)])
    }
    append("random", random)
    append("blind", blind)
    append("oracle", oracle)
    for (step, level) in (untrained?.curve ?? []).enumerated() {
      append(step == 0 ? "untrained" : "after \(NumberText.counted(step, "step"))", level)
    }
    let rate = untrained.map { untrained in
      [
        "  (untrained: "
          + (untrained.learningRate.map { "rate \(NumberText.exact(Float($0))), " } ?? "")
          + "\(NumberText.counted(untrained.rollouts, "rollout")) per step)"
      ]
    }
    let title =
      "\(split): \(NumberText.counted(tasks, "task")), \(NumberText.counted(episodes, "episode")) each"
    return [title] + table.lines() + (rate ?? []) + [""]
  }
}
