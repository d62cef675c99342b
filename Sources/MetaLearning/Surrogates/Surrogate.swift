public import Networks
public import Tensors

/// A surrogate of a policy's return on a batch of rows, and its derivatives.
///
/// With advantages A, weights w that are 1 in training, and W = Σ w,
///
///     likelihood ratio   S(θ) = 1/W Σ w A π(a | o; θ) / π(a | o; old)
///     log likelihood     S(θ) = 1/W Σ w A log π(a | o; θ)
///     DiCE               S(θ) = 1/W Σ w A (D[t] - D[t - 1]),  D[t] = Π π(θ) / π(old) up to t
///
/// At the policy that collected the rows all three have the policy gradient for a gradient; they
/// differ in their Hessians, see `InnerEstimator`. The value of the likelihood ratio is there the
/// mean advantage.
///
/// Rows are processed in blocks that stay in cache; sums over blocks run in order.
///
/// - Source: Rothfuss et al. 2019, "ProMP", sections 4 and 5, <https://arxiv.org/abs/1810.06784>;
///   Farquhar et al. 2019, "Loaded DiCE", section 4, <https://arxiv.org/abs/1909.10549>.
public struct Surrogate<Scalar: TensorScalar>: InnerObjective {
  /// The architecture of the policy.
  public let policy: MLPPolicy
  /// The rows.
  public var batch: PolicyBatch<Scalar>
  /// Which of the surrogates it is.
  public var estimator: InnerEstimator

  /// Most rows whose outputs are processed at a time: enough to pay for recording an operation.
  public static var blockRowCount: Int { 2000 }

  /// Most rows that go through the network at a time: 160 kB of values of its widest layer, so that
  /// those of all layers stay in the second-level cache.
  var passRowCount: Int { max(16, 40_000 / (policy.hiddenSizes.max() ?? 64)) }

  /// Creates the surrogate of a policy on a batch.
  public init(
    policy: MLPPolicy, batch: PolicyBatch<Scalar>, estimator: InnerEstimator = .likelihoodRatio
  ) {
    self.policy = policy
    self.batch = batch
    self.estimator = estimator
  }

  /// The surrogate's value at some parameters.
  public func value(at parameters: [Scalar]) -> Scalar {
    sum(at: parameters) { rows, distribution in objective(rows, distribution) }
  }

  /// The gradient of the surrogate, `[P]`.
  public func gradient(at parameters: [Scalar]) -> [Scalar] {
    gradient(at: parameters) { rows, distribution in objective(rows, distribution) }
  }

  /// The product of the surrogate's Hessian and a vector, `[P]`.
  public func hessianVectorProduct(at parameters: [Scalar], times vector: [Scalar]) -> [Scalar] {
    hessian(at: parameters)(vector)
  }

  /// The surrogate's Hessian, as a function from a vector to its product, both `[P]`.
  public func hessian(at parameters: [Scalar]) -> ([Scalar]) -> [Scalar] {
    derivatives(at: parameters) { rows, distribution in objective(rows, distribution) }.hessian
  }

  /// The surrogate's gradient and Hessian, with one pass through the network for both.
  public func gradientAndHessian(at parameters: [Scalar]) -> GradientAndHessian<Scalar> {
    let derivatives = derivatives(at: parameters) { rows, distribution in
      objective(rows, distribution)
    }
    return GradientAndHessian(gradient: derivatives.gradient, hessian: derivatives.hessian)
  }

  /// Fixes the policy the ratios are taken to, which until now followed the evaluation.
  public mutating func fixOldPolicy(at parameters: [Scalar]) {
    var result: [Scalar] = []
    result.reserveCapacity(batch.rowCount)
    withoutRecording {
      let evaluation = PolicyEvaluation(
        policy: policy, parameters: parameters, isForwardOnly: true)
      for rows in blocks {
        let distribution = distribution(rows, evaluation)
        result += distribution.logProbability(of: batch.actionRows(rows)).elements
      }
    }
    batch.oldLogProbabilities = result
  }

  /// Leaves a share of the rows; of whole episodes where products run over them.
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
      let sums = change.runningSums(ofSegments: batch.segments(of: rows))
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
