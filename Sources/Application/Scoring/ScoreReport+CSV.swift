import Foundation
import Gym
import Scoring

/// The table for other programs: every return by itself.
extension ScoreReport {
  /// Most task parameters that have columns; of more there are none.
  package static let parameterLimit = 16

  /// A row for each policy, split, number of rollouts, task and step; Documentation/formats.md lists
  /// the columns.
  package var csv: String {
    let names = distribution.specification.parameters.map(\.name)
    let parameters = names.count <= Self.parameterLimit ? names : []
    var text =
      (["policy", "split", "rolloutsPerStep", "task", "step", "environmentSteps", "return"]
      + (isSeparate ? ["trialReturn"] : []) + parameters.map { "parameter.\($0)" })
      .map(Self.field).joined(separator: ",") + "\n"
    for sheet in sheets + testSheets {
      for run in sheet.distinctRuns {
        append(run, of: sheet.scoring, hasParameters: !parameters.isEmpty, to: &text)
      }
    }
    return text
  }

  /// A row for each policy, split, number of rollouts, step and environment step.
  package var stepCSV: String {
    var text = "policy,split,rolloutsPerStep,step,environmentStep,reward,runningShare\n"
    for sheet in sheets + testSheets {
      let end = "\(sheet.scoring.split.rawValue),\(sheet.scoring.rolloutCount)"
      for run in sheet.distinctRuns {
        for (block, steps) in run.steps.enumerated() {
          for (index, step) in steps.enumerated() {
            text += "\(Self.field(run.name)),\(end),\(block),\(index + 1),"
            text += "\(step.reward),\(step.runningShare)\n"
          }
        }
      }
    }
    return text
  }

  private func append(
    _ run: Score, of scoring: ScoringProtocol, hasParameters: Bool, to text: inout String
  ) {
    let start = "\(Self.field(run.name)),\(scoring.split.rawValue),\(scoring.rolloutCount)"
    for (index, task) in run.tasks.enumerated() {
      let trial = isSeparate ? ",\(run.trialReturns[index])" : ""
      let end = trial + (hasParameters ? task.map { ",\($0)" }.joined() : "")
      for step in run.curve.indices {
        text += "\(start),\(index + 1),\(step),\(Self.text(run.taskEnvironmentSteps[index][step]))"
        text += ",\(run.taskReturns[index][step])\(end)\n"
      }
    }
  }

  /// A number of steps, which is whole unless it is a mean over separate agents.
  private static func text(_ steps: Double) -> String {
    steps == steps.rounded() ? String(Int(steps)) : "\(steps)"
  }

  /// A field in quotation marks where it has to be, as RFC 4180 says.
  private static func field(_ text: String) -> String {
    let isPlain = !text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

extension ScoreSheet {
  /// All runs, those that are compared with included, each once.
  fileprivate var distinctRuns: [Score] {
    var seen: Set<String> = []
    return (score.runs + (comparison?.other.runs ?? [])).filter { seen.insert($0.name).inserted }
  }
}
