import Environments
import Gym
import MetaLearning
import Numerics
import Scoring
import TestSupport
import Testing

/// Several scores as one, against others, and on two splits.
struct PooledScoreTests {
  private let scoring = ScoringProtocol(taskCount: 12, stepCount: 2, rolloutCount: 2)

  private func score(
    _ agent: any Agent, named name: String = "a",
    on distribution: TaskDistribution = Ladder.distribution(), split: Split = .test,
    threads: Int = 2
  ) throws -> Score {
    var scoring = scoring
    scoring.split = split
    return try Score(
      of: NamedAgent(name: name, agent: agent), distribution: distribution, by: scoring,
      workers: Workers(count: threads))
  }

  @Test func `one run is its own score`() throws {
    let run = try score(Guessing())
    let pooled = PooledScore([run], by: scoring)
    #expect(pooled.curve == run.curve)
    #expect(pooled.crossed95 == run.curve.map(\.confidence95))
    #expect(pooled.trialMean == run.trialMean)
    #expect(pooled.trialConfidence95 == run.trialConfidence95)
    #expect(pooled.taskReturns == run.taskReturns)
    #expect(pooled.name == "a")
  }

  @Test func `several runs are summarised over runs and tasks`() throws {
    let runs = try ([1, 2, 3] as [Float]).map { try score(Climbing(rate: $0), named: "\($0)") }
    let pooled = PooledScore(runs, by: scoring)
    let meanLength = Statistics.mean(runs[0].tasks.map { Double($0[0]) })
    for (step, point) in pooled.curve.enumerated() {
      let all = runs.flatMap { run in run.taskReturns.map { $0[step] } }
      expectClose(point.mean, 2 * Double(step) * meanLength, within: .absolute(1e-12))
      #expect(point.interquartileMean == Statistics.interquartileMean(all))
      #expect(point.standardDeviation == Statistics.standardDeviation(all))
      #expect(point.normalized == runs[0].anchors.normalized(point.mean))
      #expect(point.confidence95.contains(point.mean))
      #expect(point.rollouts == 2 * step)
    }
    expectClose(
      pooled.trialMean, Statistics.mean(runs.map(\.trialMean)), within: .absolute(1e-12))
    #expect(pooled.trialConfidence95.contains(pooled.trialMean))
    let expected = runs[0].tasks.map { task in [0, 2 * Double(task[0]), 4 * Double(task[0])] }
    #expect(pooled.taskReturns == expected)
    #expect(pooled.name == "1.0, 2.0, 3.0")
    // On each task three levels of which the interval resamples; the runs differ on all of them alike.
    let (own, crossed) = (pooled.curve[2].confidence95, pooled.crossed95[2])
    #expect(crossed.lowerBound < own.lowerBound && own.upperBound < crossed.upperBound)
  }

  @Test func `the same runs in another order are the same but for the resampling`() throws {
    let runs = try ([1, 2] as [Float]).map { try score(Climbing(rate: $0), named: "\($0)") }
    let (there, back) = (
      PooledScore(runs, by: scoring), PooledScore(runs.reversed(), by: scoring)
    )
    #expect(there.curve.map(\.mean) == back.curve.map(\.mean))
    #expect(there.curve.map(\.interquartileMean) == back.curve.map(\.interquartileMean))
  }

  @Test func `a comparison is paired by task`() throws {
    let better = PooledScore([try score(Climbing(rate: 2))], by: scoring)
    let other = PooledScore([try score(Climbing(rate: 1), named: "b")], by: scoring)
    let comparison = Comparison(of: better, against: other, by: scoring)
    let meanLength = Statistics.mean(better.tasks.map { Double($0[0]) })
    #expect(comparison.curve.map(\.step) == [0, 1, 2])
    #expect(comparison.curve.map(\.mean) == other.curve.map(\.mean))
    #expect(comparison.curve.map(\.paired.probabilityOfImprovement) == [0.5, 1, 1])
    for (step, point) in comparison.curve.enumerated() {
      expectClose(point.paired.difference, Double(step) * meanLength, within: .absolute(1e-12))
      #expect(point.paired.confidence95.contains(point.paired.difference))
    }
    #expect(comparison.curve[0].paired.confidence95 == 0...0)
    expectClose(
      comparison.trial.difference, better.trialMean - other.trialMean, within: .absolute(1e-9))
    #expect(comparison.trial.difference > 0)
    #expect(comparison.trial.probabilityOfImprovement == 1)
    #expect(comparison.other == other)
  }

  @Test func `a drop is the difference of two splits`() throws {
    let distribution = Ladder.shiftingDistribution()
    let test = PooledScore(
      [try score(Climbing(action: 1, rate: 1), on: distribution)], by: scoring)
    let shifted = PooledScore(
      [try score(Climbing(action: 1, rate: 1), on: distribution, split: .shifted)], by: scoring)
    let drop = SplitDrop(from: test, to: shifted, by: scoring)
    let means = [test, shifted].map { Statistics.mean($0.tasks.map { Double($0[0]) }) }
    for (step, point) in drop.curve.enumerated() {
      let difference = Double(step + 1) * (means[0] - means[1])
      expectClose(point.difference, difference, within: .absolute(1e-12))
      #expect(point.confidence95.contains(difference))
      #expect(point.confidence95.upperBound < 0)
    }
  }

  @Test func `one and three threads give the same bits in every mode`() throws {
    let distribution = try Catalog.distribution(named: "point-robot/goals")
    let learners = (1...3).map { (seed: UInt64) in
      var settings = GradientSettings()
      settings.policy.hidden = [8]
      return MAML(
        settings: settings, specification: distribution.specification, key: RandomKey(seed: seed))
    }
    let results = try [1, 3].map { threads in
      func pooled(_ learners: [MAML], _ split: Split) throws -> PooledScore {
        PooledScore(
          try learners.map {
            try score($0.makeAgent(), on: distribution, split: split, threads: threads)
          }, by: scoring)
      }
      let test = try pooled([learners[0], learners[1]], .test)
      let shifted = try pooled([learners[0], learners[1]], .shifted)
      return (
        test, Comparison(of: test, against: try pooled([learners[2]], .test), by: scoring),
        SplitDrop(from: test, to: shifted, by: scoring)
      )
    }
    #expect(results[0].0 == results[1].0)
    #expect(results[0].1 == results[1].1)
    #expect(results[0].2 == results[1].2)
  }

  @Test func `pooled and separate agents are not mixed`() async {
    await #expect(processExitsWith: .failure) {
      let tests = PooledScoreTests()
      let runs = [try tests.score(Climbing()), try tests.score(Climbing(experience: .separate))]
      _ = PooledScore(runs, by: tests.scoring)
    }
  }
}
