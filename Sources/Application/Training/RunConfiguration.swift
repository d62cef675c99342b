import Foundation
package import Gym
package import MetaLearning
import Recording

/// The content of `config.json` in the folder of a run.
package struct RunConfiguration: Codable {
  package var format = RunConfiguration.format
  package var distribution: TaskDistributionRecord
  package var settings: SettingsRecord
  package var seed: UInt64
  package var iterations: Int
  package var environmentSteps: Int?
  /// On how many tasks of each iteration trials are recorded; absent if on none.
  package var recordedTasks: Int?

  /// The values of `format`; files of version 1 have flat settings.
  private static let format = "fledge-run/2"
  private static let oldFormat = "fledge-run/1"

  /// The length of the run.
  package var extent: TrainingExtent {
    TrainingExtent(iterations: iterations, environmentSteps: environmentSteps)
  }

  /// Describes a run.
  package init(_ loop: TrainingLoop, extent: TrainingExtent, recordedTasks: Int? = nil) {
    distribution = loop.distribution.record
    settings = SettingsRecord(loop.learner.settings)
    seed = loop.seed
    iterations = extent.iterations
    environmentSteps = extent.environmentSteps
    self.recordedTasks = recordedTasks
  }

  /// Reads the configuration of a run.
  ///
  /// - Parameters:
  ///   - folder: The folder of the run.
  ///   - catalog: The available learners.
  /// - Throws: `RunFolderError` if the file is missing or not a configuration.
  package init(
    readingFrom folder: RunFolder, in catalog: LearnerCatalog
  ) throws(RunFolderError) {
    guard folder.hasConfiguration else { throw .lacksConfiguration(path: folder.path) }
    guard let bytes = try? AtomicFile.read(folder.configuration, limit: 1 << 20),
      let found = try? JSONDecoder().decode(Format.self, from: Data(bytes)).format,
      let version = [Self.oldFormat: 1, Self.format: 2][found],
      var read = try? SettingsRecord.decoder(catalog, version: version)
        .decode(Self.self, from: Data(bytes)),
      TrainingExtent.iterationRange.contains(read.iterations),
      read.environmentSteps.map({ $0 >= 1 }) ?? true,
      read.recordedTasks.map(OptionRanges.counts.contains) ?? true
    else { throw .damagedConfiguration(path: folder.path) }
    read.format = Self.format
    self = read
  }

  private struct Format: Decodable {
    var format: String
  }

  /// Writes `config.json`.
  package func write(to folder: RunFolder) throws {
    try AtomicFile.write((try JSONOutput.text(self) + "\n").utf8, to: folder.configuration)
  }

  /// What differs from the checkpoint, in words; `nil` if both are of the same run.
  package func difference(from loop: TrainingLoop) -> String? {
    if distribution != loop.distribution.record { return "distribution" }
    if !settings.settings.isEqual(to: loop.learner.settings) { return "learner" }
    if seed != loop.seed { return "seed" }
    return nil
  }
}
