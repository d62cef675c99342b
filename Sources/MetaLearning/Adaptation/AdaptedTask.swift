import Gym
import Networks
import Tensors

/// One task of a meta-batch after adaptation: the path, and rollouts of the adapted policy.
struct AdaptedTask<Scalar: TensorScalar>: Sendable {
  var path: AdaptationPath<Scalar>
  /// The surrogate of rollouts collected with the adapted parameters.
  var query: Surrogate<Scalar>
  /// What happened on the way.
  var record: TaskRecord
}

/// What one task of a meta-batch contributes to a report.
struct TaskRecord: Sendable {
  /// The mean return of each step's support rollouts and of the query rollouts, `[K + 1]`.
  var meanReturns: [Double] = []
  /// How many environment steps were taken.
  var environmentSteps = 0
  /// The mean entropy of the adapted policy on its rollouts, in nats.
  var entropy = 0.0
  /// The mean logarithm of the adapted standard deviations, for continuous actions.
  var logStandardDeviation: Double?
}
