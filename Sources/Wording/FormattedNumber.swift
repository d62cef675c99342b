private import Glibc

/// Writes a number as `printf` does in the C locale: rounded correctly, ties to even.
///
/// Foundation's `String(format:)` gives the same text; this needs the C library alone, so that small
/// libraries stay small.
///
/// - Parameters:
///   - value: The number.
///   - precision: Decimals, or digits that count; not negative.
///   - format: A format of `printf` with one number and its precision as an argument.
/// - Returns: The text.
func formatted(_ value: Double, precision: Int, _ format: StaticString) -> String {
  precondition(precision >= 0, "A number cannot be written with \(precision) decimals.")
  // The largest number has 309 digits before the point.
  return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 312 + precision) { buffer in
    let length = unsafe withVaList([Int32(clamping: precision), value]) { arguments in
      unsafe vsnprintf(
        buffer.baseAddress, buffer.count,
        UnsafeRawPointer(format.utf8Start).assumingMemoryBound(to: CChar.self), arguments)
    }
    return unsafe String(
      decoding: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// Writes a number with a fixed number of decimals; 0 never has a sign.
func fixedDecimals(_ value: Double, _ decimals: Int) -> String {
  let text = formatted(value, precision: decimals, "%.*f")
  let isZero = text.utf8.allSatisfy { "-0.".utf8.contains($0) }
  return isZero && text.utf8.first == UInt8(ascii: "-") ? String(text.dropFirst()) : text
}

/// Writes a number with the digits that count, without zeros at the end, with an exponent if it is
/// very large or small.
func significantDigits(_ value: Double, _ digits: Int) -> String {
  formatted(value, precision: digits, "%.*g")
}
