/// A message in the wire format of Protocol Buffers, written field by field.
///
/// Fields are numbered as in the message's `.proto` file; their order is that in which they are added.
///
/// - Source: <https://protobuf.dev/programming-guides/encoding/>.
public struct ProtobufMessage: Equatable, Sendable {
  /// The fields so far.
  public private(set) var bytes: [UInt8] = []

  /// Creates a message without fields.
  public init() {}

  /// The kinds of encoding, by which readers skip fields that they do not know.
  private enum WireType: UInt64 {
    case varint = 0
    case bytes8 = 1
    case lengthDelimited = 2
    case bytes4 = 5
  }

  /// Adds a field of type int32, int64, uint64, bool or an enumeration.
  public mutating func add(_ number: Int, _ value: Int) {
    appendTag(number, .varint)
    appendVarint(UInt64(bitPattern: Int64(value)))
  }

  /// Adds a field of type float.
  public mutating func add(_ number: Int, _ value: Float) {
    appendTag(number, .bytes4)
    appendLittleEndian(UInt64(value.bitPattern), byteCount: 4)
  }

  /// Adds a field of type double.
  public mutating func add(_ number: Int, _ value: Double) {
    appendTag(number, .bytes8)
    appendLittleEndian(value.bitPattern, byteCount: 8)
  }

  /// Adds a field of type string.
  public mutating func add(_ number: Int, _ text: String) { add(number, bytes: Array(text.utf8)) }

  /// Adds a field that is a message.
  public mutating func add(_ number: Int, _ message: ProtobufMessage) {
    add(number, bytes: message.bytes)
  }

  /// Adds a field of type bytes.
  public mutating func add(_ number: Int, bytes content: [UInt8]) {
    appendTag(number, .lengthDelimited)
    appendVarint(UInt64(content.count))
    bytes += content
  }

  /// Adds a repeated field of whole numbers, packed.
  public mutating func add(_ number: Int, packed values: [Int]) {
    var content = ProtobufMessage()
    for value in values { content.appendVarint(UInt64(bitPattern: Int64(value))) }
    add(number, content)
  }

  private mutating func appendTag(_ number: Int, _ type: WireType) {
    appendVarint(UInt64(number) << 3 | type.rawValue)
  }

  /// Appends seven bits to a byte, the lowest first; the eighth says whether more follow.
  private mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func appendLittleEndian(_ value: UInt64, byteCount: Int) {
    for index in 0..<byteCount { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }
}
