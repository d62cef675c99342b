private import Networks
private import Tensors

extension Surrogate {
  /// The product of the Fisher matrix of the batch's mean divergence and a vector, `[P]`.
  ///
  /// It is the Hessian of the mean KL(π(parameters) ‖ π(θ)) at θ = parameters: with outputs o, the
  /// divergence has its minimum there, and only Jᵀ F J with J = ∂o/∂θ is left.
  public func fisherVectorProduct(at parameters: [Scalar], times vector: [Scalar]) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: parameters.count)
    guard batch.rowCount > 0 else { return total }
    let evaluation = PolicyEvaluation(policy: policy, parameters: parameters)
    let direction = evaluation.replacing(by: vector, isForwardOnly: true)
    for rows in blocks {
      let passes = self.passes(rows, evaluation)
      let change = passes.pushforward(direction.network).outputChange
      let image = evaluation.distribution(output: passes.output).fisherProduct(change)
      withoutRecording {
        passes.addPullback(
          of: batch.weighted(image, rows).sum(to: image.shape).scaled(by: 1 / batch.totalWeight),
          to: &total)
      }
    }
    evaluation.addFisherProduct(direction, to: &total)
    return total
  }

  /// The gradient at `parameters` of the mean over rows of KL(π(old) ‖ π(parameters)), `[P]`.
  ///
  /// - Parameters:
  ///   - old: Parameters of the first policy, `[P]`.
  ///   - parameters: Parameters of the second, `[P]`.
  /// - Returns: The gradient with respect to the second.
  public func klDivergenceGradient(from old: [Scalar], to parameters: [Scalar]) -> [Scalar] {
    let old = PolicyEvaluation(policy: policy, parameters: old, isForwardOnly: true)
    return gradient(at: parameters) { rows, distribution in
      let before = withoutRecording { self.distribution(rows, old) }
      return mean(distribution.klDivergence(from: before), over: rows)
    }
  }

  /// The mean over rows of KL(π(old) ‖ π(parameters)).
  ///
  /// - Parameters:
  ///   - old: Parameters of the first policy, `[P]`.
  ///   - parameters: Parameters of the second, `[P]`.
  ///   - isSample: Whether the first rows are enough, at most `sampleRowCount`.
  /// - Returns: The mean divergence in nats.
  public func klDivergence(
    from old: [Scalar], to parameters: [Scalar], isSample: Bool = false
  ) -> Scalar {
    meanOverRows(isSample: isSample) {
      let old = PolicyEvaluation(policy: policy, parameters: old, isForwardOnly: true)
      let new = PolicyEvaluation(policy: policy, parameters: parameters, isForwardOnly: true)
      return { rows in
        distribution(rows, new).klDivergence(from: distribution(rows, old))
      }
    }
  }

  /// The surrogate's value and the mean divergence KL(π(old) ‖ π(parameters)), with one pass through
  /// the network for both.
  func valueAndDivergence(
    from old: [Scalar], at parameters: [Scalar]
  ) -> (value: Scalar, divergence: Scalar) {
    var value: Scalar = 0
    var divergence: Scalar = 0
    withoutRecording {
      let old = PolicyEvaluation(policy: policy, parameters: old, isForwardOnly: true)
      let new = PolicyEvaluation(policy: policy, parameters: parameters, isForwardOnly: true)
      for rows in blocks {
        let distribution = distribution(rows, new)
        value += objective(rows, distribution).scalar
        let divergences = distribution.klDivergence(from: self.distribution(rows, old))
        divergence += batch.weighted(divergences, rows).sum.scalar
      }
    }
    return (value, divergence / batch.totalWeight)
  }

  /// The mean entropy of the policy over the rows, in nats.
  ///
  /// - Parameters:
  ///   - parameters: `[P]`.
  ///   - isSample: Whether the first rows are enough, at most `sampleRowCount`.
  /// - Returns: The mean.
  public func entropy(at parameters: [Scalar], isSample: Bool = false) -> Scalar {
    meanOverRows(isSample: isSample) {
      let evaluation = PolicyEvaluation(policy: policy, parameters: parameters, isForwardOnly: true)
      return { rows in distribution(rows, evaluation).entropy }
    }
  }

  /// A block's part of the mean of one number for each row, `[1, 1]`.
  private func mean(_ numbers: Tensor<Scalar>, over rows: Range<Int>) -> Tensor<Scalar> {
    batch.weighted(numbers, rows).sum.scaled(by: 1 / batch.totalWeight)
  }

  /// How many rows are enough for a figure that only people read.
  static var sampleRowCount: Int { 200 }

  /// The mean of one number for each row, or for each of the first ones, without recording.
  private func meanOverRows(
    isSample: Bool, _ prepare: () -> (Range<Int>) -> Tensor<Scalar>
  ) -> Scalar {
    var total: Scalar = 0
    var weight: Scalar = 0
    withoutRecording {
      let numbers = prepare()
      let sample = 0..<min(batch.rowCount, Self.sampleRowCount)
      for rows in isSample && !sample.isEmpty ? [sample] : blocks {
        total += batch.weighted(numbers(rows), rows).sum.scalar
        weight += batch.weight(of: rows)
      }
    }
    return total / weight
  }
}
