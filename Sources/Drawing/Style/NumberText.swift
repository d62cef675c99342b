#if Viewer
private import Foundation

/// How numbers are written in pictures: with as many decimals as asked for, and a true minus sign.
public enum NumberText {
  /// Writes a number.
  ///
  /// - Parameters:
  ///   - value: The number; one that is not finite becomes "not finite".
  ///   - decimals: Digits after the point; very large numbers have an exponent instead.
  /// - Returns: The text, "0" without a sign where the number rounds to zero.
  public static func text(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "not finite" }
    let format = abs(value) < 1e7 ? "%.\(max(0, min(9, decimals)))f" : "%.4g"
    let text = String(format: format, value)
    guard text.hasPrefix("-") else { return text }
    let digits = text.dropFirst()
    let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
    return isZero ? String(digits) : "\u{2212}" + digits
  }

  /// Writes a number with up to three digits that count, without zeros at the end.
  public static func short(_ value: Double) -> String {
    guard value.isFinite else { return "not finite" }
    return String(format: "%.3g", value).replacing("-", with: "\u{2212}")
  }

  /// How many decimals returns on one chart or in one table are written with: about four digits of
  /// the largest, none where all are whole.
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
