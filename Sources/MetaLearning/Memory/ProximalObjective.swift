import Foundation
package import Networks
package import Tensors

/// PPO's objective on rows of a policy with a value output, and its gradient by the network's outputs.
///
/// For each row it counts
///
///     min(ratio A, clip(ratio, 1 - ε, 1 + ε) A) + c H - w huber(value - target)
///
/// with the entropy H, and Huber's loss x² / 2 for |x| ≤ 1, otherwise |x| - ½. It is to be maximised.
/// The gradient is written out; tests hold it to the recorded distributions.
///
/// - Source: Schulman et al. 2017, equations 7 and 9, <https://arxiv.org/abs/1707.06347>.
package struct ProximalObjective<Scalar: TensorScalar>: Sendable {
  /// The architecture.
  package let policy: Policy
  /// ε.
  package let clip: Double
  /// c.
  package let entropyWeight: Double
  /// w.
  package let valueWeight: Double

  /// Creates the objective.
  package init(policy: Policy, clip: Double, entropyWeight: Double, valueWeight: Double) {
    self.policy = policy
    self.clip = clip
    self.entropyWeight = entropyWeight
    self.valueWeight = valueWeight
  }

  /// What the objective compares with.
  package struct Targets: Sendable {
    /// What was done, `[B, A]`.
    package var actions: [Float]
    /// The log probability that each action was drawn with, `[B]`.
    package var logProbabilities: [Scalar]
    /// A, `[B]`.
    package var advantages: [Scalar]
    /// What the value should be, in the unit of the value head, `[B]`.
    package var returns: [Scalar]

    /// Creates targets.
    package init(
      actions: [Float], logProbabilities: [Scalar], advantages: [Scalar], returns: [Scalar]
    ) {
      self.actions = actions
      self.logProbabilities = logProbabilities
      self.advantages = advantages
      self.returns = returns
    }
  }

  /// The gradient by the outputs, and sums over rows.
  package struct Evaluation {
    /// Of the sum over rows by the outputs, `[B, outputs]`.
    package var outputGradient: [Scalar]
    /// Of the sum over rows by the logarithms of the standard deviations, `[A]`; empty for discrete
    /// actions.
    package var deviationGradient: [Scalar] = []
    /// The sums.
    package var sums = ProximalSums()
  }

  /// Evaluates the objective and its gradient.
  ///
  /// - Parameters:
  ///   - outputs: The outputs of the network, `[B, outputs]`, values last in each row.
  ///   - parameters: A flat vector of the policy's layout.
  ///   - targets: What to compare with.
  /// - Returns: The gradient and the sums.
  @_specialize(where Scalar == Float)
  package func evaluate(
    _ outputs: [Scalar], parameters: [Scalar], _ targets: Targets
  ) -> Evaluation {
    var evaluation: Evaluation
    switch policy.head {
    case .categorical(let head): evaluation = categorical(outputs, count: head.count, targets)
    case .gaussian(let head):
      evaluation = gaussian(outputs, head, parameters, targets)
    }
    addValues(outputs, targets, to: &evaluation)
    return evaluation
  }

  /// The derivative of the clipped term by a log probability, ratio A where it counts, otherwise 0.
  @inline(__always)
  private func slope(
    ofLogProbability logProbability: Scalar, row: Int, _ targets: Targets,
    _ sums: inout ProximalSums
  ) -> Scalar {
    let change = logProbability - targets.logProbabilities[row]
    let ratio = Scalar.exponential(change)
    let advantage = targets.advantages[row]
    let bound = Scalar(clip)
    let isClipped = advantage > 0 ? ratio > 1 + bound : ratio < 1 - bound
    let clipped = min(max(ratio, 1 - bound), 1 + bound)
    sums.surrogate += Double(min(ratio * advantage, clipped * advantage))
    // ratio - 1 - ln ratio is never negative, and has the mean of the divergence.
    sums.divergence += Double(ratio - 1 - change)
    sums.clippedCount += isClipped ? 1 : 0
    sums.rowCount += 1
    return isClipped ? 0 : ratio * advantage
  }

  private func categorical(
    _ outputs: [Scalar], count: Int, _ targets: Targets
  ) -> Evaluation {
    let (rows, width) = (targets.advantages.count, count + 1)
    var weights = [Scalar](repeating: 0, count: rows * count)
    for row in 0..<rows {
      for choice in 0..<count { weights[row * count + choice] = outputs[row * width + choice] }
    }
    VectorMath.exponentiateRows(&weights, rows: rows, columns: count)
    var result = [Scalar](repeating: 0, count: outputs.count)
    var sums = ProximalSums()
    for row in 0..<rows {
      var (total, largest) = (Scalar(0), outputs[row * width])
      for choice in 0..<count {
        total += weights[row * count + choice]
        largest = max(largest, outputs[row * width + choice])
      }
      // ln p = output - largest - ln total.
      let offset = largest + Scalar.naturalLogarithm(total)
      let chosen = Int(targets.actions[row])
      let slope = slope(
        ofLogProbability: outputs[row * width + chosen] - offset, row: row, targets, &sums)
      var entropy: Scalar = 0
      for choice in 0..<count {
        let probability = weights[row * count + choice] / total
        weights[row * count + choice] = probability
        entropy -= probability * (outputs[row * width + choice] - offset)
      }
      sums.entropy += Double(entropy)
      for choice in 0..<count {
        let probability = weights[row * count + choice]
        // ∂H/∂output = -p (ln p + H).
        let ofEntropy = -probability * (outputs[row * width + choice] - offset + entropy)
        result[row * width + choice] =
          slope * ((choice == chosen ? 1 : 0) - probability) + Scalar(entropyWeight) * ofEntropy
      }
    }
    return Evaluation(outputGradient: result, sums: sums)
  }

  private func gaussian(
    _ outputs: [Scalar], _ head: GaussianHead, _ parameters: [Scalar], _ targets: Targets
  ) -> Evaluation {
    let (rows, size, width) = (targets.advantages.count, head.size, head.size + 1)
    let logs = policy.logStandardDeviations(parameters).map { Scalar($0) }
    let inverses = logs.map { Scalar.exponential(-$0) }
    let constant = logs.reduce(0) { $0 - $1 - Scalar(0.918_938_533_204_672_7) }
    var result = [Scalar](repeating: 0, count: outputs.count)
    var ofLogs = [Scalar](repeating: 0, count: size)
    var sums = ProximalSums()
    for row in 0..<rows {
      var squares: Scalar = 0
      for index in 0..<size {
        let distance =
          (Scalar(targets.actions[row * size + index]) - outputs[row * width + index])
          * inverses[index]
        squares += distance * distance
      }
      let slope = slope(
        ofLogProbability: constant - squares / 2, row: row, targets, &sums)
      for index in 0..<size {
        let distance =
          (Scalar(targets.actions[row * size + index]) - outputs[row * width + index])
          * inverses[index]
        result[row * width + index] = slope * distance * inverses[index]
        ofLogs[index] += slope * (distance * distance - 1) + Scalar(entropyWeight)
      }
    }
    // H = Σ (ln σ + ½ ln 2πe).
    sums.entropy =
      Double(rows) * logs.reduce(0) { $0 + Double($1) + 1.418_938_533_204_672_7 }
    for (index, parameter) in head.logStandardDeviation.range.enumerated()
    where Double(parameters[parameter]) <= GaussianHead.minimumLogStandardDeviation {
      ofLogs[index] = 0
    }
    return Evaluation(outputGradient: result, deviationGradient: ofLogs, sums: sums)
  }

  private func addValues(
    _ outputs: [Scalar], _ targets: Targets, to evaluation: inout Evaluation
  ) {
    let width = outputs.count / max(1, targets.returns.count)
    for row in targets.returns.indices {
      let last = row * width + width - 1
      let error = outputs[last] - targets.returns[row]
      evaluation.outputGradient[last] = -Scalar(valueWeight) * min(max(error, -1), 1)
      let size = Double(abs(error))
      evaluation.sums.valueLoss += size <= 1 ? size * size / 2 : size - 0.5
    }
  }
}

/// Sums over rows of what PPO's objective is made of.
package struct ProximalSums: Equatable, Sendable {
  package var rowCount = 0
  /// Of the clipped term.
  package var surrogate = 0.0
  /// Of the divergence from the policy that acted, in nats.
  package var divergence = 0.0
  /// Of the entropy, in nats.
  package var entropy = 0.0
  /// Of Huber's loss.
  package var valueLoss = 0.0
  /// The rows that count nothing because the ratio is clipped.
  package var clippedCount = 0

  package static func += (total: inout ProximalSums, other: ProximalSums) {
    total.rowCount += other.rowCount
    total.surrogate += other.surrogate
    total.divergence += other.divergence
    total.entropy += other.entropy
    total.valueLoss += other.valueLoss
    total.clippedCount += other.clippedCount
  }

  /// A sum for each row.
  package func mean(_ sum: KeyPath<ProximalSums, Double>) -> Double {
    self[keyPath: sum] / Double(max(1, rowCount))
  }
}
