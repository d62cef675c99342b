import Foundation
import Recording
import Testing

struct SafetensorsTests {
  static let everyType: [Safetensors.Values] = [
    .float32([0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .pi]),
    .float64([0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .pi]),
    .int32([.min, -1, 0, 1, 2, .max]),
    .int64([.min, -1, 0, 1, 2, .max]),
    .uint8([0, 1, 2, 127, 128, 255]),
    .uint32([0, 1, 2, 0x7FFF_FFFF, 0x8000_0000, .max]),
  ]

  @Test(arguments: everyType)
  func `every type of numbers survives a round trip`(values: Safetensors.Values) throws {
    let file = Safetensors(arrays: [
      .init(name: "flat", shape: [6], values: values),
      .init(name: "matrix", shape: [2, 3], values: values),
      .init(name: "padded", shape: [1, 6, 1], values: values),
    ])
    #expect(try Safetensors(decoding: file.encoded(), path: "x") == file)
  }

  @Test func `single numbers and empty arrays survive a round trip`() throws {
    let file = Safetensors(arrays: [
      .init(name: "nothing", shape: [0], values: .uint8([])),
      .init(name: "scalar32", shape: [], values: .float32([1.5])),
      .init(name: "scalar8", shape: [], values: .uint8([7])),
      .init(name: "no rows", shape: [0, 3], values: .float64([])),
      .init(name: "no columns", shape: [3, 0], values: .int64([])),
    ])
    #expect(try Safetensors(decoding: file.encoded(), path: "x") == file)
  }

  @Test func `a file without arrays and metadata survives a round trip`() throws {
    let bytes = try Safetensors().encoded()
    #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try Safetensors(decoding: bytes, path: "x") == Safetensors())
  }

  @Test func `NaN keeps its bits`() throws {
    let single: [UInt32] = [0x7FC0_0001, 0xFFC1_2345, 0x7F80_0001]
    let double: [UInt64] = [0x7FF8_0000_0000_0001, 0xFFF8_0000_1234_0000, 0x7FF0_0000_0000_0001]
    let file = Safetensors(arrays: [
      .init(name: "a", shape: [3], values: .float32(single.map { Float(bitPattern: $0) })),
      .init(name: "b", shape: [3], values: .float64(double.map { Double(bitPattern: $0) })),
    ])
    let again = try Safetensors(decoding: file.encoded(), path: "x")
    guard case .float32(let floats)? = again.array(named: "a")?.values,
      case .float64(let doubles)? = again.array(named: "b")?.values
    else {
      Issue.record("The arrays have other types: \(again)")
      return
    }
    #expect(floats.map(\.bitPattern) == single)
    #expect(doubles.map(\.bitPattern) == double)
  }

  @Test func `names and texts may have any characters`() throws {
    let texts = [
      "", "\"", "\\", "/", "\u{0}\u{1F}\u{7F}", "\r\n\t\u{8}\u{C}", "θ′", "🤖", "é", "e\u{301}",
    ]
    let file = Safetensors(
      metadata: Dictionary(uniqueKeysWithValues: texts.dropLast().map { ($0, $0 + $0) }),
      arrays: texts.map { .init(name: $0, shape: [], values: .uint8([1])) })
    let again = try Safetensors(decoding: file.encoded(), path: "x")
    #expect(again == file)
    // Swift takes the last two for equal, so compare what is in the file as well.
    #expect(again.arrays.map { Array($0.name.utf8) } == texts.map { Array($0.utf8) })
  }

  @Test func `the layout is as the format describes it`() throws {
    let file = Safetensors(
      metadata: ["format": "fledge-policy/1", "a": "\"\u{1}\""],
      arrays: [
        .init(name: "flag", shape: [], values: .uint8([9])),
        .init(name: "x", shape: [2, 1], values: .float32([1, -2])),
        .init(name: "count", shape: [1], values: .int64([-2])),
      ])
    let header =
      #"{"__metadata__":{"a":"\"\u0001\"","format":"fledge-policy/1"},"#
      + #""flag":{"dtype":"U8","shape":[],"data_offsets":[16,17]},"#
      + #""x":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},"#
      + #""count":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
    let padded = header + String(repeating: " ", count: 7 - (header.utf8.count - 1) % 8)
    let length = [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0]
    let data: [UInt8] = [254, 255, 255, 255, 255, 255, 255, 255, 0, 0, 128, 63, 0, 0, 0, 192, 9]
    #expect(try file.encoded() == length + Array(padded.utf8) + data)
  }

