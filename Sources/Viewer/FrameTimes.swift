import Foundation
import Wording

/// How long frames took, in seconds, while something moved.
public struct FrameTimes: Sendable {
  /// The time from one frame to the next, `[F]`.
  public private(set) var intervals: [Double] = []
  /// The time to handle events, draw and show, without sleeping, `[F]`.
  public private(set) var work: [Double] = []

  /// The time from the start of the program to its first frame; `nil` if unknown.
  public private(set) var opening: Double?

  init() {}

  mutating func add(interval: Double, work: Double) {
    if intervals.isEmpty { opening = Self.processAge }
    // Bounds the memory; the latest 10,000 frames are enough for any measurement.
    if intervals.count == 20_000 {
      intervals.removeFirst(10_000)
      self.work.removeFirst(10_000)
    }
    intervals.append(interval)
    self.work.append(work)
  }

  /// The mean number of frames per second; 0 without frames.
  public var rate: Double {
    let total = intervals.reduce(0, +)
    return total > 0 ? Double(intervals.count) / total : 0
  }

  /// The time since the process started, to a hundredth of a second, from /proc.
  private static var processAge: Double? {
    guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      // The name of the program, in parentheses, may contain blanks.
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[end...].split(separator: " ")
    guard fields.count > 20, let ticks = Double(fields[20]) else { return nil }
    var now = timespec()
    unsafe clock_gettime(CLOCK_BOOTTIME, &now)
    let uptime = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    return uptime - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}

extension FrameTimes: CustomStringConvertible {
  /// Count, rate, and the median and 99th percentile of both times, in one line.
  public var description: String {
    func percentile(_ values: [Double], _ fraction: Double) -> String {
      let sorted = values.sorted()
      guard !sorted.isEmpty else { return "0" }
      let value = sorted[min(sorted.count - 1, Int(fraction * Double(sorted.count)))]
      return NumberText.fixed(1_000 * value, 1)
    }
    let first = opening.map { "first frame after \(NumberText.fixed($0)) s; " } ?? ""
    return first + "\(intervals.count) frames, \(NumberText.fixed(rate, 1)) per second;"
      + " interval \(percentile(intervals, 0.5)) ms, 99 % within \(percentile(intervals, 0.99)) ms,"
      + " longest \(percentile(intervals, 1)) ms; work \(percentile(work, 0.5)) ms,"
      + " 99 % within \(percentile(work, 0.99)) ms"
  }
}
