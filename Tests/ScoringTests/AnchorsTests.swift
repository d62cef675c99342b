import Environments
import Gym
import MetaLearning
import Numerics
import Scoring
import TestSupport
import Testing

struct AnchorsTests {
  private let workers = Workers(count: 2)

  struct Published: Sendable, CustomTestStringConvertible {
    var distribution: String
    /// Level, and roughly the deviation over tasks of the mean of two episodes.
    var random: (level: Double, deviation: Double)
    var blind: (level: Double, deviation: Double)
    var oracle: (level: Double, deviation: Double)

    var testDescription: String { distribution }
  }

  static let known = [
    Published(
      distribution: "point-robot/goals", random: (-61.8, 19), blind: (-38.26, 14.1),
      oracle: (-0.504, 0.336)),
    // n / 2 and n k / (k + 1) of 20 pulls and 5 arms.
    Published(
      distribution: "bandit/bernoulli", random: (10, 3), blind: (10, 6), oracle: (16.667, 3)),
    Published(
      distribution: "cart-pole/physics", random: (22.5, 10), blind: (500, 0.1),
      oracle: (500, 0.1)),
    Published(
      distribution: "cart-pole/reversed", random: (22.5, 10), blind: (254.5, 245.5),
      oracle: (500, 0.1)),
    // The best policy that ignores rewards is as good as random; by value iteration on 20,000 tasks.
    Published(
      distribution: "tabular-mdp/dirichlet", random: (10, 3.5), blind: (10, 3.5),
      oracle: (21.835, 3.6)),
  ]

