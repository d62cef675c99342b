import Foundation

/// One row of the table.
struct Result: Codable, Equatable {
  /// How much of what something else allows is reached; each part of it timed in turns with that.
  struct Share: Codable, Equatable {
    var median: Double
    var lowest: Double
    var highest: Double
    /// Of what.
    var yardstick: String

    /// Summarises the shares of single repeats.
    init(_ shares: [Double], of yardstick: String) {
      let sorted = shares.sorted()
      median = sorted[sorted.count / 2]
      lowest = sorted[0]
      highest = sorted[sorted.count - 1]
      self.yardstick = yardstick
    }
  }

  var name: String
  /// Seconds of one repeat: median, fastest, slowest.
  var median: Double
  var fastest: Double
  var slowest: Double
  /// Units of work per second at the median, and what the unit is.
  var rate: Double
  var unit: String
  /// What can be compared between machines, and between hours on one whose speed drifts.
  var share: Share?
  /// The most memory the process ever held, where that is what is asked.
  var peakBytes: Double?
  /// What is asked of it, and whether it is so.
  var bar: Bar?
  var isMet: Bool?

  /// Creates a row from sorted times.
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
  ///   - times: Its times, and each in those of the yardstick.
  ///   - work: Units of work of one repeat.
  ///   - unit: What the unit is.
  ///   - worth: In how many times of the yardstick a repeat would be done at the yardstick's speed.
  ///   - yardstick: What it is called.
  init(
    _ name: String, inTurns times: TimesInTurns, work: Double, unit: String, worth: Double,
    of yardstick: String
  ) {
    self.init(name, times: times.seconds, work: work, unit: unit)
    share = Share(times.ratios.map { worth / $0 }, of: yardstick)
  }

  /// Is judged by a bar, if there is one.
  mutating func judge(by bar: Bar?) {
    self.bar = bar
    isMet = bar?.isMet(by: self)
  }
}

// MARK: - As a line

extension Result {
  static let heading =
    "subject".padded(58) + "  median s   fastest   slowest        rate                "
    + "share of what is possible".padded(31) + "bar"

  var line: String {
    name.padded(58) + String(format: "  %8.5f  %8.5f  %8.5f", median, fastest, slowest)
      + String(format: "  %10.4g ", rate) + unit.padded(19) + shareText.padded(31)
      + (bar.map { $0.text.padded(11) + (isMet == true ? "met" : "missed") } ?? "")
  }

  private var shareText: String {
    if let peakBytes { return String(format: "%.2f GB at most", peakBytes / 1e9) }
    return share.map { String(format: "%.0f %% of ", 100 * $0.median) + $0.yardstick } ?? ""
  }
}

extension String {
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  func padded(toRight width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
