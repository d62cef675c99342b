import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// Known levels of the bandits besides `bandit/bernoulli`, in one episode of 20 pulls.
struct BanditAnchorTests {
  static func check(
    _ name: String, arms: Int?, _ split: Split, random: Double, blind: Double, oracle: Double
  ) throws {
    let options = arms.map { ["arms": "\($0)"] } ?? [:]
    let bandit = try Catalog.distribution(named: "bandit/" + name, options: options)
    func mean(_ makePlayer: ([Float]) -> any Agent) throws -> SampleMean {
      try AnchorTests.returns(bandit, split, tasks: 4_000, by: makePlayer)
    }
    let players = bandit.referenceAgents
    for (level, expected, sample) in [
      ("random", random, try mean { _ in AnchorTests.random(bandit) }),
      ("blind", blind, try mean { _ in players.makeBlind() }),
      ("oracle", oracle, try mean { players.makeOracle($0) }),
    ] {
      expectClose(
        sample.mean, 20 * expected, within: .standardErrors(4, of: sample.standardError), level)
    }
  }

  @Test(arguments: [2, 5, 10])
  func `the largest of k uniform means is k over k+1`(arms: Int) throws {
    let best = Double(arms) / Double(arms + 1)
    try Self.check("gaussian", arms: arms, .test, random: 0.5, blind: 0.5, oracle: best)
    try Self.check("gaussian", arms: arms, .shifted, random: 1.5, blind: 1.5, oracle: 1 + best)
  }

  @Test func `the better of two arms that sum to 1 pays three quarters`() throws {
    try Self.check("two-armed", arms: nil, .test, random: 0.5, blind: 0.5, oracle: 0.75)
    try Self.check("two-armed", arms: nil, .shifted, random: 0.5, blind: 0.5, oracle: 0.9)
  }

  @Test(arguments: [2, 5, 20])
  func `one good arm among k pays as often as it says`(arms: Int) throws {
    func mean(_ good: Double, _ other: Double) -> Double {
      (good + other * Double(arms - 1)) / Double(arms)
    }
    try Self.check(
      "one-good-arm", arms: arms, .test, random: mean(0.9, 0.1), blind: mean(0.9, 0.1),
      oracle: 0.9)
    try Self.check(
      "one-good-arm", arms: arms, .shifted, random: mean(0.8, 0.2), blind: mean(0.8, 0.2),
      oracle: 0.8)
  }

  @Test(arguments: 0..<6)
  func `the best arm of each context pays as NumPy says`(number: Int) throws {
    // Its standard error is some hundredth of ours.
    let golden = try BanditNumbers.load().contextual[number]
    try Self.check(
      "contextual", arms: golden.arms, golden.deviation == 1 ? .test : .shifted, random: 0.5,
      blind: 0.5, oracle: golden.mean)
  }
}
