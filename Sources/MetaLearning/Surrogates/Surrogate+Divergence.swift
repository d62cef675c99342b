import Networks
import Tensors

extension Surrogate {
  /// The product of the Fisher matrix of the batch's mean divergence and a vector, `[P]`.
  ///
  /// It is the Hessian of the mean KL(π(parameters) ‖ π(θ)) at θ = parameters. The divergence has its
  /// minimum there, so with outputs o only Jᵀ F J with J = ∂o/∂θ is left.
  ///
  /// - Source: Schraudolph 2002, "Fast curvature matrix-vector products", section 3,
  ///   <https://doi.org/10.1162/08997660260028683>.
  package func fisherVectorProduct(at parameters: [Scalar], times vector: [Scalar]) -> [Scalar] {
    switch policy.passes(at: parameters) {
    case .mlp(let passes): fisherProduct(evaluation(passes, parameters), vector)
    case .recorded(let passes): fisherProduct(evaluation(passes, parameters), vector)
    }
  }

  private func fisherProduct<Passes: NetworkPasses<Scalar>>(
    _ evaluation: PolicyEvaluation<Passes>, _ vector: [Scalar]
  ) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: vector.count)
    guard batch.rowCount > 0 else { return total }
    let direction = evaluation.replacing(by: vector, isForwardOnly: true)
    for rows in blocks {
      let passes = self.passes(rows, evaluation)
      let change = passes.pushforward(direction.passes).outputChange
      let image = evaluation.distribution(output: passes.output).fisherProduct(change)
      withoutRecording {
        passes.addPullback(
          of: batch.weighted(image, rows).sum(to: image.shape).scaled(by: 1 / batch.totalWeight),
          to: &total)
      }
    }
    policy.head.addFisherProduct(of: vector, at: evaluation.parameters, to: &total)
    return total
  }

  /// The gradient at `parameters` of the mean over rows of KL(π(old) ‖ π(parameters)), `[P]`.
  ///
  /// - Parameters:
  ///   - old: Parameters of the first policy, `[P]`.
  ///   - parameters: Parameters of the second, `[P]`.
  /// - Returns: The gradient with respect to the second.
  package func klDivergenceGradient(from old: [Scalar], to parameters: [Scalar]) -> [Scalar] {
    let old = forwardEvaluation(at: old)
    return gradient(at: parameters) { rows, distribution in
      let before = withoutRecording { old.distribution(rows) }
      return mean(distribution.klDivergence(from: before), over: rows)
    }
  }

  /// The mean over rows of KL(π(old) ‖ π(parameters)).
  ///
  /// - Parameters:
  ///   - old: Parameters of the first policy, `[P]`.
  ///   - parameters: Parameters of the second, `[P]`.
  ///   - isSample: Whether only the first `sampleRowCount` rows are used.
  /// - Returns: The mean divergence in nats.
  package func klDivergence(
    from old: [Scalar], to parameters: [Scalar], isSample: Bool = false
  ) -> Scalar {
    meanOverRows(isSample: isSample) {
      let old = forwardEvaluation(at: old)
      let new = forwardEvaluation(at: parameters)
      return { rows in
        new.distribution(rows).klDivergence(from: old.distribution(rows))
      }
    }
  }

  /// The surrogate's value and the mean divergence KL(π(old) ‖ π(parameters)), with one forward pass for
  /// both.
  func valueAndDivergence(
    from old: [Scalar], at parameters: [Scalar]
  ) -> (value: Scalar, divergence: Scalar) {
    var value: Scalar = 0
    var divergence: Scalar = 0
    withoutRecording {
      let old = forwardEvaluation(at: old)
      let new = forwardEvaluation(at: parameters)
      for rows in blocks {
        let distribution = new.distribution(rows)
        value += objective(rows, distribution).scalar
        let divergences = distribution.klDivergence(from: old.distribution(rows))
        divergence += batch.weighted(divergences, rows).sum.scalar
      }
    }
    return (value, divergence / batch.totalWeight)
  }

  /// The mean entropy of the policy over the rows, in nats.
  ///
  /// - Parameters:
  ///   - parameters: `[P]`.
  ///   - isSample: Whether only the first `sampleRowCount` rows are used.
  /// - Returns: The mean.
  package func entropy(at parameters: [Scalar], isSample: Bool = false) -> Scalar {
    meanOverRows(isSample: isSample) {
      let policy = forwardEvaluation(at: parameters)
      return { rows in policy.distribution(rows).entropy }
    }
  }

  /// A block's part of the mean of one number for each row, `[1, 1]`.
  private func mean(_ numbers: Tensor<Scalar>, over rows: Range<Int>) -> Tensor<Scalar> {
    batch.weighted(numbers, rows).sum.scaled(by: 1 / batch.totalWeight)
  }

  /// The number of rows for figures that are only reported.
  static var sampleRowCount: Int { 200 }

  /// The mean of one number over the rows, or over the first ones, without recording.
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
