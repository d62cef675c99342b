import Environments
import Foundation
import Gym
import MetaLearning
import Recording
import Tensors

/// A learner read from a file, with the distribution it was trained on.
struct LoadedLearner {
  var distribution: TaskDistribution
  var learner: MAML
  var seed: UInt64
  var iteration: Int
  var environmentSteps: Int
}

/// What is wrong with a file that is well-formed but does not hold a learner of this build.
struct LoadError: Error, CustomStringConvertible {
  var path: String
  var finding: String

  var description: String { "Cannot use '\(path)': \(finding)" }
}

extension SavedLearner {
  /// Gathers what a file has to hold.
  init(_ loop: TrainingLoop, learner: MAML, kind: Kind) throws {
    let state = learner.state
    let arrays = state.arrays.filter { kind == .checkpoint || !$0.name.hasPrefix("adam/") }
    self.init(
      distribution: loop.distribution.record, learner: learner.settings.learner.rawValue,
      settings: try JSONOutput.compactText(learner.settings), seed: loop.seed,
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
  func load(_ kind: Kind, path: String) throws -> LoadedLearner {
    func fail(_ finding: String) -> LoadError { LoadError(path: path, finding: finding) }
    guard
      let settings = try? JSONDecoder().decode(LearnerSettings.self, from: Data(settings.utf8))
    else {
      throw fail("its settings cannot be read by this build of fledge.")
    }
    do {
      try settings.validate()
      let distribution = try Catalog.distribution(from: distribution)
      let learner = try restored(settings, distribution, kind)
      return LoadedLearner(
        distribution: distribution, learner: learner, seed: seed, iteration: iteration,
        environmentSteps: environmentSteps)
    } catch let error {
      throw fail("\(error)")
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
    if kind == .policy {
      state.arrays += learner.state.arrays.filter { $0.name.hasPrefix("adam/") }
    }
    try learner.restore(state)
    return learner
  }
}
