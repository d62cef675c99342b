import Numerics
import Scoring
import TestSupport
import Testing

/// Summaries over runs × tasks, and comparisons.
struct PooledStatisticsTests {
  private let numbers: StatisticsTests.GoldenNumbers

  init() throws {
    numbers = try golden("scoring_statistics.json", as: StatisticsTests.GoldenNumbers.self)
  }

  /// The percentiles of 2,000 resamples are off by a few hundredths of half the width.
  private func expectInterval(
    _ interval: ClosedRange<Double>, _ golden: [Double], steps: Double = 0, _ what: String
  ) {
    let halfWidth = (golden[1] - golden[0]) / 2
    expectClose(
      [interval.lowerBound, interval.upperBound], golden,
      within: .absolute(0.06 * halfWidth + steps), what)
  }

  @Test func `pooled intervals equal NumPy's but for the resampling`() {
    #expect(numbers.pools.count == 3)
    for (index, pool) in numbers.pools.enumerated() {
      let key = RandomKey(seed: UInt64(index))
      let what = "\(pool.runs.count) runs"
      let all = pool.runs.flatMap(\.self)
      expectClose(Statistics.mean(all), pool.mean, within: .relative(1e-13), what)
      expectClose(
        Statistics.interquartileMean(all), pool.interquartileMean, within: .relative(1e-13), what)
      let intervals = Statistics.stratifiedIntervals95(pool.runs, key: key, resampleCount: 20_000)
      expectInterval(intervals.mean, pool.meanInterval, what)
      expectInterval(intervals.interquartileMean, pool.interquartileMeanInterval, what)
      expectInterval(
        Statistics.crossedInterval95(pool.runs, key: key, resampleCount: 20_000),
        pool.crossedInterval, what)
    }
  }

  @Test func `comparisons equal SciPy's Mann-Whitney statistic and NumPy's intervals`() {
    #expect(numbers.comparisons.count == 4)
    for (index, golden) in numbers.comparisons.enumerated() {
      let paired = Statistics.pairedDifference(
        of: golden.runs, against: golden.others, key: RandomKey(seed: UInt64(index)),
        resampleCount: 20_000)
      let what = "\(golden.runs.count) against \(golden.others.count) runs"
      expectClose(paired.difference, golden.difference, within: .absolute(1e-12), what)
      expectClose(
        paired.probabilityOfImprovement, golden.probability, within: .absolute(1e-12), what)
      // The numbers are whole, so resampled means are multiples of one over how many there are.
      let taskCount = Double(golden.runs[0].count)
      expectInterval(
        paired.confidence95, golden.differenceInterval, steps: 1 / taskCount, what)
      expectInterval(
        paired.probability95, golden.probabilityInterval, steps: 0.5 / taskCount, what)
    }
  }

  @Test func `the difference of two splits equals SciPy's`() {
    #expect(numbers.splits.count == 2)
    for golden in numbers.splits {
      expectInterval(
        Statistics.independentDifference95(
          of: golden.values, and: golden.others, key: RandomKey(seed: 3), resampleCount: 20_000),
        golden.interval, "\(golden.values.count) tasks")
    }
  }

  private func values(_ runCount: Int, _ taskCount: Int, seed: UInt64) -> [[Double]] {
    let key = RandomKey(seed: seed).child(.measurement)
    return (0..<runCount).map { run in
      (0..<taskCount).map { Double(key.normals(UInt32(run), UInt32($0))[0]) }
    }
  }

  @Test(arguments: [(1, 1), (3, 1), (2, 4)])
  func `improvement and its opposite make one`(runCount: Int, otherCount: Int) {
    let runs = values(runCount, 17, seed: 1)
    let others = values(otherCount, 17, seed: 2)
    let key = RandomKey(seed: 5)
    let there = Statistics.pairedDifference(of: runs, against: others, key: key)
    let back = Statistics.pairedDifference(of: others, against: runs, key: key)
    expectClose(
      there.probabilityOfImprovement + back.probabilityOfImprovement, 1, within: .absolute(1e-12))
    expectClose(there.difference, -back.difference, within: .absolute(1e-12))
    if runCount == otherCount {
      expectClose(
        there.confidence95.lowerBound, -back.confidence95.upperBound, within: .absolute(1e-12))
    }
  }

  @Test func `nothing is better than itself`() {
    let runs = values(1, 9, seed: 1)
    let paired = Statistics.pairedDifference(of: runs, against: runs, key: RandomKey(seed: 1))
    #expect(paired.difference == 0)
    #expect(paired.confidence95 == 0...0)
    #expect(paired.probabilityOfImprovement == 0.5)
    #expect(paired.probability95 == 0.5...0.5)
  }

