public import Tensors

/// Summaries of one number per task.
public enum Statistics {
  /// The arithmetic mean; 0 of nothing.
  public static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// The standard deviation of the values as a sample, with n - 1; 0 of fewer than two.
  public static func standardDeviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let center = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The mean of the middle half of the values: a quarter is left out at each end.
  ///
  /// A quarter that is not whole is rounded down, as SciPy's trimmed mean does.
  ///
  /// - Source: Agarwal et al. 2021, section 4.3, <https://arxiv.org/abs/2108.13264>.
  public static func interquartileMean(_ values: [Double]) -> Double {
    let left = values.count / 4
    return mean(Array(values.sorted()[left..<values.count - left]))
  }

  /// A 95 % confidence interval of the mean by the percentile bootstrap over tasks.
  ///
  /// - Parameters:
  ///   - values: One number for each task.
  ///   - key: The address of the resampling.
  ///   - resampleCount: How many times to resample.
  /// - Returns: The 2.5th and 97.5th percentile of the resampled means; everything where the mean is
  ///   not finite.
  /// - Source: Efron 1979; percentiles interpolate linearly between order statistics.
  public static func confidenceInterval95(
    _ values: [Double], key: RandomKey, resampleCount: Int = 2000
  ) -> ClosedRange<Double> {
    let center = mean(values)
    guard center.isFinite else { return -Double.infinity...Double.infinity }
    guard values.count > 1 else { return center...center }
    let key = key.child(.bootstrap)
    let means = (0..<resampleCount).map { resample in
      var sum = 0.0
      for draw in stride(from: 0, to: values.count, by: 4) {
        let bits = key.bits(UInt32(resample), UInt32(draw / 4))
        for lane in 0..<min(4, values.count - draw) {
          // The high part of a product maps a word to 0..<count without division.
          let index = bits[lane].multipliedFullWidth(by: UInt32(values.count)).high
          sum += values[Int(index)]
        }
      }
      return sum / Double(values.count)
    }.sorted()
    return percentile(means, 0.025)...percentile(means, 0.975)
  }

  /// A quantile of sorted values, interpolated linearly between neighbours.
  package static func percentile(_ sorted: [Double], _ fraction: Double) -> Double {
    let position = fraction * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }
}
