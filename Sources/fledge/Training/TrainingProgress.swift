import Foundation
import MetaLearning
import Recording

/// How far training is and how fast it goes, for a person who waits.
struct TrainingProgress {
  private let start = Date()
  private let firstIteration: Int
  private let firstStep: Int
  private let iterationCount: Int
  private let console: Console

  /// Starts the clock.
  init(from loop: TrainingLoop, to iterationCount: Int, console: Console) {
    firstIteration = loop.iteration
    firstStep = loop.environmentSteps
    self.iterationCount = iterationCount
    self.console = console
  }

  /// Seconds since the start.
  var seconds: Double { Date().timeIntervalSince(start) }

  /// Shows an iteration: on a terminal each in place of the last, elsewhere some ten in all.
  func show(_ report: UpdateReport, of loop: TrainingLoop) {
    let interval = (iterationCount + 9) / 10
    let isLast = loop.iteration == iterationCount
    if isLast || (!console.isTerminal && loop.iteration % interval == 0) {
      console.say(line(report, loop))
    } else {
      console.showProgress(line(report, loop))
    }
  }

  private func line(_ report: UpdateReport, _ loop: TrainingLoop) -> String {
    let seconds = seconds
    let rate = Double(loop.environmentSteps - firstStep) / seconds
    let secondsLeft =
      seconds / Double(loop.iteration - firstIteration) * Double(iterationCount - loop.iteration)
    // Joint training has no stage after adaptation.
    let returns = [report.preAdaptationReturn, report.postAdaptationReturn]
      .prefix(report.stageReturns.count).map { Numbers.fixed($0) }
    return "iteration \(loop.iteration)/\(iterationCount)"
      + "  return \(returns.joined(separator: " -> "))"
      + "  KL \(Numbers.divergence(report.divergence))"
      + "  \(Numbers.count(rate)) steps/s  \(Numbers.duration(secondsLeft)) left"
  }
}

extension RunLog {
  /// Adds the row of the iteration just done.
  mutating func append(
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
