package import Arguments
package import Gym
package import MetaLearning
import Networks

/// Limits on the size of a run, which are checked before memory is allocated.
package enum TrainingLimits {
  /// The most parameters of a policy.
  static let parameters = 50_000_000
  /// The most environment steps of an iteration.
  static let environmentSteps = 100_000_000
  /// The most numbers that an iteration keeps.
  static let numbers = 2_000_000_000

  /// Refuses settings with which an iteration would need too much memory.
  ///
  /// - Throws: `UsageError` that says what is too large.
  package static func check(
    _ settings: LearnerSettings, on distribution: TaskDistribution
  ) throws(UsageError) {
    let specification = distribution.specification
    let parameterCount = Policy(settings: settings, specification: specification).layout.count
    guard parameterCount <= parameters else {
      throw UsageError(
        "The policy would have \(parameterCount) parameters, but at most \(parameters) are"
          + " supported. Give fewer or narrower layers with --hidden.")
    }
    let stages = settings.trainingSteps + 1
    let rows = settings.tasks * settings.rollouts * specification.horizon * stages
    guard rows <= environmentSteps else {
      throw UsageError(
        "One iteration could take \(rows) environment steps (\(settings.tasks) tasks,"
          + " \(settings.rollouts) rollouts, \(stages) stages of \(specification.horizon) steps),"
          + " but at most \(environmentSteps) are supported. Give fewer --tasks or --rollouts.")
    }
    // A task keeps its parameters at each stage, the gradient of each step and its meta-gradient.
    let kept = settings.tasks * parameterCount * 2 * (stages + 1)
    guard kept <= numbers else {
      throw UsageError(
        "One iteration would keep \(kept) numbers (\(settings.tasks) tasks, \(stages) stages of"
          + " \(parameterCount) parameters), but at most \(numbers) are supported. Give fewer"
          + " --tasks or --inner-steps, or narrower layers with --hidden.")
    }
  }

  /// Refuses settings that are finite as typed, but not in a learner's single precision.
  ///
  /// - Throws: `UsageError` that names the first array that is not finite.
  package static func checkFinite(_ learner: MAML) throws(UsageError) {
    for array in learner.state.arrays where !array.values.allSatisfy(\.isFinite) {
      throw UsageError(
        "With these settings '\(array.name)' would not be finite. Choose less extreme numbers.")
    }
  }
}
