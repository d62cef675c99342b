import Gym
import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// PPO's objective and advantages against worked values and the recorded distributions.
struct ProximalObjectiveTests {
  private static func policy(_ kind: ActionKind) -> Policy {
    Policy(
      input: PolicyInput(
        observationSize: 2, history: PolicyHistory(actionKind: kind, rewardScale: 0.5)),
      actionKind: kind, hasValue: true
    ) { inputSize, outputSize, layout in
      RecurrentNetwork(
        inputSize: inputSize, encoderSize: 3, cell: .gru(resetsBefore: false), width: 4,
        outputSize: outputSize, in: &layout)
    }
  }

  @Test(arguments: [
    (1.3, 1.0, 1.2, 0.0), (1.3, -1, -1.3, -1.3), (0.7, 1, 0.7, 0.7), (0.7, -1, -0.8, 0),
  ])
  func `a ratio counts only while it is near 1 or the step back helps`(
    ratio: Double, advantage: Double, counted: Double, slope: Double
  ) {
    let policy = Self.policy(.discrete(count: 2))
    // Equal logits: the action has probability ½ now.
    let objective = ProximalObjective<Double>(
      policy: policy, clip: 0.2, entropyWeight: 0, valueWeight: 0)
    let result = objective.evaluate(
      [0, 0, 0], parameters: [Double](repeating: 0, count: policy.layout.count),
      ProximalObjective.Targets(
        actions: [1], logProbabilities: [Double.naturalLogarithm(0.5 / ratio)],
        advantages: [advantage], returns: [0]))
    expectClose(result.sums.surrogate, counted, within: .absolute(1e-14))
    expectClose(result.outputGradient, [-slope / 2, slope / 2, 0], within: .absolute(1e-14))
    #expect(result.sums.clippedCount == (slope == 0 ? 1 : 0))
  }

  @Test(arguments: [ActionKind.discrete(count: 3), .continuous(size: 2)])
  func `the written gradient is that of the recorded objective`(kind: ActionKind) {
    let policy = Self.policy(kind)
    var parameters = uniformNumbers(policy.layout.count, seed: 1)
    for index in policy.logStandardDeviationRange ?? 0..<0 { parameters[index] /= 2 }
    let rows = 7
    let width = policy.network.outputSize
    let outputs = uniformNumbers(rows * width, in: -2...2, seed: 2)
    let isDiscrete = kind == .discrete(count: 3)
    let actions: [Float] =
      isDiscrete
      ? [0, 1, 2, 0, 1, 2, 2] : uniformNumbers(rows * 2, seed: 3).map { Float($0) }
    let advantages = uniformNumbers(rows, seed: 4)
    let returns = uniformNumbers(rows, in: -4...4, seed: 5)
    let deviations = policy.logStandardDeviationRange.map { range in
      Tensor<Double>(variable: parameters[range], shape: Shape(1, 2))
    }
    func distribution(_ output: Tensor<Double>) -> ActionDistribution<Double> {
      policy.head.distribution(output: output, parameters: deviations.map { [$0] } ?? [])
    }
    let chosen: Actions<Double> =
      isDiscrete
      ? .discrete(actions.map { Int32($0) })
      : .continuous(Tensor(actions.map { Double($0) }, shape: Shape(rows, 2)))
    let output = Tensor<Double>(variable: outputs, shape: Shape(rows, width))
    let now = distribution(output.columns(0..<width - 1))
    let logs = now.logProbability(of: chosen)
    // Ratios on either side of both bounds, and at 1.
    let old = zip(logs.elements, [0, 0.1, -0.1, 0.4, -0.4, 0.3, -0.5]).map { $0 - $1 }
    let ratio = (logs - Tensor(old, shape: Shape(rows, 1))).exponential
    let advantage = Tensor(advantages, shape: Shape(rows, 1))
    let clipped = Tensor.minimum(
      ratio.maximum(0.8), Tensor(repeating: 1.2, shape: Shape(rows, 1)))
    let surrogate = Tensor.minimum(ratio * advantage, clipped * advantage)
    let error = output.columns(width - 1..<width) - Tensor(returns, shape: Shape(rows, 1))
    // Huber's loss: with m = min(|x|, 1), m (|x| - m / 2).
    let size = error.maximum(0) + (-error).maximum(0)
    let most = Tensor.minimum(size, Tensor(repeating: 1, shape: Shape(rows, 1)))
    let huber = most * (size - most.scaled(by: 0.5))
    let total =
      surrogate.sum + now.entropy.sum.scaled(by: 0.03) - huber.sum.scaled(by: 0.5)
    let recorded = gradients(of: [total], withRespectTo: [output] + (deviations.map { [$0] } ?? []))
    let written = ProximalObjective<Double>(
      policy: policy, clip: 0.2, entropyWeight: 0.03, valueWeight: 0.5
    ).evaluate(
      outputs, parameters: parameters,
      ProximalObjective.Targets(
        actions: actions, logProbabilities: old, advantages: advantages, returns: returns))
    expectClose(written.outputGradient, recorded[0].elements, within: .absolute(1e-13))
    if deviations != nil {
      expectClose(written.deviationGradient, recorded[1].elements, within: .absolute(1e-13))
    }
    expectClose(written.sums.surrogate, surrogate.sum.scalar, within: .absolute(1e-13))
    expectClose(written.sums.entropy, now.entropy.sum.scalar, within: .absolute(1e-13))
    expectClose(written.sums.valueLoss, huber.sum.scalar, within: .absolute(1e-13))
    #expect(written.sums.rowCount == rows)
  }

