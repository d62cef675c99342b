import Foundation

/// Numbers as the window writes them.
enum Words {
  /// Three significant digits at most, without an exponent where that is short.
  static func number(_ value: Float) -> String {
    number(Double(value))
  }

  /// Three significant digits at most, without an exponent where that is short.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    if value == 0 { return "0" }
    let digits = max(0, 2 - Int(log10(abs(value)).rounded(.down)))
    return abs(value) < 1e6 && digits < 8
      ? String(format: "%.\(digits)f", value) : String(format: "%.2e", value)
  }

  /// A number with its sign, for choices between directions.
  static func signed(_ value: Float) -> String {
    String(format: value > 0 ? "+%g" : "%g", Double(value))
  }

  /// How many times as fast, for instance "2x" or "0.25x".
  static func factor(_ value: Double) -> String {
    String(format: "%gx", value)
  }

  /// A return, with as many decimals as people compare; none where rewards are whole numbers.
  static func episodeReturn(_ value: Double) -> String {
    if value == value.rounded() && abs(value) < 1e9 { return String(format: "%.0f", value) }
    return String(format: abs(value) < 1_000 ? "%.2f" : "%.0f", value)
  }

  /// A count and its noun.
  static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
