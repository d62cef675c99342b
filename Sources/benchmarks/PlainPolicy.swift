import Foundation
import MetaLearning
import Networks

/// A multilayer perceptron as in a textbook: one row after the other, in double precision.
///
/// The reference for what is timed; the two share no code.
struct PlainPolicy {
  /// The widths of all layers, observation and output included.
  private let sizes: [Int]
  private let isRectified: Bool
  private let isDiscrete: Bool

  /// Describes an architecture.
  ///
  /// - Precondition: Its network is an MLP, and it has no embedding.
  init(_ policy: Policy) {
    guard let network = policy.network as? MLP, policy.input.embeddingSize == 0 else {
      preconditionFailure("PlainPolicy: only an MLP without an embedding is supported.")
    }
    let outputSize: Int
    switch policy.actionKind {
    case .continuous(let size): (outputSize, isDiscrete) = (size, false)
    case .discrete(let count): (outputSize, isDiscrete) = (count, true)
    }
    sizes = [network.inputSize] + network.hiddenSizes + [outputSize]
    isRectified = network.activation == .relu
  }

  private var deviationsStart: Int {
    zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }

  /// The network's outputs for an observation: means of a continuous action, or logits.
  func outputs(_ observation: [Double], _ parameters: [Double]) -> [Double] {
    activations(observation, parameters)[sizes.count - 1]
  }

  /// The values of all layers.
  private func activations(_ observation: [Double], _ parameters: [Double]) -> [[Double]] {
    var layers = [observation]
    var offset = 0
    for layer in 1..<sizes.count {
      let (inputs, outputs) = (sizes[layer - 1], sizes[layer])
      var values = Array(
        parameters[(offset + inputs * outputs)..<(offset + (inputs + 1) * outputs)])
      for i in 0..<inputs {
        for j in 0..<outputs {
          values[j] += layers[layer - 1][i] * parameters[offset + i * outputs + j]
        }
      }
      if layer < sizes.count - 1 {
        for j in 0..<outputs { values[j] = isRectified ? max(0, values[j]) : tanh(values[j]) }
      }
      layers.append(values)
      offset += (inputs + 1) * outputs
    }
    return layers
  }

  /// The logarithm of the probability of an action.
  func logProbability(of row: PlainRow, _ parameters: [Double]) -> Double {
    let outputs = outputs(row.observation, parameters)
    if isDiscrete {
      let largest = outputs.max() ?? 0
      return outputs[Int(row.action[0])] - largest
        - log(outputs.reduce(0) { $0 + exp($1 - largest) })
    }
    return outputs.indices.reduce(0) { sum, k in
      let logDeviation = parameters[deviationsStart + k]
      let error = (row.action[k] - outputs[k]) / exp(logDeviation)
      return sum - error * error / 2 - logDeviation - log(2 * .pi) / 2
    }
  }

  /// The divergence KL(old ‖ new) at an observation.
  func divergence(_ observation: [Double], from old: [Double], to new: [Double]) -> Double {
    let (before, after) = (outputs(observation, old), outputs(observation, new))
    if isDiscrete {
      func logs(_ logits: [Double]) -> [Double] {
        let total = log(logits.reduce(0) { $0 + exp($1) })
        return logits.map { $0 - total }
      }
      return zip(logs(before), logs(after)).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
    }
    return before.indices.reduce(0) { sum, k in
      let (oldLog, newLog) = (old[deviationsStart + k], new[deviationsStart + k])
      let difference = before[k] - after[k]
      return sum + newLog - oldLog - 0.5
        + (exp(2 * oldLog) + difference * difference) / (2 * exp(2 * newLog))
    }
  }

  /// Adds the gradient of an action's log probability, times a factor.
  func addGradient(
    of row: PlainRow, times factor: Double, at parameters: [Double], to gradient: inout [Double]
  ) {
    let layers = activations(row.observation, parameters)
    let outputs = layers[sizes.count - 1]
    var slope = outputs
    if isDiscrete {
      let largest = outputs.max() ?? 0
      let total = outputs.reduce(0) { $0 + exp($1 - largest) }
      for k in slope.indices { slope[k] = -factor * exp(outputs[k] - largest) / total }
      slope[Int(row.action[0])] += factor
    } else {
      for k in slope.indices {
        let deviation = exp(parameters[deviationsStart + k])
        let error = (row.action[k] - outputs[k]) / deviation
        slope[k] = factor * error / deviation
        gradient[deviationsStart + k] += factor * (error * error - 1)
      }
    }
    var end = deviationsStart
    for layer in (1..<sizes.count).reversed() {
      let (inputs, outputs) = (sizes[layer - 1], sizes[layer])
      let start = end - (inputs + 1) * outputs
      var before = [Double](repeating: 0, count: inputs)
      for j in 0..<outputs { gradient[start + inputs * outputs + j] += slope[j] }
      for i in 0..<inputs {
        let value = layers[layer - 1][i]
        for j in 0..<outputs {
          gradient[start + i * outputs + j] += value * slope[j]
          before[i] += parameters[start + i * outputs + j] * slope[j]
        }
        before[i] *= isRectified ? (value > 0 ? 1 : 0) : 1 - value * value
      }
      slope = before
      end = start
    }
  }
}

/// One step as a row of a batch.
struct PlainRow {
  var observation: [Double]
  var action: [Double]
  var advantage: Double

  /// The rows of a batch.
  static func all(of batch: PolicyBatch<Float>) -> [PlainRow] {
    (0..<batch.rowCount).map { row in
      let size = batch.observationSize
      let action: [Double] =
        switch batch.actions {
        case .continuous(let values, let size):
          values[row * size..<(row + 1) * size].map(Double.init)
        case .discrete(let choices): [Double(choices[row])]
        }
      return PlainRow(
        observation: batch.observations[row * size..<(row + 1) * size].map(Double.init),
        action: action, advantage: Double(batch.advantages[row]))
    }
  }
}
