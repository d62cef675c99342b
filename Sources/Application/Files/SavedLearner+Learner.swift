import Environments
import Foundation
package import Gym
package import MetaLearning
import Numerics
package import Recording

/// A learner read from a file, with the distribution it was trained on.
package struct LoadedLearner {
  /// What it was trained on.
  package var distribution: TaskDistribution
  /// The learner and how far its training is.
  package var loop: TrainingLoop
  /// What the learner says of itself.
  package var entry: LearnerEntry

  /// The learner.
  package var learner: any Learner { loop.learner }
  /// The seed of the run.
  package var seed: UInt64 { loop.seed }
}

extension SavedLearner {
  /// Gathers what a file has to hold.
  package init(_ loop: TrainingLoop, kind: Kind) throws {
    let knowledge = loop.learner.knowledge
    try self.init(
      loop, knowledge: kind == .checkpoint ? knowledge.adding(loop.progress) : knowledge)
  }

  /// Gathers what a file has to hold.
  ///
  /// - Parameters:
  ///   - loop: What trained the learner.
  ///   - content: Its arrays and counters.
  ///   - adaptations: What has changed them since.
  /// - Throws: An error if the settings cannot be encoded.
  init(
    _ loop: TrainingLoop, knowledge content: NamedArrays, adaptations: [SavedAdaptation] = []
  ) throws {
    let settings = loop.learner.settings
    self.init(
      distribution: loop.distribution.record, learner: settings.learner,
      settings: try JSONOutput.compactText(SettingsRecord(settings)), seed: loop.seed,
      iteration: loop.iteration, environmentSteps: loop.environmentSteps,
      counters: content.counters,
      arrays: content.arrays.map {
        .init(name: $0.name, shape: $0.shape, values: .float32($0.values))
      }, adaptations: adaptations)
  }

  /// Rebuilds the learner, and the loop that trains it.
  ///
  /// - Parameters:
  ///   - kind: What the file is: a policy comes without what only training needs.
  ///   - path: What error messages call the file.
  ///   - catalog: The learners that the file may be of.
  /// - Returns: The learner and what belongs to it.
  /// - Throws: `LoadError` if the content does not make a learner.
  package func load(
    _ kind: Kind, path: String, in catalog: LearnerCatalog
  ) throws(LoadError) -> LoadedLearner {
    do {
      guard let entry = catalog[learner] else {
        throw LoadError.Finding.unknownLearner(learner, known: catalog.names)
      }
      let settings = try decodedSettings(catalog)
      let distribution = try Catalog.distribution(from: distribution)
      try checkArrays(entry.shapes(settings, for: distribution.specification))
      return LoadedLearner(
        distribution: distribution, loop: try restored(entry, settings, distribution, kind),
        entry: entry)
    } catch let cause {
      throw LoadError(path: path, cause: cause)
    }
  }

  private func decodedSettings(_ catalog: LearnerCatalog) throws -> any LearnerSettings {
    let settings: any LearnerSettings
    do {
      settings = try SettingsRecord.decoder(catalog, version: version)
        .decode(SettingsRecord.self, from: Data(self.settings.utf8)).settings
    } catch let error as SettingsRecord.UnknownLearner {
      throw LoadError.Finding.unknownLearner(error.name, known: catalog.names)
    } catch let error {
      throw LoadError.Finding.settings(error)
    }
    try settings.validate()
    guard settings.learner == learner else { throw LoadError.Finding.otherLearner }
    return settings
  }

  /// Checks the arrays whose sizes follow from settings before a learner is made, which takes as much
  /// memory as the settings ask for.
  private func checkArrays(_ needed: [NamedArrays.Shape]) throws(LoadError.Finding) {
    for array in needed {
      let found = arrays.first { $0.name == array.name }?.shape
      if found != array.shape {
        throw .shape(array: array.name, found: found, needed: array.shape)
      }
    }
  }

  private func restored(
    _ entry: LearnerEntry, _ settings: any LearnerSettings, _ distribution: TaskDistribution,
    _ kind: Kind
  ) throws -> TrainingLoop {
    var loop = TrainingLoop(
      learner: try entry.makeLearner(
        settings, for: distribution.specification, key: RandomKey(seed: seed)),
      distribution: distribution, seed: seed, iteration: iteration,
      environmentSteps: environmentSteps)
    let content = NamedArrays(
      arrays: arrays.compactMap { array in
        guard case .float32(let values) = array.values else { return nil }
        return .init(name: array.name, shape: array.shape, values: values)
      }, counters: counters)
    try loop.restore(content, isCheckpoint: kind == .checkpoint)
    return loop
  }
}