  @Test(arguments: known)
  func `each distribution of the catalog has its known levels`(_ known: Published) throws {
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
        level.mean, expected.level, within: .absolute(4 * standardError + 0.005), name)
    }
    #expect(anchors.untrained == nil)
  }

  @Test func `the levels of every distribution of the catalog are known`() throws {
    #expect(Set(Catalog.entries.map(\.fullName)) == Set(Catalog.anchorsByDistribution.keys))
    for entry in Catalog.entries {
      let distribution = try Catalog.distribution(named: entry.fullName)
      let test = try #require(Catalog.anchors(of: distribution, .test), "\(entry.fullName)")
      #expect(Catalog.anchors(of: distribution, .train) == test)
      let shifted = Catalog.anchors(of: distribution, .shifted)
      #expect((shifted == nil) == (distribution.region(of: .shifted) == nil))
      for levels in [test, shifted].compactMap(\.self) {
        #expect(levels.random.mean < levels.oracle.mean)
        #expect(levels.blind.mean <= levels.oracle.mean)
        #expect(try #require(levels.untrained).curve.count >= 4)
      }
    }
  }

  @Test func `a distribution that was changed has no known levels`() throws {
    var distribution = try Catalog.distribution(named: "cart-pole/reversed")
    try distribution.fix("forceSign=1")
    #expect(Catalog.anchors(of: distribution, .test) == nil)
    let arms = try Catalog.distribution(named: "bandit/bernoulli", options: ["arms": "6"])
    #expect(Catalog.anchors(of: arms, .test) == nil)
  }

  @Test(arguments: Catalog.entries.map(\.fullName))
  func `known levels come out again on other tasks`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    for split in [Split.test, .shifted] {
      guard let known = Catalog.anchors(of: distribution, split) else { continue }
      // The oracle of the swing-up plans.
      let taskCount = name == "cart-pole/swing-up" ? 40 : 600
      let levels = try Anchors(
        measuring: distribution, split, taskCount: taskCount, episodeCount: 2, seed: 91,
        workers: workers)
      for (name, found, expected) in [
        ("random", levels.random, known.random), ("blind", levels.blind, known.blind),
        ("oracle", levels.oracle, known.oracle),
      ] {
        let errors = [found, expected].map { $0.standardError * $0.standardError }
        expectClose(
          found.mean, expected.mean,
          within: .absolute(4.5 * errors.reduce(0, +).squareRoot() + 0.01), "\(split), \(name)")
      }
    }
  }

  @Test func `levels are of the tasks of the score, whatever is scored`() throws {
    let scoring = ScoringProtocol(taskCount: 25, stepCount: 1, rolloutCount: 2)
    let distribution = Ladder.distribution()
    let anchors = try Score.anchors(on: distribution, by: scoring, workers: workers)
    let score = try Score(
      of: NamedAgent(name: "", agent: Climbing()), distribution: distribution, by: scoring,
      workers: workers)
    #expect(score.anchors == anchors)
    let meanLength = score.tasks.reduce(0) { $0 + Double($1[0]) } / 25
    expectClose(anchors.blind.mean, 5 * meanLength, within: .absolute(1e-12))
    expectClose(anchors.oracle.mean, 9 * meanLength, within: .absolute(1e-12))
    expectClose(anchors.random.mean, 4.5 * meanLength, within: .absolute(1.5))
  }

  private func untrained(_ starts: [(rate: Double, climbing: Climbing)]) throws
    -> Anchors.Untrained?
  {
    try Score(
      of: NamedAgent(name: "", agent: Climbing()),
      untrained: starts.map { start in
        NamedAgent(name: "", learningRate: start.rate, agent: start.climbing)
      },
      distribution: Ladder.distribution(lengths: [4]),
      by: ScoringProtocol(taskCount: 5, stepCount: 3, rolloutCount: 2), workers: workers
    ).anchors.untrained
  }

  @Test func `the untrained policy is given its best rate`() throws {
    let best = try untrained([
      (0.1, Climbing(rate: 1)), (0.2, Climbing(rate: 3)), (0.3, Climbing(rate: 2)),
    ])
    // Two support episodes of 4 steps at 0, 3 and 6, and a final one at 9.
    #expect(best?.learningRate == 0.2)
    #expect(best?.curve.map(\.mean) == [0, 12, 24, 36])
    #expect(best?.curve.map(\.standardError) == [0, 0, 0, 0])
    #expect(try #require(best?.trialMean) == 108)
    #expect(best?.rollouts == 2)
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

  /// Fails on tasks of six steps, and is otherwise the best there is.
  private struct Wary: Agent {
    mutating func act(on view: View, actions: inout [Float]) {
      for index in actions.indices { actions[index] = 9 }
    }

    mutating func absorb(_ rollouts: Rollouts) throws {
      if rollouts.stepCount == 6 * rollouts.episodeCount {
        throw LearnerError.notFiniteAdaptation(step: 1, count: 1, firstName: "action")
      }
    }
  }

  @Test func `the rate is chosen on the first ten tasks, and has to do on all`() throws {
    let distribution = Ladder.distribution()
    func lengths(_ seed: UInt64) throws -> [Float] {
      try (0..<20).map { try distribution.task(.test, index: $0, key: RandomKey(seed: seed))[0] }
    }
    let seed = try #require(
      try (1...500 as ClosedRange<UInt64>).first { seed in
        let lengths = try lengths(seed)
        return !lengths[..<10].contains(6) && lengths[10...].contains(6)
      })
    func level(taskCount: Int) throws -> Anchors.Untrained? {
      try Score(
        of: NamedAgent(name: "", agent: Climbing()),
        untrained: [
          NamedAgent(name: "", learningRate: 0.1, agent: Climbing(rate: 1)),
          NamedAgent(name: "", learningRate: 0.2, agent: Wary()),
          NamedAgent(name: "", learningRate: 0.3, agent: Climbing(rate: 2)),
        ],
        distribution: distribution,
        by: ScoringProtocol(taskCount: taskCount, stepCount: 3, rolloutCount: 2, seed: seed),
        workers: workers
      ).anchors.untrained
    }
    #expect(try level(taskCount: 10)?.learningRate == 0.2)
    let level = try level(taskCount: 20)
    #expect(level?.learningRate == 0.3)
    let mean = Double(try lengths(seed).reduce(0, +)) / 20
    expectClose(
      try #require(level).curve.map(\.mean), [0, 2 * mean, 4 * mean, 6 * mean],
      within: .absolute(1e-12))
  }

  @Test func `a level that a few tasks choose is that of choosing on all where rates differ much`()
    throws
  {
    let level = try Score(
      of: NamedAgent(name: "", agent: Climbing()),
      untrained: (0..<12).map { number in
        NamedAgent(
          name: "", learningRate: Double(number), agent: Climbing(rate: Float(number) / 4))
      },
      distribution: Ladder.distribution(),
      by: ScoringProtocol(taskCount: 30, stepCount: 3, rolloutCount: 2), workers: workers
    ).anchors.untrained
    #expect(level?.learningRate == 11)
  }
}
