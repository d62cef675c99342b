public import Tensors

/// What a policy says about its next action, for each row of a batch.
///
/// One that has a single row may speak of many actions: it says the same of all.
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
  /// - Parameter actions: What was chosen, B actions.
  /// - Returns: `[B, 1]`.
  /// - Precondition: The actions are of the distribution's kind and size, one for each of its rows or
  ///   any number for a single one.
  public func logProbability(of actions: Actions<Scalar>) -> Tensor<Scalar> {
    switch (self, actions) {
    case (.gaussian(let mean, let logStandardDeviation), .continuous(let values)):
      Self.checkShapes(mean, logStandardDeviation)
      precondition(
        values.shape == mean.shape || Shape(1, values.shape.columns) == mean.shape,
        "ActionDistribution: actions of \(values.shape), but means of \(mean.shape).")
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
      Self.checkShapes(mean, logStandardDeviation)
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
  /// - Precondition: Both have the same kind and size.
  public func klDivergence(from old: ActionDistribution) -> Tensor<Scalar> {
    switch (old, self) {
    case (.gaussian(let oldMean, let oldLog), .gaussian(let mean, let log)):
      Self.checkShapes(mean, log)
      Self.checkShapes(oldMean, oldLog)
      Self.checkSameShape(oldMean, mean)
      // ½ ((μ - μ')/σ)² + ½ ((σ'/σ)² - 1) + ln σ/σ', where only ratios of deviations are squared,
      // so that wide distributions do not overflow and a distribution is exactly 0 from itself.
      let standardized = (mean - oldMean) * (-log).exponential
      let logRatio = log - oldLog
      let spread = logRatio.scaled(by: -2).exponential.adding(-1).scaled(by: 0.5) + logRatio
      return standardized.squared.rowSums.scaled(by: 0.5) + spread.sum
    case (.categorical(let oldLogits), .categorical(let logits)):
      Self.checkSameShape(oldLogits, logits)
      let oldLogProbability = oldLogits.logSoftmax
      return (oldLogProbability.exponential * (oldLogProbability - logits.logSoftmax)).rowSums
    default:
      preconditionFailure("ActionDistribution: a divergence between different kinds.")
    }
  }

  /// The Fisher matrix of each row times a change of its outputs: the Hessian of `klDivergence` where
  /// both distributions are the same.
  ///
  /// Of means it is ȧ / σ², of logits p (ȧ - Σ p ȧ). Logarithms of standard deviations, which all rows
  /// share, have 2 for each row and nothing in common with means.
  ///
  /// - Parameter change: How means or logits change, ȧ, `[B, A]` or `[B, n]`.
  /// - Returns: As many numbers; a constant.
  /// - Precondition: The shape is that of the means or logits.
  public func fisherProduct(_ change: Tensor<Scalar>) -> Tensor<Scalar> {
    withoutRecording {
      switch self {
      case .gaussian(let mean, let logStandardDeviation):
        Self.checkSameShape(mean, change)
        return change * logStandardDeviation.scaled(by: -2).exponential
      case .categorical(let logits):
        Self.checkSameShape(logits, change)
        let probability = logits.logSoftmax.exponential
        let weighted = probability * change
        return weighted - probability * weighted.rowSums
      }
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

  // Operations on tensors repeat rows and columns, so shapes that do not fit would go unnoticed.

  private static func checkShapes(_ mean: Tensor<Scalar>, _ logStandardDeviation: Tensor<Scalar>) {
    precondition(
      logStandardDeviation.shape == Shape(1, mean.shape.columns),
      "ActionDistribution: standard deviations of \(logStandardDeviation.shape), but means of"
        + " \(mean.shape) need \(Shape(1, mean.shape.columns)).")
  }

  private static func checkSameShape(_ old: Tensor<Scalar>, _ new: Tensor<Scalar>) {
    precondition(
      old.shape == new.shape,
      "ActionDistribution: a divergence from a distribution of \(old.shape) to one of"
        + " \(new.shape).")
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
