import Foundation

/// The comparison of estimators: how it was made, and one row for each.
struct EstimatorReport: Encodable {
  /// A number with what it is a number of.
  struct Figure: Encodable {
    /// `nil` if the meta-batches were too few to tell it from noise.
    var value: Double?
    var standardError: Double?
    var unit: String

    init(_ estimate: Estimate?, unit: String) {
      (value, standardError) = (estimate?.value, estimate?.standardError)
      self.unit = unit
    }

    var text: String {
      guard let value, let standardError else { return "lost in noise".padded(toRight: 14) }
      let digits = standardError < 0.1 ? 3 : standardError < 1 ? 2 : 0
      let format = "%.\(digits)f"
      let error = String(format: format, standardError)
      return (String(format: format, value) + " ± " + error).padded(toRight: 14)
    }
  }

  /// The time of one iteration in those of first order, measured in turns with it.
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

    var text: String { String(format: "%.2f", median).padded(toRight: 6) }
  }

  /// What one variant is worth and costs.
  struct Row: Encodable {
    var name: String
    var relativeVariance: Figure
    var cosineToOwnLargeBatch: Figure
    var cosineToDiceLargeBatch: Figure
    var cosineOfMeanToDice: Figure
    var adamIteration: Cost?
    var trpoIteration: Cost?
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
    let heading =
      "meta-gradient".padded(26) + "   variance /       cosine to      cosine to      of means"
      + "   times first order\n"
      + "".padded(26) + "   mean²            own mean       dice mean      to dice "
      + "    adam   trpo"
    return """

      \(EstimatorSubject.name): after \(trainingIterations) iterations of MAML (return \(returns)),
      \(metaBatches) meta-batches of \(tasks) tasks x \(rollouts) rollouts, each against all others
      \(heading)
      """
        + rows.map { row in
          "\n" + row.name.padded(26)
            + [
              row.relativeVariance, row.cosineToOwnLargeBatch, row.cosineToDiceLargeBatch,
              row.cosineOfMeanToDice,
            ].map(\.text).joined(separator: " ") + " "
            + [row.adamIteration, row.trpoIteration].map { $0?.text ?? "" }.joined(separator: " ")
        }.joined()
  }
}
