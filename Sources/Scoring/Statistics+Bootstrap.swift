public import Numerics

/// 95 % intervals of two summaries of the same numbers.
public struct SummaryIntervals: Equatable, Sendable {
  /// Of the mean.
  public var mean: ClosedRange<Double>
  /// Of the interquartile mean.
  public var interquartileMean: ClosedRange<Double>

  /// Creates the intervals.
  public init(mean: ClosedRange<Double>, interquartileMean: ClosedRange<Double>) {
    self.mean = mean
    self.interquartileMean = interquartileMean
  }
}

/// Intervals by the percentile bootstrap: the 2.5th and 97.5th percentile of resampled summaries.
///
/// The interval of a summary that is not finite is unbounded. Percentiles interpolate linearly between
/// order statistics.
///
/// - Source: Efron 1979, <https://doi.org/10.1214/aos/1176344552>.
extension Statistics {
  /// A 95 % confidence interval of the mean; resamples the tasks.
  ///
  /// - Parameters:
  ///   - values: One number for each task.
  ///   - key: The address of the resampling.
  ///   - resampleCount: How many times to resample.
  /// - Returns: The interval.
  public static func confidenceInterval95(
    _ values: [Double], key: RandomKey, resampleCount: Int = 2000
  ) -> ClosedRange<Double> {
    crossedInterval95([values], key: key, resampleCount: resampleCount)
  }

  /// 95 % confidence intervals of mean and interquartile mean; resamples the tasks.
  ///
  /// - Parameters:
  ///   - values: One number for each task.
  ///   - key: The address of the resampling.
  ///   - resampleCount: How many times to resample.
  /// - Returns: The intervals; that of the mean is the one `confidenceInterval95` gives.
  public static func intervals95(
    _ values: [Double], key: RandomKey, resampleCount: Int = 2000
  ) -> SummaryIntervals {
    intervals95(values, stratumSize: values.count, key: key, resampleCount: resampleCount)
  }

  /// 95 % confidence intervals over all numbers of several runs; tasks stay, runs are resampled.
  ///
  /// For each task as many numbers as there are runs are drawn from those of this task, independently
  /// of all other tasks.
  ///
  /// - Parameters:
  ///   - runs: For each run one number for each task, `[runs][tasks]`.
  ///   - key: The address of the resampling.
  ///   - resampleCount: How many times to resample.
  /// - Returns: The intervals.
  /// - Source: The stratified bootstrap of Agarwal et al. 2021, section 4.1,
  ///   <https://arxiv.org/abs/2108.13264>.
  public static func stratifiedIntervals95(
    _ runs: [[Double]], key: RandomKey, resampleCount: Int = 2000
  ) -> SummaryIntervals {
    let taskCount = runs.first?.count ?? 0
    let byTask = (0..<taskCount).flatMap { task in runs.map { $0[task] } }
    return intervals95(
      byTask, stratumSize: runs.count, key: key, resampleCount: resampleCount)
  }

  /// A 95 % confidence interval of the mean over runs and tasks; resamples both.
  ///
  /// Whole runs are drawn from the runs and, independently, tasks from the tasks, so what a run has
  /// in common on all tasks counts. With one run this resamples the tasks alone.
  ///
  /// - Parameters:
  ///   - runs: For each run one number for each task, `[runs][tasks]`.
  ///   - key: The address of the resampling.
  ///   - resampleCount: How many times to resample.
  /// - Returns: The interval.
  /// - Source: Owen 2007, <https://doi.org/10.1214/07-AOAS122>, who shows that it errs on the safe side.
  public static func crossedInterval95(
    _ runs: [[Double]], key: RandomKey, resampleCount: Int = 2000
  ) -> ClosedRange<Double> {
    let taskCount = runs.first?.count ?? 0
    let center = mean(taskMeans(runs))
    guard center.isFinite else { return unbounded }
    guard taskCount > 1 || runs.count > 1 else { return center...center }
    var tasks = ResampledIndices(taskCount, below: taskCount, key: key.child(.bootstrap))
    var drawnRuns = ResampledIndices(runs.count, below: runs.count, key: key.child(.bootstrap, 1))
    var means = taskMeans(runs)
    return interval95(
      (0..<resampleCount).map { resample in
        tasks.draw(resample)
        if runs.count > 1 {
          drawnRuns.draw(resample)
          means = taskMeans(drawnRuns.numbers.map { runs[$0] })
        }
        return tasks.numbers.reduce(0) { $0 + means[$1] } / Double(taskCount)
      })
  }

  /// The mean over runs on each task.
  static func taskMeans(_ runs: [[Double]]) -> [Double] {
    guard let first = runs.first, runs.count > 1 else { return runs.first ?? [] }
    return first.indices.map { task in runs.reduce(0) { $0 + $1[task] } / Double(runs.count) }
  }

  /// The 2.5th and 97.5th percentile.
  package static func interval95(_ resampled: [Double]) -> ClosedRange<Double> {
    guard resampled.allSatisfy(\.isFinite) else { return unbounded }
    let sorted = resampled.sorted()
    return percentile(sorted, 0.025)...percentile(sorted, 0.975)
  }

  package static let unbounded = -Double.infinity...Double.infinity

  /// Draws each number anew from its stratum; a stratum is `stratumSize` values in a row.
  private static func intervals95(
    _ values: [Double], stratumSize: Int, key: RandomKey, resampleCount: Int
  ) -> SummaryIntervals {
    let (center, middle) = (mean(values), interquartileMean(values))
    guard values.count > 1 else {
      let point = center.isFinite ? center...center : unbounded
      return SummaryIntervals(mean: point, interquartileMean: point)
    }
    let strata = values.indices.map { $0 / stratumSize * stratumSize }
    var draws = ResampledIndices(values.count, below: stratumSize, key: key.child(.bootstrap))
    var ranked = RankedValues(values)
    var numbers = strata
    var resampled: (means: [Double], middles: [Double]) = ([], [])
    for resample in 0..<resampleCount {
      draws.draw(resample)
      for index in numbers.indices { numbers[index] = strata[index] + draws.numbers[index] }
      resampled.means.append(numbers.reduce(0) { $0 + values[$1] } / Double(values.count))
      resampled.middles.append(ranked.interquartileMean(of: numbers))
    }
    return SummaryIntervals(
      mean: center.isFinite ? interval95(resampled.means) : unbounded,
      interquartileMean: middle.isFinite ? interval95(resampled.middles) : unbounded)
  }
}
