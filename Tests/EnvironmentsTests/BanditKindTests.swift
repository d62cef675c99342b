import Environments
import Foundation
import Gym
import Numerics
import TestSupport
import Testing

/// The bandits besides `bandit/bernoulli`.
struct BanditKindTests {
  static func batch(
    _ name: String, _ parameters: [Float], arms: Int? = nil, copies: Int, seed: UInt64 = 1
  ) throws -> any EnvironmentBatch {
    var options = ["pulls": "1000"]
    if let arms { options["arms"] = "\(arms)" }
    let distribution = try Catalog.distribution(named: "bandit/" + name, options: options)
    var batch = distribution.makeBatch(parameters, copies)
    batch.reset(key: RandomKey(seed: seed))
    return batch
  }

  /// What each arm paid in 30,000 pulls or more.
  static func payments(_ batch: any EnvironmentBatch, arms: Int) -> [SampleMean] {
    var batch = batch
    var paid = Array(repeating: [Double](), count: arms)
    let actions = (0..<batch.count).map { Float($0 % arms) }
    for _ in 0..<1_000 {
      batch.step(actions: actions)
      for copy in 0..<batch.count { paid[copy % arms].append(Double(batch.rewards[copy])) }
    }
    return paid.map { SampleMean($0) }
  }

  // MARK: Gaussian

  @Test func `a Gaussian arm pays its mean with variance 1`() throws {
    let means: [Float] = [-0.5, 0, 3]
    let batch = try Self.batch("gaussian", means, arms: 3, copies: 99)
    for (arm, sample) in Self.payments(batch, arms: 3).enumerated() {
      expectClose(
        sample.mean, Double(means[arm]), within: .standardErrors(4, of: sample.standardError))
      // The variance of a sample of n normal numbers is known to √(2 / n).
      expectClose(sample.variance, 1, within: .absolute(4 * (2.0 / 33_000).squareRoot()))
    }
  }

  @Test func `Gaussian payments are those of the addressed noise`() throws {
    let golden = try BanditNumbers.load().gaussianRewards[0]
    let copies = golden.rewards[0].count
    var batch = try Self.batch(
      "gaussian", golden.parameters, arms: golden.parameters.count, copies: copies,
      seed: golden.seed)
    for (step, rewards) in golden.rewards.enumerated() {
      batch.step(actions: (0..<copies).map { Float((step + $0) % golden.parameters.count) })
      expectClose(batch.rewards, rewards, within: .absolute(2e-6), "step \(step)")
    }
  }

  // MARK: Two arms, one good arm

  @Test func `the second of two arms pays when the first would not`() throws {
    let batch = try Self.batch("two-armed", [0.2], copies: 66)
    let samples = Self.payments(batch, arms: 2)
    for (sample, chance) in zip(samples, [0.2, 0.8]) {
      expectClose(sample.mean, chance, within: .standardErrors(4, of: sample.standardError))
    }
  }

  @Test(arguments: 0..<3)
  func `only the good arm pays with the good chance`(good: Int) throws {
    let batch = try Self.batch("one-good-arm", [Float(good), 0.9, 0.1], arms: 3, copies: 99)
    for (arm, sample) in Self.payments(batch, arms: 3).enumerated() {
      expectClose(
        sample.mean, arm == good ? 0.9 : 0.1,
        within: .standardErrors(4, of: sample.standardError), "arm \(arm)")
    }
  }

  @Test func `training and test share the tasks of one good arm`() throws {
    let distribution = try Catalog.distribution(named: "bandit/one-good-arm")
    #expect(distribution.sharesTasks)
    let key = RandomKey(seed: 3)
    for split in [Split.train, .test] {
      let tasks = try (0..<100).map { try distribution.task(split, index: $0, key: key) }
      #expect(Set(tasks) == Set((0..<5).map { [Float($0), 0.9, 0.1] }))
    }
    #expect(try distribution.task(.shifted, index: 0, key: key).suffix(2) == [0.8, 0.2])
  }

