import Numerics
package import Tensors

/// Discrete actions: a softmax over the outputs.
package struct CategoricalHead: Equatable, Sendable {
  /// The number of choices, n.
  package let count: Int

  /// Creates the head.
  package init(count: Int) {
    self.count = count
  }
}

/// Distributions over choices.
package struct CategoricalDistribution<Scalar: TensorScalar> {
  /// Unnormalised log probabilities, `[B, n]`.
  package let logits: Tensor<Scalar>

  /// Creates distributions.
  package init(logits: Tensor<Scalar>) {
    self.logits = logits
  }

  func logProbability(of choices: [Int32]) -> Tensor<Scalar> {
    logits.logSoftmax.selecting(columns: choices)
  }

  var entropy: Tensor<Scalar> {
    let logProbability = logits.logSoftmax
    return -(logProbability.exponential * logProbability).rowSums
  }

  func klDivergence(from old: CategoricalDistribution) -> Tensor<Scalar> {
    ActionDistribution.checkSameShape(old.logits, logits)
    let oldLogProbability = old.logits.logSoftmax
    return (oldLogProbability.exponential * (oldLogProbability - logits.logSoftmax)).rowSums
  }

  /// p (ȧ - Σ p ȧ).
  func fisherProduct(_ change: Tensor<Scalar>) -> Tensor<Scalar> {
    withoutRecording {
      ActionDistribution.checkSameShape(logits, change)
      let probability = logits.logSoftmax.exponential
      let weighted = probability * change
      return weighted - probability * weighted.rowSums
    }
  }

  var detached: CategoricalDistribution { CategoricalDistribution(logits: logits.detached) }
}

/// Draws choices.
struct CategoricalSampler<Scalar: TensorScalar>: Sendable {
  let count: Int

  init(_ head: CategoricalHead) {
    count = head.count
  }

  /// Draws for each row the first choice at which the running sum of weights exceeds a uniform fraction
  /// of their total; a weight is the exponential of a logit less the largest one.
  ///
  /// Where a logit is +∞ or not a number, the total is not finite and the action is NaN, so that the
  /// caller can detect it.
  ///
  /// - Parameters:
  ///   - logits: `[n, count]`; overwritten.
  ///   - address: The random numbers to use.
  ///   - noise: Room for them.
  ///   - actions: Receives the numbers of the choices, `[n]`.
  func sample(
    _ logits: inout [Scalar], at address: ActionAddress, noise: inout ActionNoise,
    into actions: inout [Float]
  ) {
    VectorMath.exponentiateRows(&logits, rows: address.copies.count, columns: count)
    address.key.fillUniform(UInt32(address.step), address.copies, into: &noise.numbers.first)
    for row in address.copies.indices {
      let start = row * count
      var total: Scalar = 0
      for k in 0..<count { total += logits[start + k] }
      guard total.isFinite else {
        actions[row] = .nan
        continue
      }
      let target = Scalar(noise.numbers.first[row]) * total
      var sum: Scalar = 0
      var chosen = count - 1
      for k in 0..<count {
        sum += logits[start + k]
        if target < sum {
          chosen = k
          break
        }
      }
      actions[row] = Float(chosen)
    }
  }

  /// Appends ln of each chosen weight's share of its row's total.
  func appendLogProbabilities(
    of actions: [Float], _ weights: [Scalar], count rowCount: Int, to result: inout [Float]
  ) {
    for row in 0..<rowCount {
      let start = row * count
      guard actions[row].isFinite else {
        result.append(.nan)
        continue
      }
      var total: Scalar = 0
      for k in 0..<count { total += weights[start + k] }
      result.append(Float(Scalar.naturalLogarithm(weights[start + Int(actions[row])] / total)))
    }
  }
}
