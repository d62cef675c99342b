import Recording
import Testing

struct SafetensorsDecodingTests {
  static let valid = Safetensors(
    metadata: ["format": "fledge-policy/1", "settings": "{\"hidden\":[64,64]}"],
    arrays: [
      .init(name: "layer1.weight", shape: [2, 3], values: .float32([1, 2, 3, 4, 5, 6])),
      .init(name: "layer1.bias", shape: [2], values: .float64([1, 2])),
      .init(name: "flags", shape: [3], values: .uint8([0, 1, 1])),
      .init(name: "iteration", shape: [], values: .int64([41])),
      .init(name: "nothing", shape: [0, 4], values: .int32([])),
    ])

  @Test(.timeLimit(.minutes(5)), arguments: 0..<8 as Range<UInt64>)
  func `no mutant of a valid file crashes the reader`(seed: UInt64) throws {
    let original = try Self.valid.encoded()
    var generator = SplitMix(state: seed)
    var readable = 0
    for _ in 0..<1000 {
      var bytes = original
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        mutate(&bytes, using: &generator)
      }
      if Bool.random(using: &generator) {
        // Without this, most mutants end at the length of the header or of the data.
        repairLengths(of: &bytes, original: original)
      }
      guard let file = try? Safetensors(decoding: bytes, path: "x") else { continue }
      readable += 1
      // What was read can be written and read again, and is then laid out in the one way of the
      // writer.
      let encoded = try file.encoded()
      #expect(try Safetensors(decoding: encoded, path: "x").encoded() == encoded)
    }
    // Changes in the numbers leave a file readable, changes of the structure do not: both must have
    // been tried.
    #expect(readable > 50 && readable < 900)
  }

  @Test func `every file cut short is refused`() throws {
    let original = try Self.valid.encoded()
    for count in original.indices {
      #expect(throws: SafetensorsError.self) {
        try Safetensors(decoding: Array(original[..<count]), path: "x")
      }
    }
  }

  /// Makes the length of the header and of the data fit, as far as they are known.
  private func repairLengths(of bytes: inout [UInt8], original: [UInt8]) {
    let headerByteCount = Int(original[0]) + 256 * Int(original[1])
    let added = bytes.count - original.count
    let length = max(0, headerByteCount + added)
    bytes.replaceSubrange(
      0..<min(8, bytes.count),
      with: [UInt8(length & 255), UInt8(length >> 8 & 255), 0, 0, 0, 0, 0, 0])
  }

  private func mutate(_ bytes: inout [UInt8], using generator: inout SplitMix) {
    let interesting = Array("{}[]\",:\\0123456789-.eu ".utf8) + [0, 0x7F, 0x80, 0xFF]
    guard !bytes.isEmpty else { return bytes.append(0) }
    let index = Int.random(in: bytes.indices, using: &generator)
    let end = min(bytes.count, index + Int.random(in: 1..<40, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[index] = interesting.randomElement(using: &generator) ?? 0
    case 2: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: index)
    case 3: bytes.removeSubrange(index..<end)
    case 4: bytes.insert(contentsOf: bytes[index..<end], at: index)
    default:
      bytes[Int.random(in: 0..<min(8, bytes.count), using: &generator)] = .random(
        in: 0...255, using: &generator)
    }
  }
}

/// A small generator with a fixed seed, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
