package import Foundation

/// JSON that is easy to read and to compare line by line: indented, with sorted keys.
package enum JSONText {
  /// Encodes a value, with a line break at the end.
  package static func data(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
