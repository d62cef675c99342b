import Environments
import Foundation
package import Gym
package import MetaLearning
import Networks
import Numerics
package import Recording
import Tensors

/// A learner read from a file, with the distribution it was trained on.
package struct LoadedLearner {
  package var distribution: TaskDistribution
  package var learner: MAML
  package var seed: UInt64
  package var iteration: Int
  package var environmentSteps: Int
}

extension SavedLearner {
  /// Gathers what a file has to hold.
  package init(_ loop: TrainingLoop, settings: LearnerSettings, kind: Kind) throws {
    let state = loop.learner.state
    let arrays = state.arrays.filter { kind == .checkpoint || !$0.isOfOptimizer }
    self.init(
      distribution: loop.distribution.record, learner: settings.learner.rawValue,
      settings: try JSONOutput.compactText(settings), seed: loop.seed,
      iteration: loop.iteration, environmentSteps: loop.environmentSteps,
      counters: kind == .checkpoint ? state.counters : [:],
      arrays: arrays.map { .init(name: $0.name, shape: $0.shape, values: .float32($0.values)) })
  }

  /// Rebuilds the learner.
  ///
  /// - Parameters:
  ///   - kind: What the file is: a policy comes without the optimiser's moments.
  ///   - path: What error messages call the file.
  /// - Returns: The learner and what belongs to it.
  /// - Throws: `LoadError` if the content does not make a learner.
  package func load(_ kind: Kind, path: String) throws(LoadError) -> LoadedLearner {
    do {
      let settings = try decodedSettings()
      let distribution = try Catalog.distribution(from: distribution)
      try checkArrays(settings, distribution)
      return LoadedLearner(
        distribution: distribution, learner: try restored(settings, distribution, kind),
        seed: seed, iteration: iteration, environmentSteps: environmentSteps)
    } catch let cause {
      throw LoadError(path: path, cause: cause)
    }
  }

  private func decodedSettings() throws -> LearnerSettings {
    let settings: LearnerSettings
    do {
      settings = try JSONDecoder().decode(LearnerSettings.self, from: Data(self.settings.utf8))
    } catch let error {
      throw LoadError.Finding.settings(error)
    }
    try settings.validate()
    let counts = LearnerOptions.countRange
    guard
      counts.contains(settings.tasks), counts.contains(settings.rollouts),
      LearnerOptions.stepRange.contains(settings.innerSteps),
      LearnerOptions.epochRange.contains(settings.epochs)
    else { throw LoadError.Finding.excessiveCounts }
    guard settings.learner.rawValue == learner else { throw LoadError.Finding.otherLearner }
    return settings
  }

  /// Checks the arrays of the policy before a learner is made, which takes as much memory as the
  /// settings ask for.
  private func checkArrays(
    _ settings: LearnerSettings, _ distribution: TaskDistribution
  ) throws(LoadError.Finding) {
    let policy = Policy(settings: settings, specification: distribution.specification)
    for entry in policy.layout.entries {
      let name = "policy/" + entry.name
      let shape = [entry.shape.rows, entry.shape.columns]
      let found = arrays.first { $0.name == name }?.shape
      if found != shape { throw .shape(array: name, found: found, needed: shape) }
    }
  }

  private func restored(
    _ settings: LearnerSettings, _ distribution: TaskDistribution, _ kind: Kind
  ) throws -> MAML {
    var learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: seed))
    var state = LearnerState(
      arrays: arrays.compactMap { array in
        guard case .float32(let values) = array.values else { return nil }
        return .init(name: array.name, shape: array.shape, values: values)
      }, counters: counters)
    let fresh = learner.state
    switch kind {
    case .policy: state.arrays += fresh.arrays.filter(\.isOfOptimizer)
    case .checkpoint:
      for name in fresh.counters.keys.sorted() where counters[name] == nil {
        throw LoadError.Finding.counter(name)
      }
    }
    try learner.restore(state)
    return learner
  }
}

extension LearnerState.Array {
  /// Whether only training needs it.
  fileprivate var isOfOptimizer: Bool { name.hasPrefix("adam/") }
}
