import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct TabularMDPTests {
  static let key = RandomKey(seed: 5)

  /// The state that each copy's observation shows; -1 where it is not one number 1 among zeros.
  static func states(_ batch: any EnvironmentBatch) -> [Float] {
    (0..<batch.count).map { copy in
      let row = batch.observations[10 * copy..<10 * (copy + 1)]
      let isOne = row.count { $0 == 1 } == 1 && row.count { $0 == 0 } == 9
      return isOne ? Float((row.firstIndex(of: 1) ?? 0) - 10 * copy) : -1
    }
  }

  @Test func `next states and rewards are those of the addressed noise`() throws {
    let episode = try TabularMDPGolden.load().episode
    let copies = episode.states[0].count
    var batch = try TabularMDPCase.distribution().makeBatch(episode.parameters, copies)
    batch.reset(key: RandomKey(seed: episode.seed))
    #expect(Self.states(batch) == episode.states[0])
    for (step, actions) in episode.actions.enumerated() {
      batch.step(actions: actions)
      #expect(Self.states(batch) == episode.states[step + 1], "step \(step)")
      #expect(batch.states == episode.states[step + 1])
      // Single precision, and a logarithm and a cosine of our own.
      expectClose(batch.rewards, episode.rewards[step], within: .absolute(3e-6), "step \(step)")
    }
    #expect(batch.isTruncated == Array(repeating: true, count: copies))
    #expect(batch.isTerminated == Array(repeating: false, count: copies))
  }

  @Test func `next states follow the weights and rewards their means`() throws {
    let weights: [Float] = [5, 0.25, 3, 1, 0.5, 2, 1e-30, 4, 0.125, 1]
    let task = TabularMDPCase.task(
      weights: weights.enumerated().map { (0, 3, $0, $1) }, rewards: [(0, 3, -2.5)])
    let count = 100_000
    var batch = try TabularMDPCase.distribution().makeBatch(task, count)
    batch.reset(key: Self.key)
    batch.step(actions: Array(repeating: 3, count: count))
    var counts = [Double](repeating: 0, count: 10)
    for state in Self.states(batch) { counts[Int(state)] += 1 }
    let total = Double(weights.reduce(0, +))
    for (state, weight) in weights.enumerated() {
      let p = Double(weight) / total
      let error = (p * (1 - p) / Double(count)).squareRoot()
      expectClose(
        counts[state] / Double(count), p, within: .absolute(4 * error + 1e-9), "state \(state)")
    }
    let reward = SampleMean(batch.rewards.map(Double.init))
    expectClose(reward.mean, -2.5, within: .standardErrors(4, of: reward.standardError))
    expectClose(reward.variance, 1, within: .absolute(4 * (2 / Double(count)).squareRoot()))
  }

  @Test(arguments: [0.5, 1024, 0x1p-80, 0x1p80] as [Float])
  func `only proportions of weights matter`(factor: Float) throws {
    let distribution = try TabularMDPCase.distribution()
    let task = try distribution.task(.train, index: 0, key: Self.key)
    let scaled = task.enumerated().map { $0 < 500 ? $1 * factor : $1 }
    func play(_ task: [Float]) -> Rollouts {
      var player = RandomAgent(actionSpace: distribution.specification.actionSpace)
      return distribution.rollouts(40, of: task, by: &player, key: Self.key)
    }
    #expect(play(scaled) == play(task))
  }

  @Test(arguments: [0, 4, 9])
  func `a state with all the weight is where one goes`(next: Int) throws {
    var task = TabularMDPCase.task()
    for pair in 0..<50 { task[10 * pair + next] = 1e30 }
    var batch = try TabularMDPCase.distribution().makeBatch(task, 32)
    batch.reset(key: Self.key)
    for _ in 0..<10 {
      batch.step(actions: (0..<32).map { Float($0 % 5) })
      #expect(Self.states(batch) == Array(repeating: Float(next), count: 32))
    }
  }

  @Test(arguments: [-1, 5, 0.5, .nan, .infinity, 1e30] as [Float])
  func `a number that is no action's neither pays nor moves`(action: Float) throws {
    let task = TabularMDPCase.task()
    var batch = try TabularMDPCase.distribution().makeBatch(task, 20)
    batch.reset(key: Self.key)
    batch.step(actions: Array(repeating: 2, count: 20))
    let before = batch.observations
    batch.step(actions: Array(repeating: action, count: 20))
    #expect(batch.observations == before)
    #expect(batch.rewards == Array(repeating: 0, count: 20))
  }

  @Test func `parameters are named after state, action and next state`() throws {
    let parameters = try TabularMDPCase.distribution().specification.parameters
    #expect(parameters.count == 550)
    #expect(Set(parameters.map(\.name)).count == 550)
    #expect(parameters[3 * 50 + 2 * 10 + 7].name == "w3a2s7")
    #expect(parameters[500 + 3 * 5 + 2].name == "m3a2")
    #expect(Set(parameters.prefix(500).map(\.group)) == ["weights of next states"])
    #expect(Set(parameters.dropFirst(500).map(\.group)) == ["mean rewards"])
  }

  @Test func `tasks are drawn as the paper says`() throws {
    let distribution = try TabularMDPCase.distribution()
    var (means, firstShares, shiftedShares): ([Double], [Double], [Double]) = ([], [], [])
    for index in 0..<200 {
      let task = try distribution.task(.train, index: index, key: Self.key)
      let shifted = try distribution.task(.shifted, index: index, key: Self.key)
      means += task.dropFirst(500).map(Double.init)
      for pair in 0..<50 {
        func share(_ task: [Float]) -> Double {
          Double(task[10 * pair] / task[10 * pair..<10 * pair + 10].reduce(0, +))
        }
        firstShares.append(share(task))
        shiftedShares.append(share(shifted))
      }
    }
    let mean = SampleMean(means)
    expectClose(mean.mean, 1, within: .standardErrors(4, of: mean.standardError))
    expectClose(mean.variance, 1, within: .absolute(4 * (2 / 10_000.0).squareRoot()))
    // A share is Beta(α, 9 α): its variance is 0.09 / (10 α + 1).
    for (shares, concentration) in [(firstShares, 1.0), (shiftedShares, 0.3)] {
      let share = SampleMean(shares)
      expectClose(share.mean, 0.1, within: .standardErrors(4, of: share.standardError))
      expectClose(share.variance, 0.09 / (10 * concentration + 1), within: .relative(0.08))
    }
  }
}
