import Foundation

/// How long frames have taken, in seconds, while something moved.
public struct FrameTimes: Sendable {
  /// From one frame to the next.
  public private(set) var intervals: [Double] = []
  /// Handling events, drawing and showing, without sleeping.
  public private(set) var work: [Double] = []

  init() {}

  mutating func add(interval: Double, work: Double) {
    // The latest are enough for any measurement, and memory does not grow.
    if intervals.count == 20_000 {
      intervals.removeFirst(10_000)
      self.work.removeFirst(10_000)
    }
    intervals.append(interval)
    self.work.append(work)
  }

  /// How many frames were shown in a second, mean.
  public var rate: Double {
    let total = intervals.reduce(0, +)
    return total > 0 ? Double(intervals.count) / total : 0
  }

  /// Forgets all.
  package mutating func removeAll() {
    self = FrameTimes()
  }
}

extension FrameTimes: CustomStringConvertible {
  /// Count, rate, and the times that 50 % and 99 % of frames keep within, in one line.
  public var description: String {
    func percentile(_ values: [Double], _ fraction: Double) -> String {
      let sorted = values.sorted()
      guard !sorted.isEmpty else { return "0" }
      let value = sorted[min(sorted.count - 1, Int(fraction * Double(sorted.count)))]
      return String(format: "%.1f", 1_000 * value)
    }
    return "\(intervals.count) frames, \(String(format: "%.1f", rate)) per second;"
      + " interval \(percentile(intervals, 0.5)) ms, 99 % within \(percentile(intervals, 0.99)) ms,"
      + " longest \(percentile(intervals, 1)) ms; work \(percentile(work, 0.5)) ms,"
      + " 99 % within \(percentile(work, 0.99)) ms"
  }
}
