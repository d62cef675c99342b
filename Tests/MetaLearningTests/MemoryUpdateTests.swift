import Environments
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// Two updates of RL² against the same updates written out by their definitions: returns, their deviation,
/// advantages, normalisation, the limit of gradients, Adam, and what falls over the run.
struct MemoryUpdateTests {
  /// One step of Adam for each update, on two shards of two trials.
  private static let settings: MemorySettings = {
    var settings = MemorySettings()
    settings.memory = 3
    settings.tasks = 4
    settings.episodes = 2
    settings.proximal.minibatches = 1
    settings.proximal.epochs = 1
    settings.proximal.discount = 0.9
    settings.proximal.lambda = 0.8
    settings.proximal.entropy = 0.5
    settings.proximal.learningRate = 0.01
    settings.proximal.gradientLimit = 0.05
    settings.proximal.fallingIterations = 4
    return settings
  }()

  /// What an update needs beside the parameters.
  private struct Reference {
    var firstMoment: [Double]
    var secondMoment: [Double]
    var stepCount = 0
    /// In single precision, as files have it.
    var runningVariance: Float = 0

    /// The deviation of returns after some updates; 1 before the first.
    func unit(after count: Int) -> Double {
      let weight = 1 - (0..<count).reduce(1.0) { product, _ in product * 0.95 }
      return count == 0 ? 1 : (Double(runningVariance) / weight).squareRoot()
    }
  }

  /// Σ factorᵏ x[t + k] of each row in its trial.
  private func discounted(_ x: [Double], _ steps: PackedSteps, factor: Double) -> [Double] {
    var result = x
    for rows in steps.rowsBySequence {
      for (start, row) in rows.enumerated() {
        var (sum, weight) = (0.0, 1.0)
        for later in rows[start...] {
          sum += weight * x[later]
          weight *= factor
        }
        result[row] = sum
      }
    }
    return result
  }

  private func moments(_ x: [Double]) -> (mean: Double, deviation: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return (mean, variance.squareRoot())
  }

  /// The parameters after an update.
  private func updated(
    _ parameters: [Double], _ policy: Policy, on batch: MetaBatch, _ reference: inout Reference
  ) throws -> [Double] {
    let proximal = Self.settings.proximal
    let share = 1 - Double(reference.stepCount) / 4
    let trials = try [0..<2, 2..<4].enumerated().map { shard, members in
      var agent = PolicyAgent(policy: policy, parameters: parameters, keepsDecisions: true)
      return TrialBatch<Double>(
        try batch.distribution.play(
          2, onEach: Array(batch.tasks[members]), by: &agent, key: batch.key.child(.task, shard)
        ).map(\.rollouts), policy: policy, horizon: batch.distribution.specification.horizon)
    }
    let returns = trials.flatMap { discounted($0.rewards, $0.steps, factor: 0.9) }
    let oldUnit = reference.unit(after: reference.stepCount)
    let deviation = moments(returns).deviation
    reference.runningVariance = Float(
      0.95 * Double(reference.runningVariance) + 0.05 * deviation * deviation)
    let unit = reference.unit(after: reference.stepCount + 1)
    var parameters = parameters
    let range = policy.lastLayerRange
    for index in stride(from: range.lowerBound + 5, to: range.upperBound, by: 6) {
      parameters[index] *= oldUnit / unit
      reference.firstMoment[index] *= oldUnit / unit
      reference.secondMoment[index] *= (oldUnit / unit) * (oldUnit / unit)
    }
    let estimates = trials.map { trial in
      let values = trial.values.map { Double($0) * oldUnit }
      var errors = trial.rewards
      for rows in trial.steps.rowsBySequence {
        for (place, row) in rows.enumerated() {
          let next = place + 1 < rows.count ? values[rows[place + 1]] : 0
          errors[row] += 0.9 * next - values[row]
        }
      }
      return (values: values, advantages: discounted(errors, trial.steps, factor: 0.9 * 0.8))
    }
    let all = moments(estimates.flatMap(\.advantages))
    let objective = ProximalObjective<Double>(
      policy: policy, clip: 0.2, entropyWeight: 0.5 * share, valueWeight: 0.5)
    var gradient = [Double](repeating: 0, count: parameters.count)
    for (trial, estimate) in zip(trials, estimates) {
      let part = ShardTargets(
        trial,
        targets: ProximalObjective.Targets(
          actions: trial.actions, logProbabilities: trial.logProbabilities.map { Double($0) },
          advantages: estimate.advantages.map { ($0 - all.mean) / all.deviation },
          returns: zip(estimate.advantages, estimate.values).map { ($0 + $1) / unit })
      ).gradient(of: objective, at: parameters).gradient
      for index in gradient.indices { gradient[index] += part[index] / Double(returns.count) }
    }
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(norm > proximal.gradientLimit, "The limit should be met.")
    reference.stepCount += 1
    let corrections = [0.9, 0.999].map { decay in
      1 - (0..<reference.stepCount).reduce(1.0) { product, _ in product * decay }
    }
    for index in parameters.indices {
      let slope = gradient[index] * proximal.gradientLimit / norm
      reference.firstMoment[index] = 0.9 * reference.firstMoment[index] + 0.1 * slope
      reference.secondMoment[index] =
        0.999 * reference.secondMoment[index] + 0.001 * slope * slope
      parameters[index] +=
        0.01 * share * reference.firstMoment[index] / corrections[0]
        / ((reference.secondMoment[index] / corrections[1]).squareRoot() + 1e-5)
    }
    return parameters
  }

  @Test func `updates are what their definitions say`() throws {
    let distribution = try Catalog.distribution(
      named: "bandit/bernoulli", options: ["pulls": "6"])
    let policy = Policy(settings: Self.settings, specification: distribution.specification)
    var learner = MemoryLearner<Double>(
      settings: Self.settings, policy: policy, key: RandomKey(seed: 1))
    let zeros = [Double](repeating: 0, count: policy.layout.count)
    var reference = Reference(firstMoment: zeros, secondMoment: zeros)
    for iteration in 0..<3 {
      let tasks = try (0..<4).map {
        try distribution.task(.train, index: 4 * iteration + $0, key: RandomKey(seed: 2))
      }
      let batch = MetaBatch(
        tasks: tasks, distribution: distribution, key: RandomKey(seed: UInt64(iteration + 3)))
      let expected = try updated(learner.parameters, policy, on: batch, &reference)
      _ = try learner.update(on: batch, workers: Workers(count: 2))
      // Steps of about 0.01 by quotients of small numbers, and deviations with 1e-8 added.
      expectClose(learner.parameters, expected, within: .absolute(1e-8), "update \(iteration)")
    }
  }
}
