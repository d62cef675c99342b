/// The values one task parameter may take, all equally likely.
public enum ParameterValues: Equatable, Sendable {
  /// Uniform on a union of intervals, each taken in proportion to its length.
  case intervals([ClosedRange<Float>])
  /// One of several values.
  case choices([Float])

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
    }
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
    }
  }

  /// Maps a number uniform on `0..<1` to a value.
  func value(at uniform: Float) -> Float {
    switch self {
    case .choices(let values):
      return values[min(values.count - 1, Int(uniform * Float(values.count)))]
    case .intervals(let ranges):
      let total = ranges.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
      var rest = uniform * total
      for range in ranges {
        let length = range.upperBound - range.lowerBound
        if rest < length { return min(range.lowerBound + rest, range.upperBound) }
        rest -= length
      }
      return ranges.last?.upperBound ?? 0
    }
  }
}

extension ParameterValues: CustomStringConvertible {
  /// The values as `--vary` takes them, for instance "5...15", "1...5,15...20" or "-1,1".
  public var description: String {
    switch self {
    case .intervals(let ranges):
      ranges.map { "\($0.lowerBound.inWords)...\($0.upperBound.inWords)" }.joined(separator: ",")
    case .choices(let values): values.map(\.inWords).joined(separator: ",")
    }
  }
}

extension Float {
  /// The shortest text that reads back as this number, without ".0" behind whole numbers.
  var inWords: String {
    self == rounded() && magnitude < 1e6 ? "\(Int(self))" : "\(self)"
  }
}
