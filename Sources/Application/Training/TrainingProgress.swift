import Foundation
package import MetaLearning
package import Recording
import Wording

/// How much of training is done, how fast it is, and how long the rest will take.
package struct TrainingProgress {
  private let start = Date()
  private let firstStep: Int
  private let firstShare: Double
  private let extent: TrainingExtent
  private let console: Console

  /// Starts the clock.
  package init(from loop: TrainingLoop, to extent: TrainingExtent, console: Console) {
    firstStep = loop.environmentSteps
    firstShare = extent.share(of: loop)
    self.extent = extent
    self.console = console
  }

  /// Seconds since the start.
  package var seconds: Double { Date().timeIntervalSince(start) }

  /// Shows an iteration: on a terminal each in place of the last, elsewhere about ten lines in all.
  package func show(_ report: UpdateReport, of loop: TrainingLoop) {
    let shareBefore = extent.share(
      iterations: loop.iteration - 1,
      environmentSteps: loop.environmentSteps - report.environmentSteps)
    let isNextTenth = Int(10 * extent.share(of: loop)) > Int(10 * shareBefore)
    if extent.isDone(loop) || (!console.isTerminal && isNextTenth) {
      console.say(line(report, loop))
    } else {
      console.showProgress(line(report, loop))
    }
  }

  private func line(_ report: UpdateReport, _ loop: TrainingLoop) -> String {
    let seconds = seconds
    let rate = Double(loop.environmentSteps - firstStep) / seconds
    let share = extent.share(of: loop)
    let secondsLeft = seconds / (share - firstShare) * (1 - share)
    // Joint training has no stage after adaptation.
    let returns = [report.preAdaptationReturn, report.postAdaptationReturn]
      .prefix(report.stageReturns.count).map { NumberText.fixed($0) }
    // Rare, and a sign of too large a learning rate: steps that only the limits of deviations stop.
    let stopped = report.tasksAtDeviationLimit
    let limit = stopped == 0 ? "" : "  deviation limit in \(NumberText.counted(stopped, "task"))"
    return position(of: loop)
      + "  return \(returns.joined(separator: " -> "))" + limit
      + "  KL \(Self.divergence(report.divergence))"
      + "  \(NumberText.abbreviated(rate)) steps/s  \(NumberText.duration(secondsLeft)) left"
  }

  /// A divergence in nats: four decimals, or two digits where those would show fewer.
  ///
  /// It is a difference of numbers near 1, so single precision resolves nothing below about 1e-7, and
  /// may even give less than 0.
  package static func divergence(_ value: Double) -> String {
    switch value {
    case 0: "0"
    case ..<1e-7: "< 1e-7"
    case ..<0.001: NumberText.significant(value, 2)
    default: NumberText.fixed(value, 4)
    }
  }

  private func position(of loop: TrainingLoop) -> String {
    guard let enough = extent.environmentSteps else {
      return "iteration \(loop.iteration)/\(extent.iterations)"
    }
    return
      "iteration \(loop.iteration)  \(NumberText.abbreviated(Double(loop.environmentSteps))) of"
      + " \(NumberText.abbreviated(Double(enough))) steps"
  }
}

extension RunLog {
  /// Adds the row of the iteration just done.
  package mutating func append(
    _ report: UpdateReport, of loop: TrainingLoop, seconds: Double
  ) throws(RunLogError) {
    try append(
      iteration: loop.iteration,
      [
        .init(report.preAdaptationReturn), .init(report.postAdaptationReturn),
        .init(report.divergence), .init(report.lineSearchStep), .init(report.gradientNorm),
        .init(report.entropy), .init(report.logStandardDeviation),
        .init(report.standardDeviations?.lowerBound), .init(report.standardDeviations?.upperBound),
        .init(report.standardDeviations.map { _ in report.tasksAtDeviationLimit }),
        .init(report.innerLearningRates.first), .init(loop.environmentSteps), .init(seconds),
      ])
  }
}
