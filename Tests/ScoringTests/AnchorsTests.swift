import Environments
import Gym
import MetaLearning
import Scoring
import Tensors
import TestSupport
import Testing

struct AnchorsTests {
  private let workers = Workers(count: 2)

  struct KnownLevels: Sendable, CustomTestStringConvertible {
    var distribution: String
    /// Level, and roughly the deviation over tasks of the mean of two episodes.
    var random: (level: Double, deviation: Double)
    var blind: (level: Double, deviation: Double)
    var oracle: (level: Double, deviation: Double)

    var testDescription: String { distribution }
  }

  static let known = [
    KnownLevels(
      distribution: "point-robot/goals", random: (-61.8, 19), blind: (-38.26, 14.1),
      oracle: (-0.504, 0.336)),
    // n / 2 and n k / (k + 1) of 20 pulls and 5 arms.
    KnownLevels(
      distribution: "bandit/bernoulli", random: (10, 3), blind: (10, 6), oracle: (16.667, 3)),
    KnownLevels(
      distribution: "cart-pole/physics", random: (22.5, 10), blind: (500, 0.1),
      oracle: (500, 0.1)),
    KnownLevels(
      distribution: "cart-pole/reversed", random: (22.5, 10), blind: (254.5, 245.5),
      oracle: (500, 0.1)),
  ]

  @Test(arguments: known)
  func `each distribution of the catalog has its known levels`(_ known: KnownLevels) throws {
    let anchors = try Score.anchors(
      on: try Catalog.distribution(named: known.distribution),
      by: ScoringProtocol(taskCount: 1_000, rolloutCount: 2), workers: workers)
    for (name, level, expected) in [
      ("random", anchors.random, known.random), ("blind", anchors.blind, known.blind),
      ("oracle", anchors.oracle, known.oracle),
    ] {
      // The published levels are rounded to their last digit.
      let standardError = expected.deviation / 1_000.0.squareRoot()
      expectClose(
        level, expected.level, within: .absolute(4 * standardError + 0.005), name)
    }
    #expect(anchors.untrained == nil)
  }

  @Test func `every distribution of the catalog is known here`() {
    #expect(Catalog.entries.map(\.fullName) == Self.known.map(\.distribution))
  }

  @Test func `levels are of the tasks of the score, whatever is scored`() throws {
    let scoring = ScoringProtocol(taskCount: 25, stepCount: 1, rolloutCount: 2)
    let distribution = Ladder.distribution()
    let anchors = try Score.anchors(on: distribution, by: scoring, workers: workers)
    let score = try Score(
      of: Climbing(), untrained: [], distribution: distribution, by: scoring, workers: workers)
    #expect(score.anchors == anchors)
    let meanLength = score.tasks.reduce(0) { $0 + Double($1[0]) } / 25
    expectClose(anchors.blind, 5 * meanLength, within: .absolute(1e-12))
    expectClose(anchors.oracle, 9 * meanLength, within: .absolute(1e-12))
    expectClose(anchors.random, 4.5 * meanLength, within: .absolute(1.5))
  }

  private func untrained(_ starts: [(rate: Double, climbing: Climbing)]) throws
    -> Anchors.UntrainedLevel?
  {
    try Score(
      of: Climbing(),
      untrained: starts.map { .init(learningRate: $0.rate, adaptation: $0.climbing) },
      distribution: Ladder.distribution(lengths: [4]),
      by: ScoringProtocol(taskCount: 5, stepCount: 3, rolloutCount: 2), workers: workers
    ).anchors.untrained
  }

  @Test func `the untrained policy is given its best rate`() throws {
    let best = try untrained([
      (0.1, Climbing(rate: 1)), (0.2, Climbing(rate: 3)), (0.3, Climbing(rate: 2)),
    ])
    // Two support episodes of 4 steps at 0, 3 and 6, and a final one at 9.
    #expect(
      best
        == .init(learningRate: 0.2, curve: [0, 12, 24, 36], trialMean: 2 * (0 + 12 + 24) + 36))
  }

  @Test func `what the policy does before its first step does not count`() throws {
    let best = try untrained([
      (0.1, Climbing(action: 9, rate: -3)), (0.2, Climbing(action: 2, rate: 2)),
    ])
    #expect(best?.learningRate == 0.2)
  }

  @Test func `a rate so large that steps are not finite is passed over`() throws {
    let best = try untrained([
      (0.1, Climbing(rate: 1)), (5, Climbing(rate: 3, failingStep: 2)),
    ])
    #expect(best?.learningRate == 0.1)
    #expect(try untrained([(5, Climbing(failingStep: 1))]) == nil)
    #expect(try untrained([]) == nil)
  }
}