  // MARK: Contextual

  @Test func `contexts and payments are those of the addressed noise`() throws {
    let golden = try BanditNumbers.load().contextualRewards[0]
    let contexts = try #require(golden.contexts)
    let arms = golden.parameters.count / 4
    let copies = golden.rewards[0].count
    var batch = try Self.batch(
      "contextual", golden.parameters, arms: arms, copies: copies, seed: golden.seed)
    expectClose(batch.observations, contexts[0].flatMap { $0 }, within: .absolute(2e-6))
    for (step, rewards) in golden.rewards.enumerated() {
      batch.step(actions: (0..<copies).map { Float((step + $0) % arms) })
      #expect(batch.rewards.map(Double.init) == rewards, "step \(step)")
      expectClose(
        batch.observations, contexts[step + 1].flatMap { $0 }, within: .absolute(2e-6),
        "step \(step)")
    }
  }

  @Test func `contexts are standard normal and independent`() throws {
    var batch = try Self.batch(
      "contextual", Array(repeating: 0, count: 8), arms: 2, copies: 100)
    var numbers = Array(repeating: [Double](), count: 4)
    var products: [Double] = []
    for _ in 0..<300 {
      batch.step(actions: Array(repeating: 0, count: 100))
      for copy in 0..<100 {
        let context = batch.observations[4 * copy..<4 * copy + 4].map(Double.init)
        for index in 0..<4 { numbers[index].append(context[index]) }
        products += [context[0] * context[1], context[1] * context[2], context[2] * context[3]]
      }
    }
    for sample in numbers.map(SampleMean.init) {
      expectClose(sample.mean, 0, within: .standardErrors(4, of: sample.standardError))
      expectClose(sample.variance, 1, within: .absolute(4 * (2.0 / 30_000).squareRoot()))
    }
    let product = SampleMean(products)
    expectClose(product.mean, 0, within: .standardErrors(4, of: product.standardError))
  }

  @Test func `an arm pays with the sigmoid of its weights times the context`() throws {
    let weights: [Float] = [1, -0.5, 0.25, 2, -1.5, 0.5, 1, 0]
    var batch = try Self.batch("contextual", weights, arms: 2, copies: 100)
    // What was paid less what was to be expected, in units of the deviation, is 0 ± 1.
    var excesses: [Double] = []
    for _ in 0..<500 {
      let contexts = batch.observations
      batch.step(actions: (0..<100).map { Float($0 % 2) })
      for copy in 0..<100 {
        let logit = (0..<4).reduce(0.0) {
          $0 + Double(weights[4 * (copy % 2) + $1] * contexts[4 * copy + $1])
        }
        let chance = 1 / (1 + exp(-logit))
        excesses.append(
          (Double(batch.rewards[copy]) - chance) / (chance * (1 - chance)).squareRoot())
      }
    }
    let excess = SampleMean(excesses)
    expectClose(excess.mean, 0, within: .standardErrors(4, of: excess.standardError))
    expectClose(excess.variance, 1, within: .absolute(0.1))
  }

  // MARK: All

  static let tasks: [(name: String, task: [Float], arms: Int?)] = [
    ("gaussian", [5, 5], 2), ("two-armed", [0.5], nil), ("one-good-arm", [0, 1, 1], 2),
    ("contextual", Array(repeating: 0, count: 8), 2),
  ]

  @Test(arguments: tasks.indices, [-1, 2, 0.5, .nan] as [Float])
  func `a number that is no arm's pays nothing`(number: Int, action: Float) throws {
    let (name, task, arms) = Self.tasks[number]
    var batch = try Self.batch(name, task, arms: arms, copies: 20)
    batch.step(actions: Array(repeating: action, count: 20))
    #expect(batch.rewards == Array(repeating: 0, count: 20))
  }
}
