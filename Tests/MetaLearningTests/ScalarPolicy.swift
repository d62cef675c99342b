import Foundation
import MetaLearning
import Networks
import Tensors

/// The obvious version of a policy: one row at a time, one number at a time, in Double.
struct ScalarPolicy {
  let policy: Policy
  let parameters: [Double]

  private func value(_ name: String, _ row: Int, _ column: Int) -> Double {
    for entry in policy.layout.entries where entry.name == name {
      return parameters[entry.range.lowerBound + row * entry.shape.columns + column]
    }
    preconditionFailure("no parameter \(name)")
  }

  /// Means of a Gaussian, or logits.
  func output(_ observation: [Double]) -> [Double] {
    guard let network = policy.network as? MLP else {
      preconditionFailure("The policy has another network than an MLP.")
    }
    var signal = observation
    for layer in 0...network.hiddenSizes.count {
      let isLast = layer == network.hiddenSizes.count
      let width = isLast ? outputSize : network.hiddenSizes[layer]
      var next: [Double] = []
      for column in 0..<width {
        var sum = value("layer\(layer).bias", 0, column)
        for row in signal.indices {
          sum += signal[row] * value("layer\(layer).weight", row, column)
        }
        if layer == 0 {
          for row in 0..<policy.input.embeddingSize {
            sum += value("context", 0, row) * value("context.weight", row, column)
          }
        }
        if !isLast { sum = network.activation == .tanh ? tanh(sum) : max(0, sum) }
        next.append(sum)
      }
      signal = next
    }
    return signal
  }

  private var outputSize: Int {
    switch policy.actionKind {
    case .continuous(let size): size
    case .discrete(let count): count
    }
  }

  private func logStandardDeviation(_ coordinate: Int) -> Double {
    max(value("logStandardDeviation", 0, coordinate), GaussianHead.minimumLogStandardDeviation)
  }

  private func logProbabilities(_ logits: [Double]) -> [Double] {
    let total = logits.reduce(0) { $0 + exp($1) }
    return logits.map { $0 - log(total) }
  }

  /// The log probability of the action of a row.
  func logProbability(_ row: Int, of batch: PolicyBatch<Double>) -> Double {
    let output = output(batch.observation(row))
    switch batch.actions {
    case .discrete(let choices): return logProbabilities(output)[Int(choices[row])]
    case .continuous(let values, let size):
      var sum = 0.0
      for k in 0..<size {
        let deviation = exp(logStandardDeviation(k))
        let z = (values[row * size + k] - output[k]) / deviation
        sum += -z * z / 2 - log(deviation) - log(2 * Double.pi) / 2
      }
      return sum
    }
  }

  /// KL(old ‖ self) at a row.
  func divergence(from old: ScalarPolicy, _ row: Int, of batch: PolicyBatch<Double>) -> Double {
    let (from, to) = (old.output(batch.observation(row)), output(batch.observation(row)))
    switch policy.actionKind {
    case .discrete:
      let (p, q) = (old.logProbabilities(from), logProbabilities(to))
      return p.indices.reduce(0) { $0 + exp(p[$1]) * (p[$1] - q[$1]) }
    case .continuous:
      return from.indices.reduce(0) { sum, k in
        let (a, b) = (exp(old.logStandardDeviation(k)), exp(logStandardDeviation(k)))
        let shift = from[k] - to[k]
        return sum + log(b / a) + (a * a + shift * shift) / (2 * b * b) - 0.5
      }
    }
  }

  /// The entropy at a row.
  func entropy(_ row: Int, of batch: PolicyBatch<Double>) -> Double {
    let output = output(batch.observation(row))
    switch policy.actionKind {
    case .discrete: return logProbabilities(output).reduce(0) { $0 - exp($1) * $1 }
    case .continuous:
      return output.indices.reduce(0) {
        $0 + log(2 * Double.pi * exp(1)) / 2 + logStandardDeviation($1)
      }
    }
  }
}

extension PolicyBatch<Double> {
  func observation(_ row: Int) -> [Double] {
    Array(observations[row * observationSize..<(row + 1) * observationSize])
  }
}

extension Surrogate<Double> {
  /// The clipped surrogate by the obvious policy, row by row: 1/W Σ w min(r A, clip(r) A).
  func clippedValue(at parameters: [Double], clip: Double) -> Double {
    let scalar = ScalarPolicy(policy: policy, parameters: parameters)
    var (sum, total) = (0.0, 0.0)
    for row in 0..<batch.rowCount {
      let logProbability = scalar.logProbability(row, of: batch)
      let ratio = Double.exponential(
        logProbability - (batch.oldLogProbabilities?[row] ?? logProbability))
      let (advantage, weight) = (batch.advantages[row], batch.weights?[row] ?? 1)
      let bounded = min(max(ratio, 1 - clip), 1 + clip)
      sum += weight * min(ratio * advantage, bounded * advantage)
      total += weight
    }
    return sum / total
  }
}
