public import Gym
public import Networks
public import Tensors

/// A policy that acts: it draws actions from its distribution by address.
public struct PolicyPlayer<Scalar: TensorScalar>: Player {
  private let policy: MLPPolicy
  private let parameters: [Tensor<Scalar>]
  private var key = RandomKey(seed: 0)

  /// Creates a player of a policy with the given parameters.
  public init(policy: MLPPolicy, parameters: [Scalar]) {
    self.policy = policy
    self.parameters = policy.layout.constants(parameters)
  }

  /// Begins a block of episodes.
  public mutating func begin(episodeCount: Int, key: RandomKey) {
    self.key = key.child(.actions)
  }

  /// Draws the actions of the running episodes.
  public mutating func act(at moment: Moment, actions: inout [Float]) {
    let distribution = withoutRecording {
      let observations = Tensor(
        Scalar.converting(moment.observations),
        shape: Shape(moment.episodes.count, policy.observationSize))
      return policy.distribution(observations, parameters: parameters)
    }
    switch distribution {
    case .gaussian(let mean, let logStandardDeviation):
      sampleGaussian(
        mean.elements, logStandardDeviation.exponential.elements, moment, &actions)
    case .categorical(let logits):
      sampleCategorical(logits.elements, moment, &actions)
    }
  }

  private func sampleGaussian(
    _ mean: [Scalar], _ standardDeviation: [Scalar], _ moment: Moment, _ actions: inout [Float]
  ) {
    let size = standardDeviation.count
    for (row, episode) in moment.episodes.enumerated() {
      for first in stride(from: 0, to: size, by: 2) {
        let noise = key.normals(UInt32(moment.step), UInt32(episode), UInt32(first / 2))
        for k in first..<min(first + 2, size) {
          actions[row * size + k] = Float(
            mean[row * size + k] + standardDeviation[k] * Scalar(noise[k - first]))
        }
      }
    }
  }

  /// Draws the first choice at which the running sum of weights exceeds a uniform fraction of their
  /// total; a weight is the exponential of a logit less the largest one.
  ///
  /// Where a logit is infinite or not a number, so are all weights, and the action is not a number:
  /// whoever plays has to see it.
  private func sampleCategorical(
    _ logits: [Scalar], _ moment: Moment, _ actions: inout [Float]
  ) {
    let count = logits.count / max(1, moment.episodes.count)
    var weights = [Scalar](repeating: 0, count: count)
    for (row, episode) in moment.episodes.enumerated() {
      let choices = logits[row * count..<(row + 1) * count]
      let largest = choices.max() ?? 0
      var total: Scalar = 0
      for (k, logit) in choices.enumerated() {
        weights[k] = Scalar.exponential(logit - largest)
        total += weights[k]
      }
      guard total.isFinite else {
        actions[row] = .nan
        continue
      }
      let target = Scalar(key.uniform(UInt32(moment.step), UInt32(episode))) * total
      var sum: Scalar = 0
      var chosen = count - 1
      for k in 0..<count {
        sum += weights[k]
        if target < sum {
          chosen = k
          break
        }
      }
      actions[row] = Float(chosen)
    }
  }
}
