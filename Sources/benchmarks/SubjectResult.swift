import Foundation
import Measuring
import Wording

/// One row of the table: how long a subject took, and how that is judged.
struct SubjectResult: Encodable, Equatable {
  /// The speed of a subject as a share of what a yardstick gives, which was timed in turns with it.
  struct Share: Codable, Equatable {
    var median: Double
    var lowest: Double
    var highest: Double
    /// What the share is of.
    var yardstick: String

    /// Summarises the shares of single repeats.
    ///
    /// - Precondition: There is at least one.
    init(_ shares: [Double], of yardstick: String) {
      let sorted = shares.sorted()
      median = sorted[sorted.count / 2]
      lowest = sorted[0]
      highest = sorted[sorted.count - 1]
      self.yardstick = yardstick
    }
  }

  /// The subject.
  var name: String
  /// Seconds of one repeat: median, fastest, slowest.
  var median: Double
  var fastest: Double
  var slowest: Double
  /// Units of work per second at the median, and the unit.
  var rate: Double
  var unit: String
  /// The share of a yardstick; it can be compared between machines, and on one whose speed drifts.
  var share: Share?
  /// The most memory the process held, where a subject measures that.
  var peakBytes: Double?
  /// The bar, and whether it is met.
  var bar: Bar?
  var isMet: Bool?

  /// Creates a row from times in ascending order.
  init(_ name: String, times: [Double], work: Double, unit: String) {
    self.name = name
    median = times[times.count / 2]
    fastest = times[0]
    slowest = times[times.count - 1]
    rate = work / median
    self.unit = unit
  }

  /// Creates a row from times that were taken in turns with those of a yardstick.
  ///
  /// - Parameters:
  ///   - name: What was measured.
  ///   - times: Its times, in seconds and in times of the yardstick.
  ///   - work: Units of work of one repeat.
  ///   - unit: The unit.
  ///   - worth: The work of one repeat in runs of the yardstick: a subject that takes as long as these
  ///     has a share of 1.
  ///   - yardstick: The name of the yardstick.
  init(
    _ name: String, inTurns times: TimesInTurns, work: Double, unit: String, worth: Double,
    of yardstick: String
  ) {
    self.init(name, times: times.seconds, work: work, unit: unit)
    share = Share(times.ratios.map { worth / $0 }, of: yardstick)
  }

  /// Judges the row by a bar, if there is one.
  mutating func judge(by bar: Bar?) {
    self.bar = bar
    isMet = bar?.isMet(by: self)
  }
}

// MARK: - As a line

extension SubjectResult {
  static let heading =
    "subject".aligned(.left, width: 58)
    + "  median s   fastest   slowest        rate                "
    + "share of a yardstick".aligned(.left, width: 31) + "bar"

  var line: String {
    name.aligned(.left, width: 58)
      + String(format: "  %8.5f  %8.5f  %8.5f", median, fastest, slowest)
      + String(format: "  %10.4g ", rate) + unit.aligned(.left, width: 19)
      + shareText.aligned(.left, width: 31)
      + (bar.map { $0.text.aligned(.left, width: 11) + (isMet == true ? "met" : "missed") } ?? "")
  }

  private var shareText: String {
    if let peakBytes { return String(format: "%.2f GB at most", peakBytes / 1e9) }
    return share.map { String(format: "%.0f %% of ", 100 * $0.median) + $0.yardstick } ?? ""
  }
}
