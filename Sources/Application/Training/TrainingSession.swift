import Gym
package import MetaLearning
package import Numerics
import Recording

/// One run of training from its current to its last iteration, with progress, log and files.
package struct TrainingSession {
  /// What is trained.
  package private(set) var loop: TrainingLoop
  /// How long the run is.
  package let extent: TrainingExtent
  let folder: RunFolder
  private var log: RunLog
  private let history: LearningHistory?
  private var savedIteration: Int

  /// A failed iteration; files saved before it stay.
  package struct Failure: Error, CustomStringConvertible {
    package var iteration: Int
    package var cause: any Error
    package var checkpoint: String
    package var savedIteration: Int

    package var description: String {
      "Iteration \(iteration): \(cause) '\(checkpoint)' holds iteration \(savedIteration)."
    }
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - checkpointInterval: Iterations from one checkpoint to the next.
  ///   - console: Where progress goes.
  ///   - workers: The threads to compute with.
  /// - Returns: Whether the run is done; if not, training was interrupted.
  /// - Throws: `Failure` if an update is refused or a file cannot be written.
  package mutating func run(checkpointInterval: Int, console: Console, workers: Workers) throws
    -> Bool
  {
    Interruption.beginCatching()
    let progress = TrainingProgress(from: loop, to: extent, console: console)
    var iteration = loop.iteration
    do {
      while !extent.isDone(loop) && !Interruption.isRequested {
        iteration = loop.iteration + 1
        let (report, trials, experience) = try loop.runIteration(
          workers: workers, recordingFirst: history?.taskCount ?? 0)
        try history?.write(trials, experience, of: loop)
        try log.append(report, of: loop, seconds: progress.seconds)
        if iteration % checkpointInterval == 0 { try save() }
        progress.show(report, of: loop)
      }
      try save()
    } catch let cause {
      // A refused update has changed nothing, so the iterations before it can be saved.
      if loop.iteration < iteration { try? save() }
      console.endProgress()
      throw Failure(
        iteration: iteration, cause: cause, checkpoint: folder.checkpoint,
        savedIteration: savedIteration)
    }
    console.endProgress()
    return extent.isDone(loop)
  }

  private mutating func save() throws {
    guard savedIteration != loop.iteration else { return }
    try log.synchronize()
    try folder.save(loop)
    savedIteration = loop.iteration
  }
}

extension TrainingSession {
  /// Begins a run in a folder.
  ///
  /// Writes the checkpoint first: if the process is killed after that, the run can be resumed.
  package init(
    new loop: TrainingLoop, extent: TrainingExtent, in folder: RunFolder,
    recordedTasks: Int? = nil
  ) throws {
    self.loop = loop
    self.extent = extent
    self.folder = folder
    try folder.save(loop)
    savedIteration = loop.iteration
    history = LearningHistory(ofTasks: recordedTasks, in: folder)
    try history?.begin(after: 0)
    try RunConfiguration(loop, extent: extent, recordedTasks: recordedTasks).write(to: folder)
    log = try RunLog(creating: folder.log, columns: loop.logColumns)
  }

  /// Resumes the run in a folder.
  ///
  /// - Parameters:
  ///   - folder: Holds a checkpoint.
  ///   - catalog: The learners that the file may be of.
  ///   - iterations: How many iterations the run may have now.
  ///   - environmentSteps: The environment steps that end the run now. If only one of both limits is given,
  ///     the other no longer applies; if neither is, the limits in the folder stay.
  /// - Throws: What is wrong with the files, or `RunFolderError` if they do not belong together.
  package init(
    resuming folder: RunFolder, in catalog: LearnerCatalog, iterations: Int?,
    environmentSteps: Int?
  ) throws {
    self.folder = folder
    loop = try SavedLearner(reading: .checkpoint, from: folder.checkpoint)
      .load(.checkpoint, path: folder.checkpoint, in: catalog).loop
    savedIteration = loop.iteration
    // Everything is checked before anything is written.
    let configuration = try Self.configuration(
      iterations: iterations, environmentSteps: environmentSteps, for: loop, in: folder, catalog)
    extent = configuration.extent
    try LearningHistory.check(
      taskCount: configuration.recordedTasks, loop.learner.settings,
      for: loop.distribution.specification)
    history = LearningHistory(ofTasks: configuration.recordedTasks, in: folder)
    log = try Self.log(of: loop, in: folder)
    try configuration.write(to: folder)
    try history?.begin(after: loop.iteration)
    // If the process was killed between the two files, the policy is older than the checkpoint.
    try folder.save(loop)
  }

  /// The configuration of a resumed run: the one in its folder, with new limits if any are given.
  private static func configuration(
    iterations: Int?, environmentSteps: Int?, for loop: TrainingLoop, in folder: RunFolder,
    _ catalog: LearnerCatalog
  ) throws -> RunConfiguration {
    var configuration: RunConfiguration
    if let iterations, !folder.hasConfiguration {
      let extent = TrainingExtent(iterations: iterations, environmentSteps: environmentSteps)
      configuration = RunConfiguration(loop, extent: extent)
    } else {
      configuration = try RunConfiguration(readingFrom: folder, in: catalog)
      if let difference = configuration.difference(from: loop) {
        throw RunFolderError.otherConfiguration(path: folder.path, difference: difference)
      }
      // New limits replace both old ones.
      if iterations != nil || environmentSteps != nil {
        configuration.iterations = iterations ?? TrainingExtent.iterationRange.upperBound
        configuration.environmentSteps = environmentSteps
      }
    }
    if configuration.iterations < loop.iteration {
      throw RunFolderError.hasMoreIterations(
        path: folder.path, iteration: loop.iteration, wanted: configuration.iterations)
    }
    return configuration
  }

  private static func log(of loop: TrainingLoop, in folder: RunFolder) throws -> RunLog {
    let (iteration, columns) = (loop.iteration, loop.logColumns)
    guard folder.hasLog else {
      if iteration > 0 { throw RunFolderError.lacksLog(path: folder.path, iteration: iteration) }
      return try RunLog(creating: folder.log, columns: columns)
    }
    let last = try RunLog.lastIteration(
      in: folder.log, columns: columns, through: iteration)
    guard last ?? 0 == iteration else {
      throw RunFolderError.logEndsElsewhere(
        path: folder.path, lastIteration: last, iteration: iteration)
    }
    return try RunLog(resuming: folder.log, columns: columns, through: iteration)
  }
}
