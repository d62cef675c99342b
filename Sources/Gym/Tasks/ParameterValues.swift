import Numerics

/// The values one task parameter may take, and how likely each is.
public enum ParameterValues: Equatable, Sendable {
  /// Uniform on a union of intervals, each taken in proportion to its length.
  case intervals([ClosedRange<Float>])
  /// One of several values, all equally likely.
  case choices([Float])
  /// Normal with a mean and a standard deviation.
  case normal(mean: Float, standardDeviation: Float)
  /// Gamma with a mean, its shape, and scale 1: weights that divided by their sum are a draw from the
  /// Dirichlet distribution whose concentration is the shape.
  case gamma(shape: Float)

  /// One value only.
  public static func fixed(_ value: Float) -> ParameterValues { .choices([value]) }

  /// Uniform on one interval.
  public static func uniform(_ range: ClosedRange<Float>) -> ParameterValues {
    .intervals([range])
  }

  /// The smallest interval that holds every value.
  public var bounds: ClosedRange<Float> {
    switch self {
    case .intervals(let ranges):
      (ranges.map(\.lowerBound).min() ?? 0)...(ranges.map(\.upperBound).max() ?? 0)
    case .choices(let values): (values.min() ?? 0)...(values.max() ?? 0)
    case .normal: -Float.infinity...Float.infinity
    case .gamma: 0...Float.infinity
    }
  }

  /// Whether there are only finitely many values.
  public var isFinite: Bool {
    if case .choices = self { true } else { false }
  }

  /// The value, if there is only one.
  public var onlyValue: Float? {
    guard case .choices(let values) = self, values.count == 1 else { return nil }
    return values[0]
  }

  /// Whether a value is one of these.
  public func contains(_ value: Float) -> Bool {
    switch self {
    case .intervals(let ranges): ranges.contains { $0.contains(value) }
    case .choices(let values): values.contains(value)
    case .normal: value.isFinite
    case .gamma: value.isFinite && value > 0
    }
  }

  /// Draws a value at the address (number of the parameter, attempt).
  func draw(key: RandomKey, _ index: UInt32, _ attempt: UInt32) -> Float {
    switch self {
    case .intervals(let ranges): Self.point(of: ranges, at: key.uniform(index, attempt))
    case .choices(let values):
      values[min(values.count - 1, Int(key.uniform(index, attempt) * Float(values.count)))]
    case .normal(let mean, let standardDeviation):
      mean + standardDeviation * key.normals(index, attempt)[0]
    case .gamma(let shape): Float(key.gamma(shape: Double(shape), index, attempt))
    }
  }

  /// The point that a fraction of the intervals' whole length lies below.
  private static func point(of ranges: [ClosedRange<Float>], at fraction: Float) -> Float {
    var rest = fraction * ranges.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
    for range in ranges {
      let length = range.upperBound - range.lowerBound
      if rest < length { return min(range.lowerBound + rest, range.upperBound) }
      rest -= length
    }
    return ranges.last?.upperBound ?? 0
  }
}

extension ParameterValues: CustomStringConvertible {
  /// The values as `--vary` takes them, for instance "5...15", "1...5,15...20", "-1,1" or
  /// "normal(0,1)".
  public var description: String {
    switch self {
    case .intervals(let ranges):
      ranges.map { "\($0.lowerBound.inWords)...\($0.upperBound.inWords)" }.joined(separator: ",")
    case .choices(let values): values.map(\.inWords).joined(separator: ",")
    case .normal(let mean, let standardDeviation):
      "normal(\(mean.inWords),\(standardDeviation.inWords))"
    case .gamma(let shape): "gamma(\(shape.inWords))"
    }
  }
}

extension Float {
  /// The shortest text that reads back as this number, without ".0" behind whole numbers.
  var inWords: String {
    self == rounded() && magnitude < 1e6 ? "\(Int(self))" : "\(self)"
  }
}