  @Test func `pairing by task takes out what tasks have in common`() {
    let base = values(1, 40, seed: 3)[0].map { 100 * $0 }
    let better = zip(base, values(1, 40, seed: 4)[0]).map { $0 + 3 + $1 }
    let paired = Statistics.pairedDifference(
      of: [better], against: [base], key: RandomKey(seed: 1))
    #expect(paired.confidence95.lowerBound > 2 && paired.confidence95.upperBound < 4)
    let independent = Statistics.independentDifference95(
      of: better, and: base, key: RandomKey(seed: 1))
    #expect(independent.lowerBound < -20 && independent.upperBound > 20)
  }

  @Test func `the pairs of runs on a task count one by one`() {
    // On the first task 3 of 4 pairs, on the second half a pair and 1 of 4.
    let paired = Statistics.pairedDifference(
      of: [[2, 0], [4, 5]], against: [[1, 5], [3, 6]], key: RandomKey(seed: 1))
    expectClose(
      paired.probabilityOfImprovement, (0.75 + 0.125) / 2, within: .absolute(1e-12))
    expectClose(paired.difference, ((3 - 2) + (2.5 - 5.5)) / 2, within: .absolute(1e-12))
  }

  @Test func `with one run only tasks are resampled`() {
    let runs = values(1, 23, seed: 6)
    let key = RandomKey(seed: 2)
    let interval = Statistics.confidenceInterval95(runs[0], key: key)
    #expect(Statistics.crossedInterval95(runs, key: key) == interval)
    #expect(Statistics.intervals95(runs[0], key: key).mean == interval)
    // Against nothing a difference is the value itself.
    let paired = Statistics.pairedDifference(
      of: runs, against: [runs[0].map { _ in 0 }], key: key)
    expectClose(paired.confidence95.lowerBound, interval.lowerBound, within: .absolute(1e-12))
    expectClose(paired.confidence95.upperBound, interval.upperBound, within: .absolute(1e-12))
  }

  @Test
  func `runs that agree leave the stratified interval no width, and the crossed one its tasks`() {
    let run = values(1, 23, seed: 6)[0]
    let key = RandomKey(seed: 2)
    let intervals = Statistics.stratifiedIntervals95([run, run, run], key: key)
    let center = Statistics.mean(run)
    expectClose(intervals.mean.lowerBound, center, within: .absolute(1e-12))
    expectClose(intervals.mean.upperBound, center, within: .absolute(1e-12))
    let crossed = Statistics.crossedInterval95([run, run, run], key: key)
    let alone = Statistics.confidenceInterval95(run, key: key)
    expectClose(crossed.lowerBound, alone.lowerBound, within: .absolute(1e-12))
    expectClose(crossed.upperBound, alone.upperBound, within: .absolute(1e-12))
  }

  @Test func `what a run has in common on all tasks widens the crossed interval only`() {
    let runs = values(5, 50, seed: 8).enumerated().map { run, values in
      values.map { $0 + 10 * Double(run) }
    }
    let key = RandomKey(seed: 2)
    let stratified = Statistics.stratifiedIntervals95(runs, key: key).mean
    let crossed = Statistics.crossedInterval95(runs, key: key)
    func width(_ range: ClosedRange<Double>) -> Double { range.upperBound - range.lowerBound }
    // Means of five levels 0 to 40: a deviation of 14 over the root of 5, or of 250.
    expectClose(width(crossed), 24.8, within: .relative(0.1))
    expectClose(width(stratified), 3.5, within: .relative(0.1))
  }

  @Test func `of fewer than four values the middle half is all`() {
    let key = RandomKey(seed: 2)
    let intervals = Statistics.intervals95([3, 1, 7], key: key)
    expectClose(
      intervals.interquartileMean.lowerBound, intervals.mean.lowerBound, within: .absolute(1e-12))
    expectClose(
      intervals.interquartileMean.upperBound, intervals.mean.upperBound, within: .absolute(1e-12))
    #expect(Statistics.intervals95([], key: key).mean == 0...0)
    #expect(Statistics.intervals95([4], key: key).interquartileMean == 4...4)
  }

  @Test func `where numbers are not finite no interval is made up`() {
    let everything = -Double.infinity...Double.infinity
    let key = RandomKey(seed: 1)
    #expect(Statistics.crossedInterval95([[1, .nan], [2, 3]], key: key) == everything)
    #expect(
      Statistics.stratifiedIntervals95([[1, .infinity], [2, 3]], key: key).mean == everything)
    let paired = Statistics.pairedDifference(
      of: [[1, .infinity]], against: [[0, 0]], key: key)
    #expect(paired.confidence95 == everything)
  }
}
