package import Tensors

/// One task of a meta-batch after adaptation: the path, and rollouts of the adapted policy.
package struct AdaptedTask<Scalar: TensorScalar>: Sendable {
  package var path: AdaptationPath<Scalar>
  /// The surrogate of rollouts collected with the adapted parameters.
  package var query: Surrogate<Scalar>
  /// What happened on the way.
  package var record: TaskRecord

  package init(
    path: AdaptationPath<Scalar>, query: Surrogate<Scalar>, record: TaskRecord = TaskRecord()
  ) {
    self.path = path
    self.query = query
    self.record = record
  }
}

/// What one task of a meta-batch contributes to a report.
package struct TaskRecord: Sendable {
  /// The mean return of each step's support rollouts and of the query rollouts, `[K + 1]`.
  package var meanReturns: [Double] = []
  /// How many environment steps were taken.
  package var environmentSteps = 0
  /// The mean entropy of the adapted policy on its rollouts, in nats.
  package var entropy = 0.0
  /// The mean logarithm of the adapted standard deviations, for continuous actions.
  package var logStandardDeviation: Double?

  package init() {}
}
