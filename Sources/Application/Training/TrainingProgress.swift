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
    let remarks = [returns(report)] + report.measures.compactMap(\.remark)
    return position(of: loop) + remarks.map { "  " + $0 }.joined()
      + "  \(NumberText.abbreviated(rate)) steps/s  \(NumberText.duration(secondsLeft)) left"
  }

  /// The mean return of the first block and, if there are more, of the last.
  private func returns(_ report: UpdateReport) -> String {
    let ends =
      report.blockReturns.count < 2
      ? report.blockReturns : [report.blockReturns[0], report.blockReturns.last ?? 0]
    return "return \(ends.map { NumberText.fixed($0) }.joined(separator: " -> "))"
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

extension Measure {
  /// What a line of progress says of it; `nil` for nothing.
  fileprivate var remark: String? {
    guard let value else { return nil }
    switch column.progress {
    case .nats(let label): return "\(label) \(TrainingProgress.divergence(value.number))"
    case .number(let label): return "\(label) \(NumberText.fixed(value.number))"
    case .count(let label, let noun):
      let count = Int(value.number)
      return count == 0 ? nil : "\(label) \(NumberText.counted(count, noun))"
    case nil: return nil
    }
  }
}

extension TrainingLoop {
  /// The columns of the log after the iteration: the learner's and the loop's own.
  package var logColumns: [String] {
    learner.description.columns.map(\.name) + ["environmentSteps", "seconds"]
  }
}

extension RunLog {
  /// Adds the row of the iteration just done.
  package mutating func append(
    _ report: UpdateReport, of loop: TrainingLoop, seconds: Double
  ) throws(RunLogError) {
    let values = report.measures.map { measure in
      switch measure.value {
      case .count(let count): Value(count)
      case .number(let number): Value(number)
      case nil: Value.absent
      }
    }
    try append(
      iteration: loop.iteration, values + [Value(loop.environmentSteps), Value(seconds)])
  }
}