  @Test(arguments: 0..<16)
  func `every array starts at a multiple of its type's size`(nameLength: Int) throws {
    let name = String(repeating: "n", count: nameLength)
    let file = Safetensors(
      arrays: [
        .init(name: name + "1", shape: [3], values: .uint8([1, 2, 3])),
        .init(name: name + "2", shape: [1], values: .float64([.pi])),
        .init(name: name + "3", shape: [1], values: .float32([.pi])),
        .init(name: name + "4", shape: [1], values: .float64([-.pi])),
      ])
    let bytes = try file.encoded()
    let dataStart = 8 + Int(bytes[0]) + 256 * Int(bytes[1])
    #expect(dataStart.isMultiple(of: 8))
    let wide = littleEndianBytes(Double.pi.bitPattern) + littleEndianBytes((-Double.pi).bitPattern)
    let narrow = littleEndianBytes(UInt64(Float.pi.bitPattern)).prefix(4)
    #expect(Array(bytes[dataStart...]) == wide + narrow + [1, 2, 3])
    #expect(try Safetensors(decoding: bytes, path: "x") == file)
  }

  @Test func `the same content gives the same bytes`() throws {
    let keys = (0..<200).map { "key \($0)" }
    func file(_ keys: [String]) -> Safetensors {
      var metadata: [String: String] = [:]
      for key in keys { metadata[key] = key }
      return Safetensors(
        metadata: metadata, arrays: [.init(name: "a", shape: [1], values: .uint8([1]))])
    }
    #expect(try file(keys).encoded() == file(keys.reversed()).encoded())
  }

  @Test func `what cannot be stored is an error`() {
    let array = Safetensors.NamedArray(name: "w", shape: [], values: .uint8([1]))
    let reserved = Safetensors.NamedArray(name: "__metadata__", shape: [], values: .uint8([1]))
    let long = String(repeating: "n", count: 257)
    let cases: [(Safetensors, SafetensorsError.Problem, String)] = [
      (
        .init(arrays: [array, array]), .duplicateName("w"),
        "Cannot encode the arrays: the name 'w' occurs twice, but names must be unique."
      ),
      (
        .init(arrays: [reserved]), .reservedName,
        "Cannot encode the arrays: an array is called '__metadata__', but that name is reserved."
      ),
      (
        .init(metadata: [long: ""]), .nameTooLong(long, byteCount: 257),
        "Cannot encode the arrays: the name '\(long.prefix(80))…' has 257 bytes, but at most 256 are allowed."
      ),
    ]
    for (file, problem, text) in cases {
      #expect(throws: SafetensorsError.unencodable(problem)) { try file.encoded() }
      #expect(SafetensorsError.unencodable(problem).description == text)
    }
  }

  @Test func `a file is written and read`() throws {
    try withTemporaryFolder { folder in
      let file = Safetensors(
        metadata: ["format": "fledge-policy/1"],
        arrays: [.init(name: "bias", shape: [2], values: .float32([1, 2]))])
      let path = folder + "/policy.safetensors"
      try file.write(to: path)
      #expect(try Safetensors(readingFrom: path) == file)
      #expect(try content(of: path) == file.encoded())
      #expect(file.array(named: "bias") == file.arrays[0])
      #expect(file.array(named: "weight") == nil)
    }
  }

  @Test func `a file that cannot be opened is an error with the system's description`() throws {
    try withTemporaryFolder { folder in
      let missing = folder + "/policy.safetensors"
      #expect(
        throws: SafetensorsError.file(
          FileError(operation: .read, path: missing, reason: .system(code: ENOENT)))
      ) {
        try Safetensors(readingFrom: missing)
      }
      #expect(
        throws: SafetensorsError.file(
          FileError(operation: .read, path: folder, reason: .system(code: EISDIR)))
      ) {
        try Safetensors(readingFrom: folder)
      }
      let nowhere = folder + "/nowhere/policy.safetensors"
      #expect(
        throws: SafetensorsError.file(
          FileError(operation: .write, path: nowhere, reason: .system(code: ENOENT)))
      ) {
        try Safetensors().write(to: nowhere)
      }
    }
  }
}

private func littleEndianBytes(_ word: UInt64) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
}
