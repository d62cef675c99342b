import Foundation
import Measuring
import Wording

/// The comparison of estimators, as `--json` prints it: how it was made, and one row for each.
struct EstimatorReport: Encodable {
  var format = "fledge-estimators/1"
  /// A number with its standard error and its unit.
  struct Figure: Encodable {
    /// `nil` if the meta-batches are too few to tell it from noise.
    var value: Double?
    var standardError: Double?
    var unit: String

    init(_ estimate: Estimate?, unit: String) {
      (value, standardError) = (estimate?.value, estimate?.standardError)
      self.unit = unit
    }

    var text: String {
      guard let value, let standardError else { return "lost in noise" }
      let digits = standardError < 0.1 ? 3 : standardError < 1 ? 2 : 0
      let format = "%.\(digits)f"
      return String(format: format, value) + " ± " + String(format: format, standardError)
    }
  }

  /// The time of one iteration in iterations of first order, timed in turns with these.
  struct Cost: Encodable {
    var median: Double
    var lowest: Double
    var highest: Double
    var unit = "iterations of first order"
    var medianSeconds: Double

    init(_ times: TimesInTurns) {
      median = times.ratios[times.ratios.count / 2]
      lowest = times.ratios[0]
      highest = times.ratios[times.ratios.count - 1]
      medianSeconds = times.seconds[times.seconds.count / 2]
    }

    var text: String { String(format: "%.2f", median) }
  }

  /// The figures of one variant.
  struct Row: Encodable {
    var name: String
    var relativeVariance: Figure
    var cosineToOwnLargeBatch: Figure
    var cosineToDiceLargeBatch: Figure
    var cosineOfMeanToDice: Figure
    var adamIteration: Cost?
    var trpoIteration: Cost?

    var line: String {
      EstimatorReport.line(
        name,
        [
          relativeVariance.text, cosineToOwnLargeBatch.text, cosineToDiceLargeBatch.text,
          cosineOfMeanToDice.text, adamIteration?.text ?? "", trpoIteration?.text ?? "",
        ])
    }
  }

  var trainingIterations: Int
  var stageReturns: [Double]
  var metaBatches: Int
  var tasks: Int
  var rollouts: Int
  var rows: [Row]

  /// The table.
  var text: String {
    let returns = stageReturns.map { String(format: "%.1f", $0) }.joined(separator: " -> ")
    let lines = [
      "\(EstimatorStudy.name) after \(trainingIterations) iterations of MAML (return \(returns));",
      "\(metaBatches) meta-batches of \(tasks) tasks x \(rollouts) rollouts, each compared with the mean"
        + " of all others",
      Self.line(
        "", ["variance /", "cosine to", "cosine to", "cosine of", "adam", "trpo"]),
      Self.line(
        "meta-gradient",
        ["mean squared", "its own mean", "dice mean", "mean to dice", "x", "x"]),
    ]
    return (lines + rows.map(\.line)).joined(separator: "\n")
  }

  fileprivate static func line(_ name: String, _ columns: [String]) -> String {
    name.aligned(.left, width: 24)
      + zip(columns, [17, 17, 17, 17, 7, 7]).map { $0.aligned(.right, width: $1) }.joined()
  }
}
