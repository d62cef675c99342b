import Numerics
import Scoring
import TestSupport
import Testing

struct StatisticsTests {
  struct GoldenNumbers: Decodable {
    struct Summary: Decodable {
      var values: [Double]
      var mean: Double
      var standardDeviation: Double
      var interquartileMean: Double
      var percentiles: [Double]
    }

    struct Interval: Decodable {
      var values: [Double]
      var interval: [Double]
    }

    struct Pool: Decodable {
      var runs: [[Double]]
      var mean: Double
      var interquartileMean: Double
      var meanInterval: [Double]
      var interquartileMeanInterval: [Double]
      var crossedInterval: [Double]
    }

    struct Comparison: Decodable {
      var runs: [[Double]]
      var others: [[Double]]
      var difference: Double
      var differenceInterval: [Double]
      var probability: Double
      var probabilityInterval: [Double]
    }

    struct Split: Decodable {
      var values: [Double]
      var others: [Double]
      var interval: [Double]
    }

    var fractions: [Double]
    var summaries: [Summary]
    var intervals: [Interval]
    var pools: [Pool]
    var comparisons: [Comparison]
    var splits: [Split]
  }

  @Test func `summaries equal NumPy's and SciPy's`() throws {
    let numbers = try golden("scoring_statistics.json", as: GoldenNumbers.self)
    #expect(numbers.summaries.count >= 10)
    for summary in numbers.summaries {
      let tolerance = Tolerance.relative(1e-13, floor: 1e-12)
      let values = summary.values
      let what = "\(values.count) values"
      expectClose(Statistics.mean(values), summary.mean, within: tolerance, what)
      expectClose(
        Statistics.standardDeviation(values), summary.standardDeviation, within: tolerance, what)
      expectClose(
        Statistics.interquartileMean(values), summary.interquartileMean, within: tolerance, what)
      expectClose(
        numbers.fractions.map { Statistics.percentile(values.sorted(), $0) },
        summary.percentiles, within: tolerance, what)
    }
  }

  @Test func `an interval equals SciPy's but for the resampling`() throws {
    let numbers = try golden("scoring_statistics.json", as: GoldenNumbers.self)
    #expect(numbers.intervals.count == 3)
    for (index, golden) in numbers.intervals.enumerated() {
      let interval = Statistics.confidenceInterval95(
        golden.values, key: RandomKey(seed: UInt64(index)), resampleCount: 20_000)
      // The 2.5th percentile of 20,000 resamples is itself off by about 2 % of half the width.
      let halfWidth = (golden.interval[1] - golden.interval[0]) / 2
      expectClose(
        [interval.lowerBound, interval.upperBound], golden.interval,
        within: .absolute(0.06 * halfWidth))
    }
  }

  @Test func `nothing, one value and equal values are no special cases`() {
    let key = RandomKey(seed: 1)
    #expect(Statistics.mean([]) == 0)
    #expect(Statistics.standardDeviation([]) == 0)
    #expect(Statistics.interquartileMean([]) == 0)
    #expect(Statistics.confidenceInterval95([], key: key) == 0...0)
    #expect(Statistics.standardDeviation([4]) == 0)
    #expect(Statistics.interquartileMean([4]) == 4)
    #expect(Statistics.confidenceInterval95([4], key: key) == 4...4)
    #expect(Statistics.confidenceInterval95([2.5, 2.5, 2.5], key: key) == 2.5...2.5)
  }

  @Test func `outliers move the mean, not the interquartile mean`() {
    #expect(Statistics.interquartileMean([1, 2, 3, 4, 5, 6, 7, 8]) == 4.5)
    #expect(Statistics.interquartileMean([-1e9, 8, 6, 4, 5, 3, 7, 1e9]) == 5.5)
    #expect(Statistics.interquartileMean([5, 1, 3]) == 3)
  }

  @Test func `the same key resamples alike, another otherwise`() {
    let values = (0..<23).map { Double($0 * $0 % 17) }
    let first = Statistics.confidenceInterval95(values, key: RandomKey(seed: 5))
    #expect(Statistics.confidenceInterval95(values, key: RandomKey(seed: 5)) == first)
    #expect(Statistics.confidenceInterval95(values, key: RandomKey(seed: 6)) != first)
  }

  /// The bootstrap of 25 numbers covers a little less than it says: 93 % or so.
  @Test func `an interval covers the true mean about nineteen times in twenty`() {
    let key = RandomKey(seed: 9).child(.measurement)
    let covered = (0..<400).count { trial in
      let values = (0..<25).map { index in
        3 + 2 * Double(key.normals(UInt32(trial), UInt32(index))[0])
      }
      return Statistics.confidenceInterval95(
        values, key: RandomKey(seed: UInt64(trial)), resampleCount: 400
      ).contains(3)
    }
    #expect((356...392).contains(covered), "\(covered) of 400")
  }

  @Test(arguments: [
    [1, .nan, 3], [.infinity, 1, 2], [-.infinity, .infinity], [.nan], [1e308, 1.7e308, 1e308],
  ])
  func `where the mean is not finite the interval is unbounded`(values: [Double]) {
    #expect(
      Statistics.confidenceInterval95(values, key: RandomKey(seed: 1))
        == -Double.infinity...Double.infinity)
  }
}
