/// The header of a safetensors file: the metadata, and the type, shape and position of each array.
///
/// `init` checks every requirement of the format, so users of a header need not check anything again.
struct SafetensorsHeader {
  /// The description of one array; `bytes` are counted from the start of the data.
  struct Entry {
    let name: String
    let type: ElementType
    let shape: [Int]
    let bytes: Range<Int>
  }

  private(set) var metadata: [String: String] = [:]

  /// The arrays in the order of the header.
  private(set) var entries: [Entry] = []

  /// Reads the length of the header and checks it against the file.
  ///
  /// - Parameters:
  ///   - start: The first 8 bytes of the file, or fewer if it has no more.
  ///   - fileByteCount: Length of the whole file.
  /// - Returns: The length in bytes of the JSON that follows.
  /// - Throws: `.tooShort` or `.headerBeyondEnd` if the file is shorter, `.headerTooLong` if the length is
  ///   above `Safetensors.headerByteLimit`.
  static func byteCount(
    from start: Span<UInt8>, fileByteCount: Int
  ) throws(SafetensorsError.Problem) -> Int {
    guard start.count >= 8, let claimed = UInt64.read(start.extracting(0..<8)).first else {
      throw .tooShort(byteCount: start.count)
    }
    if claimed > UInt64(fileByteCount - 8) {
      throw .headerBeyondEnd(claimed: claimed, byteCount: fileByteCount)
    }
    if claimed > UInt64(Safetensors.headerByteLimit) { throw .headerTooLong(claimed: claimed) }
    return Int(claimed)
  }

  /// Reads the JSON and checks that the arrays fill the data exactly.
  ///
  /// - Parameters:
  ///   - json: The header's bytes.
  ///   - dataByteCount: Length of the data that follows it in the file.
  /// - Throws: The first violation of the format.
  init(parsing json: [UInt8], dataByteCount: Int) throws(SafetensorsError.Problem) {
    // The format requires a brace as the first byte; white space is allowed only after it.
    if let first = json.first, first != UInt8(ascii: "{") {
      throw .syntax(offset: 0, found: first, needed: "'{'")
    }
    var scanner = HeaderScanner(json)
    try scanner.take("{")
    var hasMetadata = false
    var names = Set<[UInt8]>()
    if !scanner.takeIfNext("}") {
      repeat {
        let name = try scanner.takeName()
        try scanner.take(":")
        if name == Safetensors.metadataKey {
          if hasMetadata { throw .duplicateName(name) }
          hasMetadata = true
          try parseMetadata(&scanner)
        } else {
          if !names.insert(Array(name.utf8)).inserted { throw .duplicateName(name) }
          entries.append(try Entry(name: name, parsing: &scanner, dataByteCount: dataByteCount))
        }
      } while try scanner.continues(until: "}")
    }
    try scanner.takeEnd()
    try checkCoverage(of: dataByteCount)
  }

  private mutating func parseMetadata(
    _ scanner: inout HeaderScanner
  ) throws(SafetensorsError.Problem) {
    try scanner.take("{")
    if scanner.takeIfNext("}") { return }
    repeat {
      let key = try scanner.takeName()
      try scanner.take(":")
      if metadata.updateValue(try scanner.takeText(), forKey: key) != nil {
        throw .duplicateKey(key)
      }
    } while try scanner.continues(until: "}")
  }

  /// Checks that each byte of the data belongs to exactly one array.
  private func checkCoverage(of dataByteCount: Int) throws(SafetensorsError.Problem) {
    let sorted = entries.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var end = 0
    var previous = ""
    for entry in sorted {
      if entry.bytes.lowerBound < end { throw .overlap(first: previous, second: entry.name) }
      if entry.bytes.lowerBound > end { throw .hole(begin: end, end: entry.bytes.lowerBound) }
      end = entry.bytes.upperBound
      previous = entry.name
    }
    if end < dataByteCount { throw .hole(begin: end, end: dataByteCount) }
  }
}

extension SafetensorsHeader.Entry {
  /// Reads the object that describes one array, and checks that its bytes lie in the data and that
  /// their number matches type and shape.
  fileprivate init(
    name: String, parsing scanner: inout HeaderScanner, dataByteCount: Int
  ) throws(SafetensorsError.Problem) {
    var type: String?
    var shape: [Int]?
    var offsets: (begin: Int, end: Int)?
    try scanner.take("{")
    if !scanner.takeIfNext("}") {
      repeat {
        let field = try scanner.takeName()
        try scanner.take(":")
        let isRepeated: Bool
        switch field {
        case "dtype":
          isRepeated = type != nil
          type = try scanner.takeText()
        case "shape":
          isRepeated = shape != nil
          shape = try Self.parseShape(&scanner)
        case "data_offsets":
          isRepeated = offsets != nil
          offsets = try Self.parseOffsets(&scanner)
        default: throw .unknownField(array: name, field: field)
        }
        if isRepeated { throw .duplicateField(array: name, field: field) }
      } while try scanner.continues(until: "}")
    }
    guard let type else { throw .missingField(array: name, field: "dtype") }
    guard let shape else { throw .missingField(array: name, field: "shape") }
    guard let offsets else { throw .missingField(array: name, field: "data_offsets") }
    guard let elementType = ElementType(rawValue: type) else {
      throw .unsupportedType(array: name, type: type)
    }
    guard offsets.begin <= offsets.end, offsets.end <= dataByteCount else {
      throw .offsetsOutside(
        array: name, begin: offsets.begin, end: offsets.end, dataByteCount: dataByteCount)
    }
    let needed = Safetensors.elementCount(of: shape)?
      .multipliedReportingOverflow(by: elementType.byteCount)
    guard let needed, !needed.overflow else {
      throw .shapeTooLarge(array: name, shape: shape)
    }
    let bytes = offsets.begin..<offsets.end
    if bytes.count != needed.partialValue {
      throw .wrongByteCount(array: name, found: bytes.count, needed: needed.partialValue)
    }
    self.init(name: name, type: elementType, shape: shape, bytes: bytes)
  }

  private static func parseShape(
    _ scanner: inout HeaderScanner
  ) throws(SafetensorsError.Problem) -> [Int] {
    try scanner.take("[")
    var shape: [Int] = []
    if scanner.takeIfNext("]") { return shape }
    repeat {
      shape.append(try scanner.takeNumber())
    } while try scanner.continues(until: "]")
    return shape
  }

  private static func parseOffsets(
    _ scanner: inout HeaderScanner
  ) throws(SafetensorsError.Problem) -> (begin: Int, end: Int) {
    try scanner.take("[")
    let begin = try scanner.takeNumber()
    try scanner.take(",")
    let end = try scanner.takeNumber()
    try scanner.take("]")
    return (begin, end)
  }
}
