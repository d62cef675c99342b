import Foundation
import Recording
import Testing

/// A damaged or hostile file, and what is said about it.
struct HostileFile: Sendable, CustomTestStringConvertible {
  let bytes: [UInt8]
  let text: String

  var testDescription: String { text }

  /// A file that ends before its header does.
  init(bytes: [UInt8], _ text: String) {
    self.bytes = bytes
    self.text = text
  }

  /// A file with this header, and data that consists of zeros.
  init(_ header: String, data: Int = 0, _ text: String) {
    bytes = HostileFile.file(Array(header.utf8), data: data)
    self.text = text
  }

  static func file(_ header: [UInt8], data: Int) -> [UInt8] {
    let length = UInt64(header.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
      + header + [UInt8](repeating: 0, count: data)
  }
}

struct SafetensorsErrorTests {
  static let sizes: [HostileFile] = [
    .init(bytes: [], "it has 0 bytes, but a header needs at least 8"),
    .init(bytes: [1, 0, 0], "it has 3 bytes, but a header needs at least 8"),
    .init(
      bytes: [255, 255, 255, 255, 255, 255, 255, 127] + [UInt8](repeating: 0, count: 1016),
      "its header claims 9223372036854775807 bytes, but the file has 1024"),
    .init(
      bytes: [UInt8](repeating: 255, count: 16),
      "its header claims 18446744073709551615 bytes, but the file has 16"),
    .init(bytes: [1, 0, 0, 0, 0, 0, 0, 0], "its header claims 1 bytes, but the file has 8"),
    .init("", "its header ends at byte 0, but '{' is needed"),
  ]

  static let syntax: [HostileFile] = [
    .init(" {}", "its header has 0x20 at byte 0, but '{' is needed"),
    .init("[]", "its header has '[' at byte 0, but '{' is needed"),
    .init("{} x", "its header has 'x' at byte 3, but the end of the header is needed"),
    .init("{", "its header ends at byte 1, but a text in double quotes is needed"),
    .init("{1:2}", "its header has '1' at byte 1, but a text in double quotes is needed"),
    .init("{\"a", "its header ends at byte 3, but '\"' is needed"),
    .init("{\"a\" 1", "its header has '1' at byte 5, but ':' is needed"),
    .init("{\"a\":null}", "its header has 'n' at byte 5, but '{' is needed"),
    .init("{\"a\":[1]}", "its header has '[' at byte 5, but '{' is needed"),
    .init(
      "{\"\\x\":1}",
      "its header has 'x' at byte 3, but one of '\"\\/bfnrtu' after a backslash is needed"),
    .init("{\"\\", "its header ends at byte 3, but an escaped character is needed"),
    .init("{\"\\u12g4\":1}", "its header has 'g' at byte 6, but a hexadecimal digit is needed"),
    .init("{\"\\ud800\":1}", "its header has a text at byte 4 that is not UTF-8"),
    .init(
      "{\"\\ud800\\n\":1}", "its header has 'n' at byte 9, but a surrogate's second half is needed"),
    .init("{\"\\ud800\\u0041\":1}", "its header has a text at byte 4 that is not UTF-8"),
    .init(
      "{\"a\u{1}\":1}",
      "its header has 0x01 at byte 3, but a text without control characters is needed"),
    .init(
      bytes: HostileFile.file([0x7B, 0x22, 0xFF, 0x22, 0x3A], data: 0),
      "its header has a text at byte 1 that is not UTF-8"),
    .init(
      "{\"__metadata__\":{\"a\":1}}",
      "its header has '1' at byte 21, but a text in double quotes is needed"),
    .init("{\"__metadata__\":\"a\"}", "its header has '\"' at byte 16, but '{' is needed"),
    .init("{\"__metadata__\":{\"a\":\"b\"", "its header ends at byte 24, but ',' or '}' is needed"),
    .init(
      "{\"__metadata__\":{},}",
      "its header has '}' at byte 19, but a text in double quotes is needed"),
  ]

