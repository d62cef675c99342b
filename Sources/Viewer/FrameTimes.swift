import Foundation
import Wording

/// How long frames have taken, in seconds, while something moved.
public struct FrameTimes: Sendable {
  /// From one frame to the next.
  public private(set) var intervals: [Double] = []
  /// Handling events, drawing and showing, without sleeping.
  public private(set) var work: [Double] = []

  /// How long after its start the program had shown its first frame; `nil` if that is not known.
  public private(set) var opening: Double?

  init() {}

  mutating func add(interval: Double, work: Double) {
    if intervals.isEmpty && opening == nil { opening = Self.processAge }
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

  /// Forgets all but the opening.
  package mutating func removeAll() {
    intervals = []
    work = []
  }

  /// How old the process is, to a hundredth of a second: what the system says it began at.
  private static var processAge: Double? {
    guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      // The name of the program, in parentheses, may hold blanks.
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
  /// Count, rate, and the times that 50 % and 99 % of frames keep within, in one line.
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
