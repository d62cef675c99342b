#if Viewer
private import Foundation

/// Formats numbers for pictures, with a typographic minus sign.
public enum NumberText {
  /// Formats a number.
  ///
  /// - Parameters:
  ///   - value: The number; infinities and NaN give "not finite".
  ///   - decimals: The number of digits after the point, at most 9; numbers from 10⁷ on have an exponent
  ///     instead.
  /// - Returns: The text. A number that is rounded to zero has no sign.
  public static func text(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "not finite" }
    let format = abs(value) < 1e7 ? "%.\(max(0, min(9, decimals)))f" : "%.4g"
    let text = String(format: format, value)
    guard text.hasPrefix("-") else { return text }
    let digits = text.dropFirst()
    let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
    return isZero ? String(digits) : "\u{2212}" + digits
  }

  /// Formats a number with up to three significant digits, without trailing zeros.
  public static func short(_ value: Double) -> String {
    guard value.isFinite else { return "not finite" }
    return String(format: "%.3g", value).replacing("-", with: "\u{2212}")
  }

  /// The number of decimals for returns in one chart or table: none if all are whole, otherwise about
  /// four significant digits of the largest.
  public static func decimals(for values: some Sequence<Double>) -> Int {
    let finite = values.filter(\.isFinite)
    let largest = finite.map(abs).max() ?? 0
    if finite.allSatisfy({ $0 == $0.rounded() }) { return 0 }
    return switch largest {
    case 1_000...: 0
    case 100...: 1
    case 1...: 2
    default: 3
    }
  }
}
#endif
