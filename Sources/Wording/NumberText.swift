/// Numbers, counts and times as results for people have them, in plain ASCII.
///
/// Pictures write numbers with a true minus sign: see ``PictureNumber``.
public enum NumberText {
  /// Writes a number with a fixed number of decimals.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - decimals: How many digits stand after the point.
  /// - Returns: The text, rounded as `printf` rounds; 0 has no sign; "-" if the number is not finite.
  public static func fixed(_ value: Double, _ decimals: Int = 2) -> String {
    value.isFinite ? fixedDecimals(value, decimals) : "-"
  }

  /// Writes a number with the digits that count, as `%g` does: "0.00012", "1.2e-08".
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - digits: How many digits count.
  /// - Returns: The text; "-" if the number is not finite.
  public static func significant(_ value: Double, _ digits: Int) -> String {
    value.isFinite ? significantDigits(value, digits) : "-"
  }

  /// Writes the shortest text that reads back as the number, such as "0.5", "9.8" or "10".
  public static func exact(_ value: Float) -> String {
    let text = value == 0 ? "0" : value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Writes an interval as "[-11.92, -7.04]".
  ///
  /// - Parameters:
  ///   - range: Both ends.
  ///   - decimals: How many digits stand after each point.
  /// - Returns: The text.
  public static func interval(_ range: ClosedRange<Double>, _ decimals: Int = 2) -> String {
    "[\(fixed(range.lowerBound, decimals)), \(fixed(range.upperBound, decimals))]"
  }

  /// Writes a count and its noun, such as "1 rollout", "20 rollouts" or "3 policies".
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - noun: What is counted, in the singular.
  ///   - plural: The plural; `nil` if it is the noun and an "s".
  ///   - isGrouped: Whether the count is written as "40,000,000".
  /// - Returns: The text.
  public static func counted(
    _ count: Int, _ noun: String, _ plural: String? = nil, isGrouped: Bool = false
  ) -> String {
    "\(isGrouped ? grouped(count) : String(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// Writes a count with commas between its thousands: "40,000,000".
  public static func grouped(_ count: Int) -> String {
    let digits = String(count.magnitude)
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// Writes a large count in thousands, millions or billions: "730", "12 k", "1.5 M", "2.0 G".
  public static func abbreviated(_ count: Double) -> String {
    switch count {
    case 1e9...: fixed(count / 1e9, 1) + " G"
    case 1e6...: fixed(count / 1e6, 1) + " M"
    case 1e4...: fixed(count / 1e3, 0) + " k"
    default: fixed(count, 0)
    }
  }

  /// Writes a time in seconds, minutes or hours: "2.5 s", "42 s", "12 min", "3.1 h".
  public static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<100: fixed(seconds, seconds < 10 ? 1 : 0) + " s"
    case ..<6000: fixed(seconds / 60, 0) + " min"
    default: fixed(seconds / 3600, 1) + " h"
    }
  }
}
