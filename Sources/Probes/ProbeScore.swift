public import Numerics
import Scoring
import Tensors

/// How well predictions agree with targets on test tasks: the share of their variance that is explained.
///
///     R² = 1 - Σ (target - prediction)² / Σ (target - mean of the targets)²
///
/// Intervals resample the tasks. 1 is a perfect prediction; the mean of the test targets itself has 0, and worse ones are negative.
public struct ProbeScore: Equatable, Sendable {
  /// R² of each target, `[K]`; `nil` for one that is constant, or nearly, where R² means nothing.
  ///
  /// A target counts as constant if fewer tasks than ``leastTasks(of:)`` have a row with another value than
  /// the most frequent one.
  public var targets: [ShareEstimate?]
  /// The mean over the targets that vary; `nil` if none does.
  public var mean: ShareEstimate?

  /// How many tasks must differ for a target to count as one that varies: a tenth of all, but at least 1
  /// and at most 20.
  public static func leastTasks(of taskCount: Int) -> Int { max(1, min(20, taskCount / 10)) }

  /// Compares predictions with targets.
  ///
  /// In resamples, too, squares are about the mean of all test targets. About the resample's own mean they
  /// would be smaller by their nth part, and so would be the interval's ends. A target that happens to be
  /// constant in a resample does not count in it.
  ///
  /// - Parameters:
  ///   - predictions: `[rows, K]` row-major.
  ///   - data: The test tasks; only targets are read.
  ///   - key: The address of the resampling.
  ///   - resampleCount: How many times to resample the tasks.
  /// - Precondition: There is a prediction for each target.
  public init(
    _ predictions: [Double], of data: ProbeData, key: RandomKey, resampleCount: Int = 2000
  ) {
    precondition(
      predictions.count == data.targets.count,
      "ProbeScore: \(predictions.count) predictions of \(data.targets.count) targets.")
    let sums = TaskSums(predictions, data)
    let own = sums.shares(sums.totals)
    var resampled: [[Double]] = Array(repeating: [], count: data.targetCount)
    var means: [Double] = []
    for totals in sums.resampledTotals(resampleCount, key: key) {
      let shares = sums.shares(totals)
      for (target, share) in shares.enumerated() {
        if let share { resampled[target].append(share) }
      }
      let varying = shares.compactMap(\.self)
      if !varying.isEmpty { means.append(Statistics.mean(varying)) }
    }
    targets = zip(own, resampled).map { share, resampled in
      share.map { ShareEstimate(value: $0, confidence95: Self.interval(resampled, around: $0)) }
    }
    let varying = own.compactMap(\.self)
    mean =
      varying.isEmpty
      ? nil
      : ShareEstimate(
        value: Statistics.mean(varying),
        confidence95: Self.interval(means, around: Statistics.mean(varying)))
  }

  private static func interval(
    _ resampled: [Double], around value: Double
  ) -> ClosedRange<Double> {
    resampled.isEmpty ? value...value : Statistics.interval95(resampled)
  }
}

extension ProbeData {
  /// Whether enough tasks have another value of a target than the most frequent one.
  fileprivate func varies(_ target: Int) -> Bool {
    let values = (0..<rowCount).map { targets[$0 * targetCount + target] }
    let usual = values.reduce(into: [:]) { $0[$1, default: 0] += 1 }.max {
      ($0.value, $0.key) < ($1.value, $1.key)
    }?.key
    let differing = (0..<taskCount).count { task in
      values[task * rowsPerTask..<(task + 1) * rowsPerTask].contains { $0 != usual }
    }
    return differing >= ProbeScore.leastTasks(of: taskCount)
  }
}

/// For each task and target the sums that R² is made of.
private struct TaskSums {
  private let taskCount: Int
  private let targetCount: Int
  private let rowCount: Int
  /// Squared errors, squares of targets about their mean, and targets less their mean: `[n, 3 K]`.
  private let sums: [Double]
  private let varies: [Bool]

  init(_ predictions: [Double], _ data: ProbeData) {
    let count = data.targetCount
    taskCount = data.taskCount
    targetCount = count
    rowCount = data.rowCount
    varies = (0..<count).map { data.varies($0) }
    var means = Array(repeating: 0.0, count: count)
    for (index, target) in data.targets.enumerated() {
      means[index % count] += target / Double(data.rowCount)
    }
    var sums = Array(repeating: 0.0, count: taskCount * 3 * count)
    for (index, target) in data.targets.enumerated() {
      let (row, column) = (index / count, index % count)
      let start = row / data.rowsPerTask * 3 * count + column
      let error = target - predictions[index]
      let difference = target - means[column]
      sums[start] += error * error
      sums[start + count] += difference * difference
      sums[start + 2 * count] += difference
    }
    self.sums = sums
  }

  /// The sums over all tasks, `[3 K]`.
  var totals: ArraySlice<Double> {
    var totals = Array(repeating: 0.0, count: 3 * targetCount)
    for (index, sum) in sums.enumerated() { totals[index % totals.count] += sum }
    return totals[...]
  }

  /// R² of each target; `nil` where it is constant.
  func shares(_ totals: ArraySlice<Double>) -> [Double?] {
    let start = totals.startIndex
    return (0..<targetCount).map { target in
      let spread = totals[start + targetCount + target]
      let sum = totals[start + 2 * targetCount + target]
      // What is left about the own mean of a target that is constant in a resample is rounding.
      guard varies[target], spread - sum * sum / Double(rowCount) > 1e-9 * spread else {
        return nil
      }
      return 1 - totals[start + target] / spread
    }
  }

  /// The sums over the tasks of each resample.
  func resampledTotals(_ resampleCount: Int, key: RandomKey) -> [ArraySlice<Double>] {
    var draws = ResampledIndices(taskCount, below: taskCount, key: key.child(.bootstrap))
    let width = 3 * targetCount
    // Some resamples at a time: with many tasks all of their counts would take gigabytes.
    let sliceSize = 50
    return stride(from: 0, to: resampleCount, by: sliceSize).flatMap { first in
      let resamples = first..<min(first + sliceSize, resampleCount)
      var counts = Array(repeating: 0.0, count: resamples.count * taskCount)
      for (row, resample) in resamples.enumerated() {
        draws.draw(resample)
        for number in draws.numbers { counts[row * taskCount + number] += 1 }
      }
      let totals = withoutRecording {
        Tensor<Double>.product(
          Tensor(counts, shape: Shape(resamples.count, taskCount)),
          Tensor(sums, shape: Shape(taskCount, width))
        ).elements
      }
      return resamples.indices.map { index in
        let row = index - resamples.lowerBound
        return totals[row * width..<(row + 1) * width]
      }
    }
  }
}

/// A share or a ratio with its interval.
public struct ShareEstimate: Equatable, Sendable {
  /// The share.
  public var value: Double
  /// Bootstrap 95 % interval.
  public var confidence95: ClosedRange<Double>

  /// Creates an estimate.
  public init(value: Double, confidence95: ClosedRange<Double>) {
    self.value = value
    self.confidence95 = confidence95
  }
}