  static let entries: [HostileFile] = [
    .init(
      entry("\"dtype\":1"), "its header has '1' at byte 14, but a text in double quotes is needed"),
    .init(entry("\"shape\":1"), "its header has '1' at byte 14, but '[' is needed"),
    .init(
      entry("\"shape\":[-1]"),
      "its header has '-' at byte 15, but a whole number of at least 0 is needed"),
    .init(entry("\"shape\":[1.0]"), "its header has '.' at byte 16, but ',' or ']' is needed"),
    .init(entry("\"shape\":[1e9]"), "its header has 'e' at byte 16, but ',' or ']' is needed"),
    .init(entry("\"shape\":[01]"), "its header has '1' at byte 16, but ',' or ']' is needed"),
    .init(
      entry("\"shape\":[[]]"),
      "its header has '[' at byte 15, but a whole number of at least 0 is needed"),
    .init(
      entry("\"shape\":[1,9223372036854775808]"),
      "its header has a number at byte 17 that is above 9223372036854775807"),
    .init(entry("\"data_offsets\":[1]"), "its header has ']' at byte 23, but ',' is needed"),
    .init(entry("\"data_offsets\":[1,2,3]"), "its header has ',' at byte 25, but ']' is needed"),
    .init(
      entry("\"data\":[1,2,3]"),
      "array 'w' has the field 'data', but only 'dtype', 'shape' and 'data_offsets' are known"),
    .init(
      entry("\"dtype\":\"U8\",\"dtype\":\"U8\""), "array 'w' has the field 'dtype' twice"),
    .init(entry("\"shape\":[],\"shape\":[]"), "array 'w' has the field 'shape' twice"),
    .init(
      entry("\"data_offsets\":[0,1],\"data_offsets\":[0,1]"),
      "array 'w' has the field 'data_offsets' twice"),
    .init(entry(""), "array 'w' has no field 'dtype'"),
    .init(entry("\"dtype\":\"U8\""), "array 'w' has no field 'shape'"),
    .init(entry("\"dtype\":\"U8\",\"shape\":[1]"), "array 'w' has no field 'data_offsets'"),
    .init(
      entry("U8", "[1]", "[1,0]"), data: 1,
      "array 'w' lies at bytes 1 to 0, but the data has 1 bytes"),
    .init(
      entry("U8", "[2]", "[0,2]"), data: 1,
      "array 'w' lies at bytes 0 to 2, but the data has 1 bytes"),
    .init(
      entry("F32", "[2]", "[0,4]"), data: 4, "array 'w' has 4 bytes, but its type and shape need 8"),
    .init(entry("F32", "[]", "[0,0]"), "array 'w' has 0 bytes, but its type and shape need 4"),
    .init(
      entry("F32", "[0]", "[0,4]"), data: 4, "array 'w' has 4 bytes, but its type and shape need 0"),
    .init(
      entry("U8", "[4294967296,4294967296]", "[0,0]"),
      "array 'w' has the shape [4294967296, 4294967296], which is more than 9223372036854775807 bytes"
    ),
    .init(
      entry("F64", "[2305843009213693952]", "[0,0]"),
      "array 'w' has the shape [2305843009213693952], which is more than 9223372036854775807 bytes"),
    .init(
      entry("U8", "[9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9,9]", "[0,0]"),
      "array 'w' has the shape [9, 9, 9, 9, 9, 9, 9, 9, …], which is more than 9223372036854775807 bytes"
    ),
  ]

  static let layouts: [HostileFile] = [
    .init(
      "{\(byte("a", 0, 1)),\(byte("a", 1, 2))}", data: 2,
      "the name 'a' occurs twice, but names must be unique"),
    .init(
      "{\(byte("a", 0, 1)),\(byte("\\u0061", 1, 2))}", data: 2,
      "the name 'a' occurs twice, but names must be unique"),
    .init(
      "{\"__metadata__\":{},\"__metadata__\":{}}",
      "the name '__metadata__' occurs twice, but names must be unique"),
    .init(
      "{\"__metadata__\":{\"seed\":\"1\",\"seed\":\"2\"}}",
      "the metadata has 'seed' twice, but keys must be unique"),
    .init("{\(byte("a", 0, 2)),\(byte("b", 1, 2))}", data: 2, "the arrays 'a' and 'b' share bytes"),
    .init("{\(byte("b", 0, 2)),\(byte("a", 0, 2))}", data: 2, "the arrays 'b' and 'a' share bytes"),
    .init("{\(byte("a", 0, 2)),\(byte("b", 1, 1))}", data: 2, "the arrays 'a' and 'b' share bytes"),
    .init(
      "{\(byte("a", 0, 1)),\(byte("b", 2, 3))}", data: 3,
      "the bytes 1 to 2 of its data belong to no array"),
    .init("{\(byte("a", 1, 2))}", data: 2, "the bytes 0 to 1 of its data belong to no array"),
    .init("{\(byte("a", 0, 1))}", data: 5, "the bytes 1 to 5 of its data belong to no array"),
    .init("{}", data: 1, "the bytes 0 to 1 of its data belong to no array"),
  ]

