import Foundation

/// Reads and writes JSON values inside the metadata of a file.
enum MetadataJSON {
  /// The maximum length of an entry, in bytes.
  ///
  /// No distribution comes near it, and checks that compare all numbers of an entry in pairs still end
  /// within a second.
  static let byteLimit = 1 << 18

  /// Encodes a value; equal values give equal bytes.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Decodes a value; `nil` if the text is not valid.
  static func value<Value: Decodable>(_ text: String) -> Value? {
    try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }
}
