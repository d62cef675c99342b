import Environments
import Gym
import MetaLearning
import Numerics
import Scoring
import TestSupport
import Testing

struct ScoreTests {
  private let workers = Workers(count: 2)

  private func score(
    _ agent: any Agent = Climbing(), untrained: [NamedAgent] = [],
    lengths: [Float] = [2, 3, 4, 5, 6],
    by scoring: ScoringProtocol = ScoringProtocol(taskCount: 30, stepCount: 3, rolloutCount: 2)
  ) throws -> Score {
    try Score(
      of: NamedAgent(name: "", agent: agent), untrained: untrained,
      distribution: Ladder.distribution(lengths: lengths), by: scoring, workers: workers)
  }

  @Test func `the curve counts rollouts and environment steps`() throws {
    let score = try score()
    let meanLength = score.tasks.reduce(0) { $0 + Double($1[0]) } / 30
    #expect(Set(score.tasks.map { $0[0] }) == [2, 3, 4, 5, 6])
    #expect(score.curve.map(\.step) == [0, 1, 2, 3])
    #expect(score.curve.map(\.rollouts) == [0, 2, 4, 6])
    for step in 0...3 {
      expectClose(
        score.curve[step].environmentSteps, Double(2 * step) * meanLength,
        within: .absolute(1e-12))
      expectClose(
        score.curve[step].mean, Double(step) * meanLength, within: .absolute(1e-12))
      #expect(
        score.taskReturns.map { $0[step] } == score.tasks.map { Double(step) * Double($0[0]) })
    }
  }

  @Test func `the trial counts every support episode and one final one`() throws {
    let score = try score()
    // Per step of an episode: 2 × (0 + 1 + 2) while exploring, and 3 once.
    let meanLength = score.tasks.reduce(0) { $0 + Double($1[0]) } / 30
    expectClose(score.trialMean, 9 * meanLength, within: .absolute(1e-12))
    #expect(score.trialConfidence95.contains(score.trialMean))
  }

  @Test func `points summarise over tasks`() throws {
    let score = try score()
    for (step, point) in score.curve.enumerated() {
      let returns = score.taskReturns.map { $0[step] }
      #expect(point.mean == Statistics.mean(returns))
      #expect(point.standardDeviation == Statistics.standardDeviation(returns))
      #expect(point.interquartileMean == Statistics.interquartileMean(returns))
      #expect(point.confidence95.contains(point.mean))
      #expect(point.normalized == score.anchors.normalized(point.mean))
    }
    let last = score.curve[3].confidence95
    // Lengths of 2 to 6: three times a deviation of 1.4, over the root of 30 tasks.
    expectClose(last.upperBound - last.lowerBound, 3.04, within: .relative(0.25))
  }

  @Test func `a normalised score is 0 at random and 1 at the oracle`() throws {
    let anchors = Anchors.of(random: 4.5, blind: 5, oracle: 9)
    #expect(anchors.normalized(4.5) == 0)
    #expect(anchors.normalized(9) == 1)
    #expect(anchors.normalized(0) == -1)
    #expect(!Anchors.of(random: 2, blind: 2, oracle: 2).normalized(3).isFinite)
    let oracle = try score(Climbing(action: 9, rate: 0))
    #expect(oracle.curve.map(\.normalized) == [1, 1, 1, 1])
    let random = try score(
      Guessing(), by: ScoringProtocol(taskCount: 400, stepCount: 1, rolloutCount: 5))
    for point in random.curve { expectClose(point.normalized, 0, within: .absolute(0.03)) }
  }

  @Test func `tasks are those of the split and seed, for every policy`() throws {
    let distribution = try Catalog.distribution(named: "point-robot/goals")
    let learner = MAML(
      settings: GradientSettings(), specification: distribution.specification,
      key: RandomKey(seed: 1))
    var seen: [[[Float]]] = []
    for split in Split.allCases {
      for seed: UInt64 in [1, 2] {
        let scoring = ScoringProtocol(
          split: split, taskCount: 3, stepCount: 1, rolloutCount: 2, seed: seed)
        let score = try Score(
          of: NamedAgent(name: "", agent: learner.makeAgent()), untrained: [],
          distribution: distribution, by: scoring,
          workers: workers)
        let expected = try (0..<3).map {
          try distribution.task(split, index: $0, key: RandomKey(seed: seed))
        }
        #expect(score.tasks == expected)
        seen.append(score.tasks)
      }
    }
    #expect(Set(seen.flatMap { $0 }).count == 18)
  }

  @Test func `equal tasks have random numbers of their own`() throws {
    let score = try score(Guessing(), lengths: [6])
    #expect(Set(score.tasks) == [[6]])
    #expect(Set(score.taskReturns.map { $0[0] }).count > 10)
  }

  @Test func `one and two threads give the same bits, another seed others`() throws {
    let distribution = try Catalog.distribution(named: "point-robot/goals")
    var settings = GradientSettings()
    settings.policy.hidden = [8]
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: 1))
    let starts = [0.1, 0.5].map { rate in
      NamedAgent(
        name: "", learningRate: rate,
        agent: learner.makeAgent(learningRates: [rate], decay: 1))
    }
    let scores = try [(1, 1), (2, 1), (3, 1), (1, 2)].map { (threadCount: Int, seed: UInt64) in
      try Score(
        of: NamedAgent(name: "", agent: learner.makeAgent()), untrained: starts,
        distribution: distribution,
        by: ScoringProtocol(taskCount: 7, stepCount: 2, rolloutCount: 3, seed: seed),
        workers: Workers(count: threadCount))
    }
    #expect(scores[0] == scores[1])
    #expect(scores[0] == scores[2])
    #expect(scores[0] != scores[3])
    #expect(scores[0].anchors.untrained != nil)
  }

  @Test func `a split that does not exist is an error`() {
    let scoring = ScoringProtocol(split: .shifted, taskCount: 2)
    let expected = TaskDistributionError.noSuchSplit(
      distribution: "ladder/lengths", split: .shifted)
    #expect(throws: expected) { try score(by: scoring) }
    #expect(throws: expected) {
      try Score.anchors(on: Ladder.distribution(), by: scoring, workers: workers)
    }
  }

  @Test func `a policy whose step fails is an error`() {
    #expect(
      throws: LearnerError.notFiniteAdaptation(step: 3, count: 1, firstName: "action")
    ) {
      try score(Climbing(failingStep: 3))
    }
  }

  @Test(arguments: [0, 1, 2])
  func `progress is reported part by part up to the whole`(rateCount: Int) throws {
    var reported: [[Int]] = []
    _ = try Score(
      of: NamedAgent(name: "", agent: Climbing()),
      untrained: (0..<rateCount).map {
        NamedAgent(name: "", learningRate: Double($0), agent: Climbing())
      },
      distribution: Ladder.distribution(), by: ScoringProtocol(taskCount: 2, stepCount: 1),
      workers: workers
    ) { reported.append([$0, $1]) }
    // The score, the players and, in two rounds and on all tasks, the untrained policy.
    let count = rateCount == 0 ? 2 : 5
    #expect(reported == (1...count).map { [$0, count] })
  }

  @Test func `known levels are taken instead of being measured`() throws {
    let anchors = Anchors.of(random: 1, blind: 2, oracle: 3)
    var reported: [[Int]] = []
    let score = try Score(
      of: NamedAgent(name: "nine", agent: Climbing(action: 9, rate: 0)),
      untrained: [NamedAgent(name: "", learningRate: 1, agent: Climbing())],
      distribution: Ladder.distribution(lengths: [5]), by: ScoringProtocol(taskCount: 2),
      anchors: anchors, workers: workers
    ) { reported.append([$0, $1]) }
    #expect(score.anchors == anchors)
    #expect(score.curve.map(\.normalized) == [22, 22, 22, 22])
    #expect(reported == [[1, 1]])
    #expect(score.name == "nine")
  }

  @Test func `what each task took and earned is kept`() throws {
    let score = try score()
    for (index, task) in score.tasks.enumerated() {
      let length = Int(task[0])
      #expect(score.taskEnvironmentSteps[index] == [0, 2, 4, 6].map { $0 * Double(length) })
      #expect(score.trialReturns[index] == 9 * Double(length))
    }
  }

  @Test func `the interquartile mean has an interval of its own`() throws {
    for point in try score().curve.dropFirst() {
      #expect(point.interquartileMean95.contains(point.interquartileMean))
      #expect(point.interquartileMean95 != point.confidence95)
    }
  }

  @Test func `separate agents are counted one by one`() throws {
    let score = try score(Climbing(experience: .separate))
    let pooled = try self.score()
    #expect(score.taskReturns == pooled.taskReturns)
    #expect(score.curve.map(\.rollouts) == [0, 1, 2, 3])
    for (index, task) in score.tasks.enumerated() {
      let length = Double(task[0])
      #expect(score.taskEnvironmentSteps[index] == [0, length, 2 * length, 3 * length])
      // One episode per block: 0, 1, 2 and 3 a step.
      #expect(score.trialReturns[index] == 6 * length)
    }
  }
}

extension Anchors {
  /// Levels that were measured elsewhere.
  static func of(random: Double, blind: Double, oracle: Double) -> Anchors {
    Anchors(
      tasks: 1, episodes: 1, random: Level(mean: random, standardError: 0),
      blind: Level(mean: blind, standardError: 0), oracle: Level(mean: oracle, standardError: 0))
  }
}
