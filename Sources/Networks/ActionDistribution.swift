public import Tensors

/// What a policy says about its next action, for each row of a batch.
public enum ActionDistribution<Scalar: TensorScalar> {
  /// Independent normal coordinates: means `[B, A]`, logarithms of standard deviations `[1, A]`.
  case gaussian(mean: Tensor<Scalar>, logStandardDeviation: Tensor<Scalar>)
  /// One of `n` choices: unnormalised log probabilities `[B, n]`.
  case categorical(logits: Tensor<Scalar>)

  /// How many rows there are, B.
  public var rowCount: Int {
    switch self {
    case .gaussian(let mean, _): mean.shape.rows
    case .categorical(let logits): logits.shape.rows
    }
  }

  /// The logarithm of the probability (density) of an action in each row, summed over coordinates.
  ///
  /// - Parameter actions: What was chosen.
  /// - Returns: `[B, 1]`.
  public func logProbability(of actions: Actions<Scalar>) -> Tensor<Scalar> {
    switch (self, actions) {
    case (.gaussian(let mean, let logStandardDeviation), .continuous(let values)):
      let standardized = (values - mean) * (-logStandardDeviation).exponential
      let constant = Scalar(mean.shape.columns) * Self.halfLogTwoPi
      return standardized.squared.rowSums.scaled(by: -0.5)
        - logStandardDeviation.sum.adding(constant)
    case (.categorical(let logits), .discrete(let choices)):
      return logits.logSoftmax.selecting(columns: choices)
    default:
      preconditionFailure("ActionDistribution: actions of the other kind of space.")
    }
  }

  /// The entropy of each row, in nats, `[B, 1]`.
  public var entropy: Tensor<Scalar> {
    switch self {
    case .gaussian(let mean, let logStandardDeviation):
      let constant = Scalar(mean.shape.columns) * (0.5 + Self.halfLogTwoPi)
      return logStandardDeviation.sum.adding(constant).broadcast(to: Shape(mean.shape.rows, 1))
    case .categorical(let logits):
      let logProbability = logits.logSoftmax
      return -(logProbability.exponential * logProbability).rowSums
    }
  }

  /// The divergence KL(old ‖ self) of each row, `[B, 1]`.
  ///
  /// - Parameter old: The distribution that is compared with, of the same kind.
  /// - Returns: One divergence for each row, in nats.
  public func klDivergence(from old: ActionDistribution) -> Tensor<Scalar> {
    switch (old, self) {
    case (.gaussian(let oldMean, let oldLog), .gaussian(let mean, let log)):
      let variance = log.scaled(by: 2).exponential
      let oldVariance = oldLog.scaled(by: 2).exponential
      let difference = (mean - oldMean).squared + oldVariance
      let terms = difference / variance.scaled(by: 2) + (log - oldLog)
      return terms.adding(-0.5).rowSums
    case (.categorical(let oldLogits), .categorical(let logits)):
      let oldLogProbability = oldLogits.logSoftmax
      return (oldLogProbability.exponential * (oldLogProbability - logits.logSoftmax)).rowSums
    default:
      preconditionFailure("ActionDistribution: a divergence between different kinds.")
    }
  }

  /// The same distribution as a constant.
  public var detached: ActionDistribution {
    switch self {
    case .gaussian(let mean, let log):
      .gaussian(mean: mean.detached, logStandardDeviation: log.detached)
    case .categorical(let logits): .categorical(logits: logits.detached)
    }
  }

  private static var halfLogTwoPi: Scalar { Scalar(0.918_938_533_204_672_7) }
}

/// Actions as the distributions take them.
public enum Actions<Scalar: TensorScalar> {
  /// Real vectors, `[B, A]`.
  case continuous(Tensor<Scalar>)
  /// Numbers of choices, `[B]`.
  case discrete([Int32])
}
