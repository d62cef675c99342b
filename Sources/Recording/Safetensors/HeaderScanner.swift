/// Reads the JSON tokens of a safetensors header, without recursion and in linear time.
///
/// Foundation's parsers are not strict enough: they silently keep one of two equal keys, and accept
/// `1.0` as a whole number. The format has at most three levels, and a bracket at any other place is
/// an error, so deep nesting cannot exhaust the stack.
struct HeaderScanner {
  private let bytes: [UInt8]

  /// Index of the next byte.
  private(set) var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// The error for a next byte that is not what is needed.
  func failure(needed: String) -> SafetensorsError.Problem {
    .syntax(offset: position, found: next, needed: needed)
  }

  /// Skips white space and takes one character of punctuation.
  mutating func take(_ character: Unicode.Scalar) throws(SafetensorsError.Problem) {
    if !takeIfNext(character) { throw failure(needed: "'\(character)'") }
  }

  /// Skips white space and takes one character of punctuation if it comes next.
  mutating func takeIfNext(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Skips white space and takes a comma or the bracket that ends the list.
  ///
  /// - Returns: Whether another element follows, that is, whether it was a comma.
  mutating func continues(until end: Unicode.Scalar) throws(SafetensorsError.Problem) -> Bool {
    if takeIfNext(",") { return true }
    if takeIfNext(end) { return false }
    throw failure(needed: "',' or '\(end)'")
  }

  /// Checks that nothing but white space is left.
  mutating func takeEnd() throws(SafetensorsError.Problem) {
    skipSpace()
    if next != nil { throw failure(needed: "the end of the header") }
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  /// Takes a whole number of at least 0, without leading zeros.
  mutating func takeNumber() throws(SafetensorsError.Problem) -> Int {
    skipSpace()
    let start = position
    var number = 0
    while let byte = next, byte >= 0x30, byte <= 0x39 {
      let (tenfold, overflowsFirst) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflowsThen) = tenfold.addingReportingOverflow(Int(byte) - 0x30)
      if overflowsFirst || overflowsThen { throw .numberTooLarge(offset: start) }
      number = sum
      position += 1
      if position - start == 1 && number == 0 { break }
    }
    if position == start { throw failure(needed: "a whole number of at least 0") }
    return number
  }
}

// MARK: Texts

extension HeaderScanner {
  /// Takes a JSON string and resolves its escapes.
  mutating func takeText() throws(SafetensorsError.Problem) -> String {
    skipSpace()
    let start = position
    guard next == UInt8(ascii: "\"") else { throw failure(needed: "a text in double quotes") }
    position += 1
    var content: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte < 0x20 { throw failure(needed: "a text without control characters") }
      if byte == UInt8(ascii: "\\") {
        content.append(contentsOf: try takeEscape())
      } else {
        content.append(byte)
        position += 1
      }
    }
    if next == nil { throw failure(needed: "'\"'") }
    position += 1
    guard let text = String(validating: content, as: UTF8.self) else {
      throw .invalidUTF8(offset: start)
    }
    return text
  }

  /// Takes a name of an array or a key, and checks its length.
  mutating func takeName() throws(SafetensorsError.Problem) -> String {
    let name = try takeText()
    try Safetensors.checkLength(of: name)
    return name
  }

  /// Takes a backslash and the character it escapes; returns the character in UTF-8.
  private mutating func takeEscape() throws(SafetensorsError.Problem) -> [UInt8] {
    position += 1
    guard let kind = next else { throw failure(needed: "an escaped character") }
    switch Unicode.Scalar(kind) {
    case "\"", "\\", "/":
      position += 1
      return [kind]
    case "b": return takeSimpleEscape(0x08)
    case "f": return takeSimpleEscape(0x0C)
    case "n": return takeSimpleEscape(0x0A)
    case "r": return takeSimpleEscape(0x0D)
    case "t": return takeSimpleEscape(0x09)
    case "u":
      position += 1
      return try takeUnicodeEscape()
    default: throw failure(needed: "one of '\"\\/bfnrtu' after a backslash")
    }
  }

  private mutating func takeSimpleEscape(_ byte: UInt8) -> [UInt8] {
    position += 1
    return [byte]
  }

  /// Takes the digits after `\u`; after the first half of a surrogate pair also the second half.
  private mutating func takeUnicodeEscape() throws(SafetensorsError.Problem) -> [UInt8] {
    let start = position
    var units = [try takeHexadecimal()]
    if UTF16.isLeadSurrogate(units[0]), next == UInt8(ascii: "\\") {
      position += 1
      guard next == UInt8(ascii: "u") else { throw failure(needed: "a surrogate's second half") }
      position += 1
      units.append(try takeHexadecimal())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw .invalidUTF8(offset: start)
    }
    return Array(text.utf8)
  }

  private mutating func takeHexadecimal() throws(SafetensorsError.Problem) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure(needed: "a hexadecimal digit")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}
