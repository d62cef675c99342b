import Gym
package import Tensors

/// One task of a meta-batch after adaptation: the path, and rollouts of the adapted policy.
package struct AdaptedTask<Scalar: TensorScalar>: Sendable {
  package var path: AdaptationPath<Surrogate<Scalar>>
  /// The surrogate of rollouts collected with the adapted parameters, always of likelihood ratios.
  package var query: Surrogate<Scalar>
  /// What happened on the way.
  package var record: TaskRecord

  package init(
    path: AdaptationPath<Surrogate<Scalar>>, query: Surrogate<Scalar>,
    record: TaskRecord = TaskRecord()
  ) {
    self.path = path
    self.query = query
    self.record = record
  }

  /// Fixes every policy that ratios are taken to, so that surrogates can be evaluated at other parameters.
  package mutating func fixOldPolicies() {
    path.fixOldPolicies()
    query.fixOldPolicy(at: path.adaptedParameters)
  }

  /// The same task with a share of its rows, enough for an estimate of the curvature.
  func thinned(to share: Double) -> AdaptedTask {
    var result = self
    result.path.thin(to: share)
    result.query.thin(to: share)
    return result
  }

  /// The surrogate of each stage: the supports', then the query's, `[K + 1]`.
  var stages: [Surrogate<Scalar>] { path.supports + [query] }
}

/// What one task of a meta-batch contributes to a report.
package struct TaskRecord: Sendable {
  /// The mean return of each step's support rollouts and of the query rollouts, `[K + 1]`.
  package var meanReturns: [Double] = []
  /// The mean length of their episodes, in steps, `[K + 1]`.
  package var meanLengths: [Double] = []
  /// How many environment steps were taken.
  package var environmentSteps = 0
  /// The mean entropy of the adapted policy on its rollouts, in nats.
  package var entropy = 0.0
  /// The logarithms of the adapted standard deviations; empty for discrete actions.
  package var logStandardDeviations: [Double] = []

  package init() {}

  /// Counts a block of rollouts.
  mutating func add(_ rollouts: Rollouts) {
    meanReturns.append(rollouts.meanReturn)
    meanLengths.append(Double(rollouts.stepCount) / Double(max(1, rollouts.episodeCount)))
    environmentSteps += rollouts.stepCount
  }
}
