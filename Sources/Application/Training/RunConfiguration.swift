import Foundation
package import Gym
package import MetaLearning
import Recording

/// The content of `config.json` in the folder of a run.
package struct RunConfiguration: Codable {
  package var format = "fledge-run/1"
  package var distribution: TaskDistributionRecord
  package var settings: LearnerSettings
  package var seed: UInt64
  package var iterations: Int
  package var environmentSteps: Int?

  /// How long the run is.
  package var extent: TrainingExtent {
    TrainingExtent(iterations: iterations, environmentSteps: environmentSteps)
  }

  /// Describes a run.
  package init(_ loop: TrainingLoop, settings: LearnerSettings, extent: TrainingExtent) {
    distribution = loop.distribution.record
    self.settings = settings
    seed = loop.seed
    iterations = extent.iterations
    environmentSteps = extent.environmentSteps
  }

  /// Reads the configuration of a run.
  ///
  /// - Throws: `RunFolderError` if the file is missing or not a configuration.
  package init(readingFrom folder: RunFolder) throws(RunFolderError) {
    guard folder.hasConfiguration else { throw .lacksConfiguration(path: folder.path) }
    let bytes = try? AtomicFile.read(folder.configuration, limit: 1 << 20)
    guard let bytes, let read = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
      read.format == "fledge-run/1", TrainingExtent.iterationRange.contains(read.iterations),
      read.environmentSteps.map({ $0 >= 1 }) ?? true
    else { throw .damagedConfiguration(path: folder.path) }
    self = read
  }

  /// Writes `config.json`.
  package func write(to folder: RunFolder) throws {
    try AtomicFile.write((try JSONOutput.text(self) + "\n").utf8, to: folder.configuration)
  }

  /// What differs from the checkpoint's run, in words; `nil` if this is its configuration.
  package func difference(from loop: TrainingLoop, settings: LearnerSettings) -> String? {
    if distribution != loop.distribution.record { return "distribution" }
    if self.settings != settings { return "learner" }
    if seed != loop.seed { return "seed" }
    return nil
  }
}
