extension Safetensors {
  /// Encodes the content as the bytes of a safetensors file.
  ///
  /// The same content always gives the same bytes. The header starts with the metadata, sorted by the
  /// Unicode scalars of their keys, followed by the arrays in their order. The numbers follow, larger
  /// types first and otherwise in the same order, so that every array starts at a multiple of its
  /// type's size:
  ///
  ///     8 bytes     length N of the header, little-endian
  ///     N bytes     JSON, padded with spaces so that N is a multiple of 8
  ///     the rest    the arrays, row-major, little-endian, without holes
  ///
  /// - Returns: The whole file.
  /// - Throws: `SafetensorsError.unencodable` if two arrays have the same name, an array has the name
  ///   `__metadata__`, or a name, the header or the file is longer than allowed.
  /// - Source: <https://github.com/huggingface/safetensors#format>.
  public func encoded() throws(SafetensorsError) -> [UInt8] {
    do throws(SafetensorsError.Problem) {
      try checkNames()
      let offsets = dataOffsets()
      let header = encodedHeader(offsets: offsets)
      let dataSize = arrays.reduce(0) { $0 + $1.values.byteCount }
      try Self.checkSizes(header: header.count, data: dataSize)

      var bytes = [UInt8](repeating: 0, count: 8 + header.count + dataSize)
      bytes.replaceSubrange(8..<8 + header.count, with: header)
      var span = bytes.mutableSpan
      UInt64.write([UInt64(header.count)], into: &span, at: 0)
      for (array, offset) in zip(arrays, offsets) {
        array.values.write(into: &span, at: 8 + header.count + offset)
      }
      return bytes
    } catch {
      throw .unencodable(error)
    }
  }

  /// Writes the content to a file, which is replaced as a whole or left unchanged.
  ///
  /// - Parameter path: Where to write; see `AtomicFile.write`.
  /// - Throws: `SafetensorsError.unencodable` as `encoded()` does, `.file` if the file cannot be
  ///   written.
  public func write(to path: String) throws(SafetensorsError) {
    let bytes = try encoded()
    do throws(FileError) {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .file(error)
    }
  }

  private func checkNames() throws(SafetensorsError.Problem) {
    for key in metadata.keys {
      try Self.checkLength(of: key)
    }
    // Names are compared as bytes, as other readers do: Swift strings are equal when the composed and
    // the decomposed form of a letter are.
    var seen = Set<[UInt8]>()
    for array in arrays {
      try Self.checkLength(of: array.name)
      if array.name == Self.metadataKey { throw .reservedName }
      if !seen.insert(Array(array.name.utf8)).inserted { throw .duplicateName(array.name) }
    }
  }

  static func checkLength(of name: String) throws(SafetensorsError.Problem) {
    let count = name.utf8.count
    if count > nameByteLimit {
      throw .nameTooLong(name, byteCount: count)
    }
  }

  private static func checkSizes(header: Int, data: Int) throws(SafetensorsError.Problem) {
    if header > headerByteLimit { throw .headerTooLong(claimed: UInt64(header)) }
    if data > fileByteLimit - 8 - header { throw .dataTooLong(byteCount: data) }
  }

  /// The offset of each array in the data, in bytes; the widest types come first.
  private func dataOffsets() -> [Int] {
    var offsets = [Int](repeating: 0, count: arrays.count)
    var end = 0
    for width in [8, 4, 1] {
      for (index, array) in arrays.enumerated() where array.values.elementType.byteCount == width {
        offsets[index] = end
        end += array.values.byteCount
      }
    }
    return offsets
  }

  private func encodedHeader(offsets: [Int]) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted {
        $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars)
      }
      .map { "\(Self.json($0.key)):\(Self.json($0.value))" }
      members.append("\"\(Self.metadataKey)\":{\(texts.joined(separator: ","))}")
    }
    for (array, begin) in zip(arrays, offsets) {
      let shape = array.shape.map(String.init).joined(separator: ",")
      let end = begin + array.values.byteCount
      members.append(
        "\(Self.json(array.name)):{\"dtype\":\"\(array.values.elementType.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}")
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    let padding = (8 - header.count % 8) % 8
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: padding))
    return header
  }

  /// The text as a JSON string; escapes only what JSON requires.
  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
