/// The mean of one number per training seed, with its 95 % interval over seeds.
struct SeedSummary: Equatable {
  let count: Int
  let mean: Double
  /// Half the width of the interval; `nil` for a single number.
  let halfWidth: Double?

  /// Summarises numbers; fails if there are none.
  init?(of values: [Double]) {
    guard !values.isEmpty else { return nil }
    let count = values.count
    let mean = values.reduce(0, +) / Double(count)
    self.count = count
    self.mean = mean
    guard count > 1 else {
      halfWidth = nil
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = squares / Double(count - 1)
    halfWidth =
      Self.quantile(degreesOfFreedom: count - 1) * (variance / Double(count)).squareRoot()
  }

  /// The interval, if there is one.
  var interval: ClosedRange<Double>? { halfWidth.map { mean - $0...mean + $0 } }

  /// The 0.975 quantile of Student's t distribution.
  ///
  /// Beyond 30 degrees of freedom it takes the first terms of the expansion in 1 / degrees of freedom,
  /// which are right to three decimals.
  ///
  /// - Source: Abramowitz and Stegun 1972, table 26.10 and equation 26.7.5.
  static func quantile(degreesOfFreedom degrees: Int) -> Double {
    let table = [
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
      2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
      2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ]
    if degrees <= table.count { return table[degrees - 1] }
    let normal = 1.959964
    let cube = normal * normal * normal
    let inverse = 1 / Double(degrees)
    return normal + (cube + normal) / 4 * inverse
      + (5 * cube * normal * normal + 16 * cube + 3 * normal) / 96 * inverse * inverse
  }
}
