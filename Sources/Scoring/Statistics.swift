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

  /// A quantile of sorted values, interpolated linearly between neighbours.
  package static func percentile(_ sorted: [Double], _ fraction: Double) -> Double {
    let position = fraction * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }
}
