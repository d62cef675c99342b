package import Networks
package import Tensors

/// A surrogate of a policy's return on a batch of rows, and its derivatives.
///
/// With advantages A, weights w that are 1 in training, and W = Σ w,
///
///     likelihood ratio   S(θ) = 1/W Σ w A π(a | o; θ) / π(a | o; old)
///     log likelihood     S(θ) = 1/W Σ w A log π(a | o; θ)
///     DiCE               S(θ) = 1/W Σ w A (D[t] - D[t - 1]),  D[t] = Π π(θ) / π(old) up to t
///
/// At the policy that collected the rows the gradient of all three is the policy gradient; they differ
/// in their Hessians, see `InnerEstimator`. The value of the likelihood ratio is the mean advantage
/// there.
///
/// Rows are independent of each other, so the network has no memory. They are processed in blocks that
/// stay in cache; sums over blocks run in order.
///
/// - Source: Rothfuss et al. 2019, "ProMP", sections 4 and 5, <https://arxiv.org/abs/1810.06784>;
///   Farquhar et al. 2019, "Loaded DiCE", section 4, <https://arxiv.org/abs/1909.10549>.
package struct Surrogate<Scalar: TensorScalar>: InnerObjective {
  /// The architecture of the policy.
  package let policy: Policy
  /// The rows.
  package var batch: PolicyBatch<Scalar>
  /// Which of the three surrogates it is.
  package var estimator: InnerEstimator

  /// The most rows whose outputs are processed at a time: enough to pay for recording an operation.
  package static var blockRowCount: Int { 2000 }

  /// Creates the surrogate of a policy on a batch.
  ///
  /// - Precondition: The policy's network has no memory.
  package init(
    policy: Policy, batch: PolicyBatch<Scalar>, estimator: InnerEstimator = .likelihoodRatio
  ) {
    precondition(
      policy.network.memorySize == 0,
      "Surrogate: a network with a memory of \(policy.network.memorySize) numbers, but rows are"
        + " independent of each other.")
    self.policy = policy
    self.batch = batch
    self.estimator = estimator
  }

  /// The surrogate's value at some parameters.
  package func value(at parameters: [Scalar]) -> Scalar {
    sum(at: parameters) { rows, distribution in objective(rows, distribution) }
  }

  /// The gradient of the surrogate, `[P]`.
  package func gradient(at parameters: [Scalar]) -> [Scalar] {
    gradient(at: parameters) { rows, distribution in objective(rows, distribution) }
  }

  /// The product of the surrogate's Hessian and a vector, `[P]`.
  package func hessianVectorProduct(at parameters: [Scalar], times vector: [Scalar]) -> [Scalar] {
    hessian(at: parameters)(vector)
  }

  /// The surrogate's Hessian, as a function from a vector to its product, both `[P]`.
  package func hessian(at parameters: [Scalar]) -> ([Scalar]) -> [Scalar] {
    derivatives(at: parameters) { rows, distribution in objective(rows, distribution) }.hessian
  }

  /// The surrogate's gradient and Hessian, with one pass through the network for both.
  package func gradientAndHessian(at parameters: [Scalar]) -> GradientAndHessian<Scalar> {
    let derivatives = derivatives(at: parameters) { rows, distribution in
      objective(rows, distribution)
    }
    return GradientAndHessian(gradient: derivatives.gradient(), hessian: derivatives.hessian)
  }

  /// Fixes the old policy of the ratios; before, it is the policy that is evaluated.
  package mutating func fixOldPolicy(at parameters: [Scalar]) {
    var result: [Scalar] = []
    result.reserveCapacity(batch.rowCount)
    withoutRecording {
      let policy = forwardEvaluation(at: parameters)
      for rows in blocks {
        let distribution = policy.distribution(rows)
        result += distribution.logProbability(of: batch.actionRows(rows)).elements
      }
    }
    batch.oldLogProbabilities = result
  }

  /// Keeps a share of the rows; whole episodes where products run over them.
  mutating func thin(to share: Double) {
    batch = batch.thinned(to: share, isOfEpisodes: estimator == .dice)
  }

  /// The block's part of the surrogate, `[1, 1]`.
  func objective(
    _ rows: Range<Int>, _ distribution: ActionDistribution<Scalar>
  ) -> Tensor<Scalar> {
    let logProbability = distribution.logProbability(of: batch.actionRows(rows))
    let factor: Tensor<Scalar>
    switch estimator {
    case .logLikelihood: factor = logProbability
    case .likelihoodRatio:
      factor = (logProbability - old(rows, else: logProbability)).exponential
    case .dice:
      let change = logProbability - old(rows, else: logProbability)
      let sums = change.runningSums(ofSegments: batch.episodes.lengths(in: rows))
      factor = sums.exponential - (sums - change).exponential
    }
    return (factor * batch.weightedAdvantageRows(rows)).sum.scaled(by: 1 / batch.totalWeight)
  }

  /// The old policy's log probabilities; those of the policy that is evaluated if none is fixed.
  func old(_ rows: Range<Int>, else logProbability: Tensor<Scalar>) -> Tensor<Scalar> {
    batch.oldLogProbabilities.map { Tensor($0[rows], shape: Shape(rows.count, 1)) }
      ?? logProbability.detached
  }
}
