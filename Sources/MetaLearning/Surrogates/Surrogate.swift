public import Networks
public import Tensors

/// The likelihood-ratio surrogate of a policy's return on a batch of rows, and its derivatives.
///
///     S(θ) = 1/B Σ π(a | o; θ) / π(a | o; old) · A
///
/// At the policy that collected the rows its value is the mean advantage, its gradient the policy
/// gradient, and its Hessian H₁ + H₂ of Rothfuss et al.: curvature through the gradient of each log
/// probability as well as through its curvature.
///
/// Rows are processed in blocks that stay in cache; sums over blocks run in order.
///
/// - Source: Rothfuss et al. 2019, "ProMP", section 5 (low variance curvature estimator),
///   <https://arxiv.org/abs/1810.06784>.
public struct Surrogate<Scalar: TensorScalar>: Sendable {
  /// The architecture of the policy.
  public let policy: MLPPolicy
  /// The rows.
  public var batch: PolicyBatch<Scalar>

  /// Most rows that are processed at a time.
  ///
  /// Activations of so many rows of 64 numbers stay in the second-level cache, and there are enough
  /// of them to pay for recording an operation.
  public static var blockRowCount: Int { 500 }

  /// Creates the surrogate of a policy on a batch.
  public init(policy: MLPPolicy, batch: PolicyBatch<Scalar>) {
    self.policy = policy
    self.batch = batch
  }

  /// The mean of ratio times advantage at some parameters.
  public func value(at parameters: [Scalar]) -> Scalar {
    var total: Scalar = 0
    withoutRecording {
      let constants = policy.layout.constants(parameters)
      forEachBlock { rows in
        total += weightedRatio(rows, distribution(rows, constants)).scalar
      }
    }
    return total
  }

  /// The gradient of the surrogate, `[P]`.
  public func gradient(at parameters: [Scalar]) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: parameters.count)
    forEachBlock { rows in
      let variables = policy.layout.variables(parameters)
      let value = weightedRatio(rows, distribution(rows, variables))
      policy.layout.add(gradients(of: [value], withRespectTo: variables), to: &total)
    }
    return total
  }

  /// The product of the surrogate's Hessian and a vector, `[P]`.
  public func hessianVectorProduct(at parameters: [Scalar], times vector: [Scalar]) -> [Scalar] {
    secondDerivative(at: parameters, times: vector) { rows, distribution in
      weightedRatio(rows, distribution)
    }
  }

  /// The product of the Fisher matrix of the batch's mean divergence and a vector, `[P]`.
  ///
  /// It is the Hessian of the mean KL(π(parameters) ‖ π(θ)) at θ = parameters.
  public func fisherVectorProduct(at parameters: [Scalar], times vector: [Scalar]) -> [Scalar] {
    secondDerivative(at: parameters, times: vector) { _, distribution in
      distribution.klDivergence(from: distribution.detached).sum
        .scaled(by: 1 / Scalar(batch.rowCount))
    }
  }

  /// The mean over rows of KL(π(old) ‖ π(parameters)).
  ///
  /// - Parameters:
  ///   - old: Parameters of the first policy, `[P]`.
  ///   - parameters: Parameters of the second, `[P]`.
  ///   - isSample: Whether the first block of rows is enough.
  /// - Returns: The mean divergence in nats.
  public func klDivergence(
    from old: [Scalar], to parameters: [Scalar], isSample: Bool = false
  ) -> Scalar {
    meanOverRows(isSample: isSample) {
      let oldConstants = policy.layout.constants(old)
      let constants = policy.layout.constants(parameters)
      return { rows in
        distribution(rows, constants).klDivergence(from: distribution(rows, oldConstants))
      }
    }
  }

  /// The mean entropy of the policy over the rows, in nats.
  ///
  /// - Parameters:
  ///   - parameters: `[P]`.
  ///   - isSample: Whether the first block of rows is enough.
  /// - Returns: The mean.
  public func entropy(at parameters: [Scalar], isSample: Bool = false) -> Scalar {
    meanOverRows(isSample: isSample) {
      let constants = policy.layout.constants(parameters)
      return { rows in distribution(rows, constants).entropy }
    }
  }

  /// Fixes the policy the ratios are taken to, which until now followed the evaluation.
  public mutating func fixOldPolicy(at parameters: [Scalar]) {
    var result: [Scalar] = []
    result.reserveCapacity(batch.rowCount)
    withoutRecording {
      let constants = policy.layout.constants(parameters)
      forEachBlock { rows in
        result += distribution(rows, constants).logProbability(of: batch.actionRows(rows)).elements
      }
    }
    batch.oldLogProbabilities = result
  }

  private func distribution(
    _ rows: Range<Int>, _ parameters: [Tensor<Scalar>]
  ) -> ActionDistribution<Scalar> {
    policy.distribution(batch.observationRows(rows), parameters: parameters)
  }

  /// The sum over a block of ratio times advantage, divided by the rows of the whole batch.
  private func weightedRatio(
    _ rows: Range<Int>, _ distribution: ActionDistribution<Scalar>
  ) -> Tensor<Scalar> {
    let logProbability = distribution.logProbability(of: batch.actionRows(rows))
    let old =
      batch.oldLogProbabilities.map { Tensor($0[rows], shape: Shape(rows.count, 1)) }
      ?? logProbability.detached
    let ratio = (logProbability - old).exponential
    return (ratio * batch.advantageRows(rows)).sum.scaled(by: 1 / Scalar(batch.rowCount))
  }

  private func secondDerivative(
    at parameters: [Scalar], times vector: [Scalar],
    of objective: (Range<Int>, ActionDistribution<Scalar>) -> Tensor<Scalar>
  ) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: parameters.count)
    let cotangents = policy.layout.constants(vector)
    forEachBlock { rows in
      let variables = policy.layout.variables(parameters)
      let value = objective(rows, distribution(rows, variables))
      let slope = gradients(of: [value], withRespectTo: variables, isRecorded: true)
      let product = gradients(of: slope, withRespectTo: variables, cotangents: cotangents)
      policy.layout.add(product, to: &total)
    }
    return total
  }

  /// The mean of one number for each row, or for each of the first block, without recording.
  private func meanOverRows(
    isSample: Bool, _ prepare: () -> (Range<Int>) -> Tensor<Scalar>
  ) -> Scalar {
    var total: Scalar = 0
    var rowCount = 0
    withoutRecording {
      let numbers = prepare()
      forEachBlock { rows in
        guard rowCount == 0 || !isSample else { return }
        total += numbers(rows).sum.scalar
        rowCount += rows.count
      }
    }
    return total / Scalar(rowCount)
  }

  private func forEachBlock(_ body: (Range<Int>) -> Void) {
    // Blocks of nearly equal size, so that no small remainder is left.
    let blockCount = (batch.rowCount + Self.blockRowCount - 1) / Self.blockRowCount
    for block in 0..<blockCount {
      body(
        block * batch.rowCount / blockCount..<(block + 1) * batch.rowCount / blockCount)
    }
  }
}
