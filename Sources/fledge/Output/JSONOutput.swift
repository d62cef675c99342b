import Foundation

/// Results as one JSON object on standard output.
enum JSONOutput {
  /// Encodes a value with sorted keys, readable by people.
  static func text(_ value: some Encodable) throws -> String {
    try text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// Encodes a value on one line, for a file's metadata.
  static func compactText(_ value: some Encodable) throws -> String {
    try text(value, [.sortedKeys, .withoutEscapingSlashes])
  }

  private static func text(
    _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// A number, or `null` where it is not finite: JSON has no such numbers.
struct JSONNumber: Encodable {
  let value: Double

  /// Takes a number.
  init(_ value: Double) {
    self.value = value
  }

  /// Writes the number or `null`.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
  }
}
