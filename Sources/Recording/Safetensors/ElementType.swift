/// The types of numbers that Fledge reads and writes, by their name in the header.
///
/// The format has others (`F16`, `BF16`, `BOOL`, …), which are refused.
enum ElementType: String, CaseIterable, Sendable {
  case float32 = "F32"
  case float64 = "F64"
  case int32 = "I32"
  case int64 = "I64"
  case uint8 = "U8"
  case uint32 = "U32"

  /// The size of one number in the file, in bytes.
  var byteCount: Int {
    switch self {
    case .uint8: 1
    case .float32, .int32, .uint32: 4
    case .float64, .int64: 8
    }
  }
}

extension Safetensors.Values {
  /// The number of elements.
  public var count: Int {
    switch self {
    case .float32(let numbers): numbers.count
    case .float64(let numbers): numbers.count
    case .int32(let numbers): numbers.count
    case .int64(let numbers): numbers.count
    case .uint8(let numbers): numbers.count
    case .uint32(let numbers): numbers.count
    }
  }

  var elementType: ElementType {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .int32: .int32
    case .int64: .int64
    case .uint8: .uint8
    case .uint32: .uint32
    }
  }

  var byteCount: Int { count * elementType.byteCount }

  /// Reads all numbers of one type from the bytes of a file.
  init(_ type: ElementType, from bytes: Span<UInt8>) {
    self =
      switch type {
      case .float32: .float32(Float.read(bytes))
      case .float64: .float64(Double.read(bytes))
      case .int32: .int32(Int32.read(bytes))
      case .int64: .int64(Int64.read(bytes))
      case .uint8: .uint8(UInt8.read(bytes))
      case .uint32: .uint32(UInt32.read(bytes))
      }
  }

  /// Writes all numbers into the bytes of a file, starting at `offset`.
  func write(into bytes: inout MutableSpan<UInt8>, at offset: Int) {
    switch self {
    case .float32(let numbers): Float.write(numbers, into: &bytes, at: offset)
    case .float64(let numbers): Double.write(numbers, into: &bytes, at: offset)
    case .int32(let numbers): Int32.write(numbers, into: &bytes, at: offset)
    case .int64(let numbers): Int64.write(numbers, into: &bytes, at: offset)
    case .uint8(let numbers): UInt8.write(numbers, into: &bytes, at: offset)
    case .uint32(let numbers): UInt32.write(numbers, into: &bytes, at: offset)
    }
  }
}
