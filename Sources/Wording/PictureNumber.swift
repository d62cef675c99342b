/// Numbers as pictures and the window have them: with a true minus sign, as short as is clear.
public enum PictureNumber {
  /// Writes a number with a fixed number of decimals, for values that change while they are shown.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - decimals: How many digits stand after the point, at most 9.
  /// - Returns: For instance "−0.50"; "0.00" has no sign; four digits and an exponent from 10 million
  ///   on; "not finite" if it is not.
  public static func fixed(_ value: some BinaryFloatingPoint, _ decimals: Int = 2) -> String {
    let value = Double(value)
    guard value.isFinite else { return notFinite }
    return withMinusSign(
      value.magnitude < 1e7
        ? fixedDecimals(value, max(0, min(9, decimals))) : significantDigits(value, 4))
  }

  /// Writes a number with three digits that count, for values that stay.
  ///
  /// - Parameter value: The number.
  /// - Returns: For instance "9.81", "10" or "0.05", without zeros at the end; whole numbers below 10
  ///   million have all their digits; very large and small ones have an exponent; "not finite" if it
  ///   is not.
  public static func short(_ value: some BinaryFloatingPoint) -> String {
    let value = Double(value)
    guard value.isFinite else { return notFinite }
    guard value == 0 || (1e-4..<1e7).contains(value.magnitude) else {
      return withMinusSign(significantDigits(value, 3))
    }
    var decimals = 2
    var leading = value.magnitude
    while leading > 0, leading < 1 { (leading, decimals) = (leading * 10, decimals + 1) }
    while leading >= 10, decimals > 0 { (leading, decimals) = (leading / 10, decimals - 1) }
    let text = fixedDecimals(value, decimals)
    guard decimals > 0 else { return withMinusSign(text) }
    let digits = text.reversed().drop { $0 == "0" }
    return withMinusSign(String((digits.first == "." ? digits.dropFirst() : digits).reversed()))
  }

  /// Writes a number as ``short(_:)`` does, and with a plus sign if it is positive.
  public static func signed(_ value: some BinaryFloatingPoint) -> String {
    (value > 0 ? "+" : "") + short(value)
  }

  /// Writes a number with one digit before the point and an exponent: "1.25e+07".
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - decimals: How many digits stand after the point, at most 15.
  /// - Returns: The text; "0" for 0; "not finite" if it is not.
  public static func scientific(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return notFinite }
    return value == 0
      ? "0" : withMinusSign(formatted(value, precision: max(0, min(15, decimals)), "%.*e"))
  }

  /// How many decimals returns on one chart or in one table are written with: about four digits of
  /// the largest, none where all are whole.
  public static func decimals(for values: some Sequence<Double>) -> Int {
    let finite = values.filter(\.isFinite)
    if finite.allSatisfy({ $0 == $0.rounded() }) { return 0 }
    return switch finite.map(abs).max() ?? 0 {
    case 1_000...: 0
    case 100...: 1
    case 1...: 2
    default: 3
    }
  }

  private static let notFinite = "not finite"

  private static func withMinusSign(_ text: String) -> String {
    String(text.map { $0 == "-" ? "\u{2212}" : $0 })
  }
}
