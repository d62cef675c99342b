import Foundation
import Gym
import MetaLearning
import Recording

/// What `config.json` says of a run.
struct RunConfiguration: Codable {
  var format = "fledge-run/1"
  var distribution: TaskDistributionRecord
  var settings: LearnerSettings
  var seed: UInt64
  var iterations: Int

  /// How many iterations a run may have.
  static let iterationRange = 1...1_000_000_000

  /// Describes a run.
  init(_ loop: TrainingLoop, settings: LearnerSettings, iterations: Int) {
    distribution = loop.distribution.record
    self.settings = settings
    seed = loop.seed
    self.iterations = iterations
  }

  /// Reads the configuration of a run.
  ///
  /// - Throws: `RunFolderError` if the file is missing or not a configuration.
  init(readingFrom folder: RunFolder) throws(RunFolderError) {
    guard folder.hasConfiguration else { throw .lacksConfiguration(path: folder.path) }
    let bytes = try? AtomicFile.read(folder.configuration, limit: 1 << 20)
    guard let bytes, let read = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
      read.format == "fledge-run/1", Self.iterationRange.contains(read.iterations)
    else { throw .damagedConfiguration(path: folder.path) }
    self = read
  }

  /// Writes `config.json`.
  func write(to folder: RunFolder) throws {
    try AtomicFile.write((try JSONOutput.text(self) + "\n").utf8, to: folder.configuration)
  }

  /// What makes this the configuration of another run than the checkpoint's, in words.
  func difference(from loop: TrainingLoop, settings: LearnerSettings) -> String? {
    if distribution != loop.distribution.record { return "distribution" }
    if self.settings != settings { return "learner" }
    if seed != loop.seed { return "seed" }
    return nil
  }
}
