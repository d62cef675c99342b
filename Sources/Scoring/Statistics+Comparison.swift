public import Numerics

/// How one policy compares with another on the same tasks.
public struct PairedDifference: Equatable, Sendable {
  /// The mean over tasks of the first one's number less the second one's.
  public var difference: Double
  /// Bootstrap 95 % interval of the difference.
  public var confidence95: ClosedRange<Double>
  /// The mean over tasks of how often the first one's number is greater; equal ones count half.
  public var probabilityOfImprovement: Double
  /// Bootstrap 95 % interval of the probability.
  public var probability95: ClosedRange<Double>
}

extension Statistics {
  /// Compares runs of one policy with runs of another, task by task.
  ///
  /// On each task every run of the first meets every run of the second. Tasks are resampled as pairs;
  /// where one side has several runs, whole runs are resampled too, separately on each side.
  ///
  /// - Parameters:
  ///   - runs: For each run of the first one number for each task, `[runs][tasks]`.
  ///   - others: The same of the second, on the same tasks.
  ///   - key: The address of the resampling.
  ///   - resampleCount: How many times to resample.
  /// - Returns: The comparison of the first with the second.
  /// - Precondition: All runs have as many tasks.
  /// - Source: The probability of improvement of Agarwal et al. 2021, section 4.3,
  ///   <https://arxiv.org/abs/2108.13264>, there over the runs of each task separately.
  public static func pairedDifference(
    of runs: [[Double]], against others: [[Double]], key: RandomKey, resampleCount: Int = 2000
  ) -> PairedDifference {
    let taskCount = runs.first?.count ?? 0
    precondition(
      (runs + others).allSatisfy { $0.count == taskCount },
      "Statistics.pairedDifference: runs have different numbers of tasks.")
    let everyRun = (Array(runs.indices), Array(others.indices))
    let center = TaskDifferences(runs, others, numbers: everyRun)
    var tasks = ResampledIndices(taskCount, below: taskCount, key: key.child(.bootstrap))
    var first = ResampledIndices(runs.count, below: runs.count, key: key.child(.bootstrap, 1))
    var second = ResampledIndices(others.count, below: others.count, key: key.child(.bootstrap, 2))
    var resampled: (differences: [Double], probabilities: [Double]) = ([], [])
    var drawn = center
    for resample in 0..<resampleCount {
      tasks.draw(resample)
      if runs.count > 1 || others.count > 1 {
        first.draw(resample)
        second.draw(resample)
        drawn = TaskDifferences(runs, others, numbers: (first.numbers, second.numbers))
      }
      resampled.differences.append(mean(tasks.numbers.map { drawn.differences[$0] }))
      resampled.probabilities.append(mean(tasks.numbers.map { drawn.probabilities[$0] }))
    }
    return PairedDifference(
      difference: mean(center.differences), confidence95: interval95(resampled.differences),
      probabilityOfImprovement: mean(center.probabilities),
      probability95: interval95(resampled.probabilities))
  }

  /// The difference of two means over different tasks; resamples the tasks of each side separately.
  ///
  /// - Parameters:
  ///   - values: One number for each task.
  ///   - others: One for each of other tasks.
  ///   - key: The address of the resampling.
  ///   - resampleCount: How many times to resample.
  /// - Returns: Bootstrap 95 % interval of the first mean less the second.
  public static func independentDifference95(
    of values: [Double], and others: [Double], key: RandomKey, resampleCount: Int = 2000
  ) -> ClosedRange<Double> {
    var first = ResampledIndices(values.count, below: values.count, key: key.child(.bootstrap))
    var second = ResampledIndices(others.count, below: others.count, key: key.child(.bootstrap, 1))
    return interval95(
      (0..<resampleCount).map { resample in
        first.draw(resample)
        second.draw(resample)
        return mean(first.numbers.map { values[$0] }) - mean(second.numbers.map { others[$0] })
      })
  }
}

/// The comparison of some runs of one policy with some of another on each task.
private struct TaskDifferences {
  var differences: [Double]
  var probabilities: [Double]

  /// Compares the runs of the given numbers, perhaps some of them several times.
  init(_ runs: [[Double]], _ others: [[Double]], numbers: ([Int], [Int])) {
    let (first, second) = (numbers.0.map { runs[$0] }, numbers.1.map { others[$0] })
    differences = zip(Statistics.taskMeans(first), Statistics.taskMeans(second)).map { $0 - $1 }
    probabilities = differences.indices.map { task in
      var wins = 0.0
      for run in first {
        for other in second where run[task] >= other[task] {
          wins += run[task] == other[task] ? 0.5 : 1
        }
      }
      return wins / Double(first.count * second.count)
    }
  }
}
