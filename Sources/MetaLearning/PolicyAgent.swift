public import Gym
public import Networks
import Numerics
public import Tensors

/// Acts by a policy with fixed parameters: it draws actions from its distribution by address.
///
/// After the first step of a block of episodes it allocates nothing.
public struct PolicyAgent<Scalar: TensorScalar>: Agent {
  private var network: DenseNetwork<Scalar>
  /// The standard deviations of continuous actions, `[A]`; empty for discrete ones.
  private let standardDeviation: [Scalar]
  private var key = RandomKey(seed: 0)
  /// What the network gave, `[E, outputs]`.
  private var outputs: [Scalar] = []
  private var normal: (first: [Float], second: [Float]) = ([], [])
  private var uniform: [Float] = []

  /// Creates a player of a policy with the given parameters.
  public init(policy: MLPPolicy, parameters: [Scalar]) {
    network =
      MLPNetwork(
        policy: policy, parameters: parameters, isForwardOnly: true
      ).denseNetwork
    standardDeviation = policy.logStandardDeviations(parameters).map {
      Scalar.exponential(Scalar($0))
    }
  }

  /// Begins a block of episodes.
  public mutating func begin(_ block: Block) {
    let episodeCount = block.copyCount
    key = block.key.child(.actions)
    network.reserve(rowCount: episodeCount)
    outputs = Array(repeating: 0, count: episodeCount * network.outputSize)
    let room = [Float](repeating: 0, count: RandomKey.paddedCount(episodeCount))
    if standardDeviation.isEmpty { uniform = room } else { normal = (room, room) }
  }

  // Specialized, since who knows only that this is a player calls the general function, which is half
  // as fast.
  /// Draws the actions of the running episodes.
  @_specialize(where Scalar == Float)
  public mutating func act(on view: View, actions: inout [Float]) {
    let rows = view.copies.count
    network.apply(Scalar.converting(view.observations), rows: rows, into: &outputs)
    if standardDeviation.isEmpty {
      sampleCategorical(view, &actions)
    } else {
      sampleGaussian(view, &actions)
    }
  }

  private mutating func sampleGaussian(_ view: View, _ actions: inout [Float]) {
    let size = standardDeviation.count
    for first in stride(from: 0, to: size, by: 2) {
      key.fillNormal(UInt32(view.step), view.copies, UInt32(first / 2), into: &normal)
      for row in view.copies.indices {
        let index = row * size + first
        actions[index] = Float(
          outputs[index] + standardDeviation[first] * Scalar(normal.first[row]))
        guard first + 1 < size else { continue }
        actions[index + 1] = Float(
          outputs[index + 1] + standardDeviation[first + 1] * Scalar(normal.second[row]))
      }
    }
  }

  /// Draws the first choice at which the running sum of weights exceeds a uniform fraction of their
  /// total; a weight is the exponential of a logit less the largest one.
  ///
  /// Where a logit is infinite or not a number, so are all weights, and the action is not a number:
  /// whoever plays has to see it.
  private mutating func sampleCategorical(_ view: View, _ actions: inout [Float]) {
    let count = network.outputSize
    VectorMath.exponentiateRows(&outputs, rows: view.copies.count, columns: count)
    key.fillUniform(UInt32(view.step), view.copies, into: &uniform)
    for row in view.copies.indices {
      let start = row * count
      var total: Scalar = 0
      for k in 0..<count { total += outputs[start + k] }
      guard total.isFinite else {
        actions[row] = .nan
        continue
      }
      let target = Scalar(uniform[row]) * total
      var sum: Scalar = 0
      var chosen = count - 1
      for k in 0..<count {
        sum += outputs[start + k]
        if target < sum {
          chosen = k
          break
        }
      }
      actions[row] = Float(chosen)
    }
  }
}