  /// Two trials of two episodes with rewards 1, 0 · 2, 1 and 1, 0 · 2.
  private static func trials(horizon: Int) -> TrialBatch<Double> {
    let rewards: [[[Float]]] = [[[1, 0], [1, 0]], [[2, 1], [2]]]
    let blocks = rewards.map { episodes in
      var block = Rollouts(observationSize: 2, actionSize: 1)
      for episode in episodes {
        block.rewards += episode
        block.offsets.append(block.rewards.count)
        block.isTerminated.append(true)
      }
      block.observations = [Float](repeating: 0, count: 2 * block.rewards.count)
      block.actions = [Float](repeating: 0, count: block.rewards.count)
      (block.logProbabilities, block.values) = (block.actions, block.actions)
      block.finalObservations = [Float](repeating: 0, count: 4)
      return block
    }
    return TrialBatch(blocks, policy: policy(.discrete(count: 2)), horizon: horizon)
  }

  private static let values = [0.5, 0.5, 0.4, 0.4, 0.3, 0.3, 0.2]

  @Test func `advantages go on over the ends of episodes, and end with value 0`() {
    let advantages = Self.trials(horizon: 2)
      .advantages(values: Self.values, discount: 0.9, lambda: 0.8)
    expectClose(
      [advantages[0], advantages[2], advantages[4], advantages[6]],
      [2.039_590_4, 1.638_32, 2.456, 0.8], within: .absolute(1e-12))
    // The shorter trial: δ₂ = 2 - 0.3, δ₁ = 0.9 · 0.3 - 0.4, δ₀ = 1 + 0.9 · 0.4 - 0.5.
    expectClose(
      [advantages[5], advantages[3], advantages[1]],
      [1.7, -0.13 + 0.72 * 1.7, 0.86 + 0.72 * (-0.13 + 0.72 * 1.7)], within: .absolute(1e-12))
  }

  @Test func `an episode that ends early takes its whole horizon all the same`() {
    let batch = Self.trials(horizon: 4)
    #expect(batch.durations == [1, 1, 3, 3, 1, 4, 3])
    let advantages = batch.advantages(values: Self.values, discount: 0.9, lambda: 0.8)
    // The first episode ends two steps early: δ₁ = 0.9³ · 0.3 - 0.4, A₁ = δ₁ + 0.9³ · 0.8 · 2.456.
    let second = 0.729 * 0.3 - 0.4 + 0.729 * 0.8 * 2.456
    expectClose(
      [advantages[0], advantages[2], advantages[4], advantages[6]],
      [0.86 + 0.72 * second, second, 2.456, 0.8], within: .absolute(1e-12))
  }

  /// A trial in which the first episode goes on to its horizon must not be worth less than one in which
  /// it ends at once, however far the discount looks.
  @Test func `failing brings no later reward nearer`() {
    func firstReturn(lengths: [Int]) -> Double {
      let blocks = lengths.map { length in
        var block = Rollouts(observationSize: 2, actionSize: 1)
        block.rewards = [Float](repeating: 1, count: length)
        block.actions = [Float](repeating: 0, count: length)
        (block.logProbabilities, block.values) = (block.actions, block.actions)
        block.observations = [Float](repeating: 0, count: 2 * length)
        block.finalObservations = [0, 0]
        (block.offsets, block.isTerminated) = ([0, length], [length < 500])
        return block
      }
      let batch = TrialBatch<Double>(
        blocks, policy: Self.policy(.discrete(count: 2)), horizon: 500)
      let values = [Double](repeating: 0, count: batch.rewards.count)
      return batch.advantages(values: values, discount: 0.995, lambda: 1)[0]
    }
    // (1 - γ¹⁰⁰⁰) / (1 - γ), and (1 - γ¹⁰ + γ⁵⁰⁰ - γ¹⁰⁰⁰) / (1 - γ).
    expectClose(firstReturn(lengths: [500, 500]), 198.669_206_284, within: .absolute(1e-8))
    expectClose(firstReturn(lengths: [10, 500]), 24.761_552_479, within: .absolute(1e-8))
  }
}
