import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct BanditTests {
  static func batch(
    _ probabilities: [Float], copies: Int, pulls: Int = 1_000, seed: UInt64 = 1
  ) throws -> any EnvironmentBatch {
    let distribution = try Catalog.distribution(
      named: "bandit/bernoulli",
      options: ["arms": "\(probabilities.count)", "pulls": "\(pulls)"])
    var batch = distribution.makeBatch(probabilities, copies)
    batch.reset(key: RandomKey(seed: seed))
    return batch
  }

  @Test func `there is nothing to see`() throws {
    var batch = try Self.batch([0.5, 0.5], copies: 3)
    #expect(batch.observations == [1, 1, 1])
    batch.step(actions: [0, 1, 0])
    #expect(batch.observations == [1, 1, 1])
  }

  @Test func `each arm pays with its probability`() throws {
    let probabilities: [Float] = [0.1, 0.5, 0.93]
    var batch = try Self.batch(probabilities, copies: 99)
    let actions = (0..<99).map { Float($0 % 3) }
    var paid: [Double] = [0, 0, 0]
    for _ in 0..<1_000 {
      batch.step(actions: actions)
      #expect(batch.rewards.filter { $0 != 0 && $0 != 1 }.isEmpty)
      for copy in 0..<99 { paid[copy % 3] += Double(batch.rewards[copy]) }
    }
    for (arm, probability) in probabilities.enumerated() {
      let p = Double(probability)
      expectClose(
        paid[arm] / 33_000, p,
        within: .standardErrors(4, of: (p * (1 - p) / 33_000).squareRoot()), "arm \(arm)")
    }
  }

  @Test func `a sure arm always pays and a dead one never`() throws {
    var batch = try Self.batch([0, 1], copies: 2)
    for _ in 0..<1_000 {
      batch.step(actions: [0, 1])
      #expect(batch.rewards == [0, 1])
    }
  }

  @Test(arguments: [-1, 2, 0.5, .nan] as [Float])
  func `a number that is no arm's pays nothing`(action: Float) throws {
    var batch = try Self.batch([1, 1], copies: 1)
    batch.step(actions: [action])
    #expect(batch.rewards == [0])
  }

  @Test(arguments: [1, 7])
  func `an episode is cut after its pulls and never ends by itself`(pulls: Int) throws {
    var batch = try Self.batch([0.5, 0.5], copies: 2, pulls: pulls)
    for pull in 1...pulls {
      batch.step(actions: [0, 1])
      #expect(batch.isTerminated == [false, false])
      #expect(batch.isTruncated == [pull == pulls, pull == pulls])
    }
  }

  @Test func `payments are those of the addressed noise`() throws {
    let golden = try GoldenNumbers.load().bandit[0]
    var batch = try Self.batch(
      golden.parameters, copies: golden.rewards[0].count, seed: golden.seed)
    for (step, rewards) in golden.rewards.enumerated() {
      batch.step(actions: rewards.indices.map { Float((step + $0) % golden.parameters.count) })
      #expect(batch.rewards == rewards, "step \(step)")
    }
  }
}
