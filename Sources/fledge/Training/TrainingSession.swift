import Arguments
import Foundation
import MetaLearning
import Recording
import Tensors

/// One run of training from where it stands to its last iteration, with progress, log and files.
struct TrainingSession {
  var loop: TrainingLoop
  var learner: MAML
  var log: RunLog
  let folder: RunFolder
  let iterationCount: Int
  let checkpointInterval: Int
  let console: Console
  let workers: Workers

  /// Something went wrong in an iteration; what was saved before stays.
  struct Failure: Error, CustomStringConvertible {
    var iteration: Int
    var cause: any Error
    var checkpoint: String
    var savedIteration: Int

    var description: String {
      "Iteration \(iteration): \(cause) '\(checkpoint)' holds iteration \(savedIteration)."
    }
  }

  /// Trains.
  ///
  /// - Returns: Whether all iterations were done; if not, training was interrupted.
  mutating func run() throws -> Bool {
    Interruption.beginCatching()
    try folder.save(loop, learner: learner)
    let start = Date()
    var iterationsHere = 0
    let stepsBefore = loop.environmentSteps
    var savedIteration = loop.iteration
    while loop.iteration < iterationCount && !Interruption.isRequested {
      let report: UpdateReport
      do {
        report = try loop.runIteration(workers: workers)
      } catch let error {
        console.endProgress()
        if savedIteration != loop.iteration { try save() }
        throw Failure(
          iteration: loop.iteration + 1, cause: error, checkpoint: folder.checkpoint,
          savedIteration: loop.iteration)
      }
      iterationsHere += 1
      let seconds = Date().timeIntervalSince(start)
      try log.append(
        report, iteration: loop.iteration, environmentSteps: loop.environmentSteps,
        seconds: seconds)
      if loop.iteration % checkpointInterval == 0 || loop.iteration == iterationCount {
        try save()
        savedIteration = loop.iteration
      }
      show(
        report, seconds: seconds,
        stepsPerSecond: Double(loop.environmentSteps - stepsBefore) / seconds,
        secondsLeft: seconds / Double(iterationsHere) * Double(iterationCount - loop.iteration))
    }
    if savedIteration != loop.iteration { try save() }
    console.endProgress()
    return loop.iteration >= iterationCount
  }

  private mutating func save() throws {
    guard let current = loop.learner as? MAML else { return }
    learner = current
    try log.synchronize()
    try folder.save(loop, learner: current)
  }

  private func show(
    _ report: UpdateReport, seconds: Double, stepsPerSecond: Double, secondsLeft: Double
  ) {
    let returns =
      report.stageReturns.count > 1
      ? "\(Numbers.fixed(report.preAdaptationReturn)) -> "
        + Numbers.fixed(report.postAdaptationReturn)
      : Numbers.fixed(report.preAdaptationReturn)
    let line =
      "iteration \(loop.iteration)/\(iterationCount)  return \(returns)"
      + "  KL \(Numbers.fixed(report.divergence, 4))"
      + "  \(Numbers.count(stepsPerSecond)) steps/s  \(Numbers.duration(secondsLeft)) left"
    if console.isTerminal {
      console.showProgress(line)
    } else if loop.iteration % max(1, iterationCount / 10) == 0 {
      console.say(line)
    }
  }
}
