import Networks
import Tensors

/// What only outer objectives use; the estimator makes no difference here.
extension Surrogate {
  /// The gradient of the clipped surrogate, `[P]`.
  ///
  ///     1/W Σ w min(r A, clip(r, 1 - ε, 1 + ε) A),   r = π(a | o; θ) / π(a | o; old)
  ///
  /// - Parameters:
  ///   - parameters: θ, `[P]`.
  ///   - clip: ε.
  /// - Returns: The gradient. Rows whose ratio is beyond the bound in the direction of their advantage
  ///   add nothing.
  /// - Source: Schulman et al. 2017, "Proximal policy optimization", equation 7,
  ///   <https://arxiv.org/abs/1707.06347>.
  package func clippedGradient(at parameters: [Scalar], clip: Scalar) -> [Scalar] {
    gradient(at: parameters) { rows, distribution in
      clippedObjective(rows, distribution, clip: clip)
    }
  }

  private func clippedObjective(
    _ rows: Range<Int>, _ distribution: ActionDistribution<Scalar>, clip: Scalar
  ) -> Tensor<Scalar> {
    let logProbability = distribution.logProbability(of: batch.actionRows(rows))
    let ratio = (logProbability - old(rows, else: logProbability)).exponential
    let advantages = batch.weightedAdvantageRows(rows)
    // A row counts either as r A or as a constant; which one depends on values alone.
    var open = advantages.elements
    var constant: Scalar = 0
    for (row, (value, advantage)) in zip(ratio.elements, advantages.elements).enumerated() {
      let bound = advantage > 0 ? 1 + clip : 1 - clip
      if advantage > 0 ? value > bound : value < bound {
        open[row] = 0
        constant += bound * advantage
      }
    }
    return (ratio * Tensor(open, shape: advantages.shape)).sum.adding(constant)
      .scaled(by: 1 / batch.totalWeight)
  }

  /// The gradient of the log probability of all actions together, Σ w log π(a | o; θ), `[P]`.
  ///
  /// Not a mean: it is the score function of the rollouts as a whole.
  package func scoreFunction(at parameters: [Scalar]) -> [Scalar] {
    gradient(at: parameters) { rows, distribution in
      batch.weighted(distribution.logProbability(of: batch.actionRows(rows)), rows).sum
    }
  }

  /// The log likelihood of all actions together less that under the old policy,
  /// Σ w log (π(θ) / π(old)).
  package func logLikelihoodRatio(at parameters: [Scalar]) -> Scalar {
    sum(at: parameters) { rows, distribution in
      let logProbability = distribution.logProbability(of: batch.actionRows(rows))
      return batch.weighted(logProbability - old(rows, else: logProbability), rows).sum
    }
  }

  /// The same rows with the likelihood ratio, whose value is an estimate of the return.
  var ofRatios: Surrogate {
    var result = self
    result.estimator = .likelihoodRatio
    return result
  }
}
