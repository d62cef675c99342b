/// How numbers are written in scenes.
public enum SceneNumber {
  /// Writes a number with so many decimals, for values that change while one looks.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - decimals: How many digits stand behind the point, at most 6.
  /// - Returns: For instance "−0.50", with a true minus sign; "0.00" has none.
  public static func fixed(_ value: Float, _ decimals: Int = 2) -> String {
    // Larger ones need no decimals, and would not fit into a whole number for ever.
    guard value.magnitude < 1e9 else { return "\(value)" }
    let unit = (0..<max(0, min(6, decimals))).reduce(1) { power, _ in power * 10 }
    let parts = Int((Double(value) * Double(unit)).rounded())
    let (whole, rest) = parts.magnitude.quotientAndRemainder(dividingBy: UInt(unit))
    let sign = parts < 0 ? "\u{2212}" : ""
    guard unit > 1 else { return "\(sign)\(whole)" }
    return "\(sign)\(whole).\(String(unit + Int(rest)).dropFirst())"
  }

  /// Writes a number with three digits that count, for values that stay.
  ///
  /// - Parameter value: The number.
  /// - Returns: For instance "9.81", "10" or "0.05", without zeros at the end.
  public static func short(_ value: Float) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var decimals = 2
    var leading = value.magnitude
    while leading < 1, decimals < 6 { (leading, decimals) = (leading * 10, decimals + 1) }
    while leading >= 10, decimals > 0 { (leading, decimals) = (leading / 10, decimals - 1) }
    var text = fixed(value, decimals)
    guard text.contains("."), !text.contains("e") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
