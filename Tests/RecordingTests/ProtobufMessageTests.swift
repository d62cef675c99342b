import Recording
import Testing

/// The wire format, with the bytes that its documentation shows.
struct ProtobufMessageTests {
  private static func bytes(_ fill: (inout ProtobufMessage) -> Void) -> [UInt8] {
    var message = ProtobufMessage()
    fill(&message)
    return message.bytes
  }

  @Test func `whole numbers take seven bits to a byte`() {
    #expect(Self.bytes { $0.add(1, 150) } == [0x08, 0x96, 0x01])
    #expect(Self.bytes { $0.add(1, 0) } == [0x08, 0x00])
    #expect(Self.bytes { $0.add(1, 127) } == [0x08, 0x7F])
    #expect(Self.bytes { $0.add(1, 128) } == [0x08, 0x80, 0x01])
    // Negative numbers are those of 64 bits: ten bytes.
    #expect(
      Self.bytes { $0.add(1, -2) }
        == [0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])
    // A field's number is a varint, too.
    #expect(Self.bytes { $0.add(20, 2) } == [0xA0, 0x01, 0x02])
  }

  @Test func `texts and messages have their length before them`() {
    #expect(
      Self.bytes { $0.add(2, "testing") }
        == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
    var inner = ProtobufMessage()
    inner.add(1, 150)
    #expect(Self.bytes { $0.add(3, inner) } == [0x1A, 0x03, 0x08, 0x96, 0x01])
    #expect(
      Self.bytes { $0.add(6, packed: [3, 270, 86942]) }
        == [0x32, 0x06, 0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05])
    #expect(Self.bytes { $0.add(2, "") } == [0x12, 0x00])
  }

  @Test func `floating-point numbers are little-endian`() {
    #expect(Self.bytes { $0.add(2, Float(1)) } == [0x15, 0x00, 0x00, 0x80, 0x3F])
    #expect(
      Self.bytes { $0.add(1, 1.0) } == [0x09, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xF0, 0x3F])
  }
}
