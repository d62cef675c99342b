import Numerics

/// A set of tasks: independent values for each parameter, less a box in the middle if one is given.
public struct TaskRegion: Equatable, Sendable {
  /// The values of each parameter, in the order of the specification.
  public var values: [ParameterValues]
  /// A box that no task lies strictly inside of, one range for each parameter.
  ///
  /// For instance the goals of training, in a region of goals around them. Infinite sides do not
  /// bound it.
  public var excludedBox: [ClosedRange<Float>]?

  /// Creates a region.
  public init(_ values: [ParameterValues], outside excludedBox: [ClosedRange<Float>]? = nil) {
    self.values = values
    self.excludedBox = excludedBox
  }

  /// Whether there are only finitely many tasks.
  public var isFinite: Bool { values.allSatisfy(\.isFinite) }

  /// Whether a task lies in the region.
  public func contains(_ task: [Float]) -> Bool {
    task.count == values.count
      && zip(values, task).allSatisfy { $0.contains($1) }
      && !isInsideExcludedBox(task)
  }

  /// Whether every task lies inside the excluded box.
  var isEmpty: Bool {
    guard let excludedBox else { return false }
    return zip(values, excludedBox).allSatisfy { values, side in
      side.lowerBound < values.bounds.lowerBound && values.bounds.upperBound < side.upperBound
    }
  }

  /// Gives a parameter other values; the excluded box no longer bounds it.
  mutating func replaceValues(of index: Int, with values: ParameterValues) {
    self.values[index] = values
    excludedBox?[index] = -Float.infinity...Float.infinity
  }

  /// Draws a task, trying again while it lies inside the excluded box or does not belong to a split.
  ///
  /// - Parameters:
  ///   - key: The address of the task.
  ///   - belongs: Whether a task of the region is one of the split.
  /// - Returns: The task, or `nil` if 10,000 draws all failed: the region is (nearly) empty.
  func draw(key: RandomKey, where belongs: ([Float]) -> Bool) -> [Float]? {
    for attempt in 0..<UInt32(10_000) {
      let task = values.indices.map { values[$0].draw(key: key, UInt32($0), attempt) }
      if !isInsideExcludedBox(task), belongs(task) { return task }
    }
    return nil
  }

  private func isInsideExcludedBox(_ task: [Float]) -> Bool {
    guard let excludedBox else { return false }
    return zip(task, excludedBox).allSatisfy { $1.lowerBound < $0 && $0 < $1.upperBound }
  }
}
