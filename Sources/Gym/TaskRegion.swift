import Tensors

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

/// A set of tasks: independent values for each parameter, less a box in the middle if one is given.
public struct TaskRegion: Equatable, Sendable {
  /// The values of each parameter, in the order of the specification.
  public var values: [ParameterValues]
  /// A box that no task lies strictly inside of, one range for each parameter; for instance the
  /// goals of training, in a region of goals around them.
  public var excludedBox: [ClosedRange<Float>]?

  /// Creates a region.
  public init(_ values: [ParameterValues], outside excludedBox: [ClosedRange<Float>]? = nil) {
    self.values = values
    self.excludedBox = excludedBox
  }

  /// Draws a task, trying again while it lies inside the excluded box.
  ///
  /// - Returns: The task, or `nil` if 1,000 draws all lay inside: the region is (nearly) empty.
  func draw(key: RandomKey) -> [Float]? {
    for attempt in 0..<UInt32(1_000) {
      let task = values.indices.map { index in
        values[index].value(at: key.uniform(UInt32(index), attempt))
      }
      guard let excludedBox else { return task }
      let isInside = zip(task, excludedBox).allSatisfy {
        $1.lowerBound < $0 && $0 < $1.upperBound
      }
      if !isInside { return task }
    }
    return nil
  }
}