  @Test(arguments: sizes + syntax + entries + layouts)
  func `a damaged file is an error that says what is wrong`(file: HostileFile) throws {
    let error = try #require(throws: SafetensorsError.self) {
      try Safetensors(decoding: file.bytes, path: "x.safetensors")
    }
    #expect(
      error.description
        == "Cannot read 'x.safetensors': \(file.text). It is damaged or not a safetensors file.")
  }

  @Test func `problems other than damage have their own advice`() throws {
    let long = String(repeating: "n", count: 1000)
    let cases: [(String, String)] = [
      (
        Self.entry("BF16", "[1]", "[0,2]"),
        "Cannot read 'x': array 'w' has the type 'BF16', but only F32, F64, I32, I64, U8 and U32 can be read. "
          + "Convert the array, for instance with Python's safetensors package."
      ),
      (
        "{\(Self.byte(long, 0, 1))}",
        "Cannot read 'x': the name '\(long.prefix(80))…' has 1000 bytes, but at most 256 are allowed. "
          + "Give it a shorter name."
      ),
    ]
    for (header, text) in cases {
      let error = try #require(throws: SafetensorsError.self) {
        try Safetensors(decoding: HostileFile.file(Array(header.utf8), data: 2), path: "x")
      }
      #expect(error.description == text)
    }
  }

  @Test func `a header above the limit is refused before it is read`() throws {
    let bytes = HostileFile.file([UInt8](repeating: 0x5B, count: 100_000_001), data: 0)
    let error = try #require(throws: SafetensorsError.self) {
      try Safetensors(decoding: bytes, path: "x")
    }
    #expect(error == .undecodable(path: "x", .headerTooLong(claimed: 100_000_001)))
    #expect(
      error.description
        == "Cannot read 'x': its header claims 100000001 bytes, but at most 100000000 are allowed. "
        + "It is damaged or not a safetensors file.")
  }

  @Test func `a name from a file cannot control the terminal`() throws {
    let header = "{\"\\u001b[31m\\u202e\":{}}"
    let error = try #require(throws: SafetensorsError.self) {
      try Safetensors(decoding: HostileFile.file(Array(header.utf8), data: 0), path: "x")
    }
    #expect(
      error.description
        == "Cannot read 'x': array '\\u{1b}[31m\\u{202e}' has no field 'dtype'. "
        + "It is damaged or not a safetensors file.")
  }

  /// A long text that a list of tests shows the beginning of.
  struct LongHeader: CustomTestStringConvertible {
    let text: String
    var testDescription: String { "\(text.unicodeScalars.count) characters \(text.prefix(20))" }
  }

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      String(repeating: "[", count: 1_000_000),
      String(repeating: "{\"a\":", count: 200_000),
      "{\"a\":{\"shape\":" + String(repeating: "[", count: 1_000_000),
      "{\"__metadata__\":" + String(repeating: "{\"a\":", count: 200_000),
      "{\"a\":{\"shape\":[" + String(repeating: "1,", count: 500_000),
      "{\"" + String(repeating: "a\u{301}\u{327}\u{301}\u{327}", count: 100_000) + "\":1}",
      "{\"__metadata__\":{\"" + String(repeating: "\\u0301\\u0327", count: 80_000) + "\":\"\"}}",
      "{\"__metadata__\":{\"a\":\"" + String(repeating: "\u{301}\u{327}", count: 250_000)
        + "\"},1}",
      "{" + String(repeating: " ", count: 1_000_000),
    ].map { LongHeader(text: $0) })
  func `a hostile header is refused`(header: LongHeader) {
    let bytes = HostileFile.file(Array(header.text.utf8), data: 0)
    #expect(throws: SafetensorsError.self) { try Safetensors(decoding: bytes, path: "x") }
  }

  @Test func `a header may have white space and any order`() throws {
    let header =
      "{ \"b\" : { \"shape\":[ 1 , 1 ],\n\"data_offsets\":[ 1,2 ] ,\t\"dtype\":\"U8\" } ,\r"
      + "\"a\":{\"data_offsets\":[0,1],\"dtype\":\"U8\",\"shape\":[]}, \"__metadata__\": { } } \n "
    let file = try Safetensors(decoding: HostileFile.file(Array(header.utf8), data: 2), path: "x")
    #expect(
      file
        == Safetensors(arrays: [
          .init(name: "b", shape: [1, 1], values: .uint8([0])),
          .init(name: "a", shape: [], values: .uint8([0])),
        ]))
  }

  private static func entry(_ fields: String) -> String { "{\"w\":{\(fields)}}" }

  private static func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    entry("\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)")
  }

  private static func byte(_ name: String, _ begin: Int, _ end: Int) -> String {
    "\"\(name)\":{\"dtype\":\"U8\",\"shape\":[\(end - begin)],\"data_offsets\":[\(begin),\(end)]}"
  }
}
