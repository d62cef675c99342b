import Gym
import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// What is computed from episodes of different lengths does not depend on how they are cut or ordered.
struct RaggedEpisodesTests {
  static let lengths = [
    100, 3, 57, 1, 100, 88, 12, 100, 41, 2, 100, 99, 7, 64, 100, 5, 100, 33, 80, 9,
  ]

  static func surrogate(
    _ kind: PolicyCase, _ rollouts: Rollouts, isNormalized: Bool = true
  ) -> Surrogate<Double> {
    let batch = PolicyBatch<Double>(
      rollouts, actionKind: kind.policy.actionKind,
      options: AdvantageSettings(isNormalized: isNormalized))
    var result = Surrogate(policy: kind.policy, batch: batch)
    result.fixOldPolicy(at: kind.parameters())
    return result
  }

  @Test(arguments: PolicyCase.all)
  func `twenty ragged episodes are the sum over their real steps, taken one at a time`(
    _ kind: PolicyCase
  ) {
    let rollouts = Rollouts.ragged(lengths: Self.lengths, isDiscrete: kind.isDiscrete)
    let whole = Self.surrogate(kind, rollouts)
    let count = Double(Self.lengths.reduce(0, +))
    // Enough rows for several blocks, the last of them no multiple of anything.
    #expect(whole.batch.rowCount == 1101)
    let old = kind.parameters()
    let new = kind.neighbour(of: old)
    let direction = kind.parameters(seed: 5, scale: 1)
    var value = 0.0
    var divergence = 0.0
    var entropy = 0.0
    var gradient = old.map { _ in 0.0 }
    var curvature = gradient
    var fisher = gradient
    for row in 0..<whole.batch.rowCount {
      let one = Surrogate(policy: kind.policy, batch: whole.batch.rows(row..<row + 1))
      value += one.value(at: new) / count
      divergence += one.klDivergence(from: old, to: new) / count
      entropy += one.entropy(at: new) / count
      VectorMath.add(one.gradient(at: new), times: 1 / count, to: &gradient)
      VectorMath.add(
        one.hessianVectorProduct(at: new, times: direction), times: 1 / count, to: &curvature)
      VectorMath.add(
        one.fisherVectorProduct(at: new, times: direction), times: 1 / count, to: &fisher)
    }
    let tolerance = Tolerance.absolute(1e-12)
    expectClose(whole.value(at: new), value, within: tolerance, "value")
    expectClose(whole.klDivergence(from: old, to: new), divergence, within: tolerance, "KL")
    expectClose(whole.entropy(at: new), entropy, within: tolerance, "entropy")
    expectClose(whole.gradient(at: new), gradient, within: tolerance, "gradient")
    expectClose(
      whole.hessianVectorProduct(at: new, times: direction), curvature, within: tolerance,
      "Hessian")
    expectClose(
      whole.fisherVectorProduct(at: new, times: direction), fisher, within: tolerance, "Fisher")
  }

  @Test(arguments: [PolicyCase.gaussian, .categorical])
  func `the order of episodes changes nothing`(_ kind: PolicyCase) {
    let rollouts = Rollouts.ragged(lengths: Self.lengths, isDiscrete: kind.isDiscrete)
    let order = (0..<20).map { ($0 * 7 + 3) % 20 }
    let (first, second) = (
      Self.surrogate(kind, rollouts), Self.surrogate(kind, rollouts.reordered(order))
    )
    let reordered = order.flatMap { first.batch.advantages[rollouts.rows(ofEpisode: $0)] }
    let tolerance = Tolerance.absolute(1e-12)
    expectClose(second.batch.advantages, reordered, within: tolerance, "advantages")
    let parameters = kind.neighbour(of: kind.parameters())
    let direction = kind.parameters(seed: 5, scale: 1)
    expectClose(
      second.value(at: parameters), first.value(at: parameters), within: tolerance, "value")
    expectClose(
      second.gradient(at: parameters), first.gradient(at: parameters), within: tolerance,
      "gradient")
    expectClose(
      second.hessianVectorProduct(at: parameters, times: direction),
      first.hessianVectorProduct(at: parameters, times: direction), within: tolerance, "Hessian")
  }

  @Test func `the baseline's prediction belongs to its episode wherever that lies`() {
    let rollouts = Rollouts.ragged(lengths: Self.lengths)
    let order = (0..<20).map { ($0 * 3 + 8) % 20 }
    func returns(_ rollouts: Rollouts) -> [Double] {
      (0..<rollouts.episodeCount).flatMap { episode in
        discountedReturns(
          rewards: rollouts.rewards[rollouts.rows(ofEpisode: episode)].map(Double.init),
          discount: 0.99)
      }
    }
    let values = LinearBaseline.fittedValues(of: rollouts, returns: returns(rollouts))
    let moved = rollouts.reordered(order)
    expectClose(
      LinearBaseline.fittedValues(of: moved, returns: returns(moved)),
      order.flatMap { values[rollouts.rows(ofEpisode: $0)] }, within: .absolute(1e-11))
  }

  @Test func `advantages of an episode use its own rewards only`() {
    let options = AdvantageSettings(baseline: .mean, isNormalized: false)
    let rollouts = Rollouts.ragged(lengths: [4, 2, 6])
    var changed = rollouts
    // Swaps two rewards of the last episode. That moves the mean of all returns, but no difference
    // within another episode.
    changed.rewards.swapAt(6, 11)
    let batches = [rollouts, changed].map {
      PolicyBatch<Double>($0, actionKind: .continuous(size: 2), options: options)
    }
    for row in [1, 2, 3, 5] {
      let start = row < 4 ? 0 : 4
      expectClose(
        batches[1].advantages[row] - batches[1].advantages[start],
        batches[0].advantages[row] - batches[0].advantages[start], within: .absolute(1e-12))
    }
    #expect(batches[0].advantages[7] != batches[1].advantages[7])
  }
}
