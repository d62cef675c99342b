import Environments
import Gym
import MetaLearning
import Recording
import Scoring
import Tensors

/// A policy found by path or name, ready to adapt.
struct AdaptivePolicy {
  let name: String
  let path: String
  let loaded: LoadedLearner

  /// A policy and a distribution that do not fit.
  struct SpaceMismatch: Error, CustomStringConvertible {
    var policy: String
    var trainedOn: TaskDistribution
    var wanted: TaskDistribution

    var description: String {
      let (own, other) = (trainedOn.specification, wanted.specification)
      return "Cannot use '\(policy)' on \(wanted.fullName): it was trained on"
        + " \(trainedOn.fullName), observation \(own.observationSpace) and action"
        + " \(own.actionSpace), but \(wanted.fullName) has observation"
        + " \(other.observationSpace) and action \(other.actionSpace). Train a policy with"
        + " 'fledge train \(wanted.fullName)'."
    }
  }

  /// Finds and reads a policy.
  init(named name: String) throws {
    self.name = name
    path = try PolicyLibrary.path(of: name)
    loaded = try SavedLearner(reading: .policy, from: path).load(.policy, path: path)
  }

  /// The distribution to use the policy on.
  ///
  /// - Parameters:
  ///   - name: Another distribution than that of training, if asked for.
  ///   - changes: Changes from the command line.
  /// - Returns: The distribution.
  /// - Throws: `SpaceMismatch` if the policy has other spaces; what the changes throw.
  func distribution(
    named name: String?, changedBy changes: DistributionOptions
  ) throws -> TaskDistribution {
    let own = loaded.distribution
    var result = own
    if let name {
      result = try changes.distribution(named: name)
    } else if !changes.options.isEmpty {
      // Options make another environment, which starts from the catalog's ranges.
      result = try changes.distribution(named: own.fullName)
    } else {
      result = try changes.changed(own)
    }
    let (ownSpaces, spaces) = (own.specification, result.specification)
    guard
      ownSpaces.observationSpace == spaces.observationSpace,
      ownSpaces.actionSpace == spaces.actionSpace
    else {
      throw SpaceMismatch(policy: self.name, trainedOn: own, wanted: result)
    }
    return result
  }

  /// The policy before training, once for each learning rate worth trying.
  var untrainedStarts: [UntrainedStart] {
    let learner = MAML(
      settings: loaded.learner.settings, specification: loaded.distribution.specification,
      key: RandomKey(seed: loaded.seed))
    return [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 50, 100].map { rate in
      UntrainedStart(
        learningRate: rate, adaptation: learner.begin(learningRates: [rate], decay: 1))
    }
  }
}
