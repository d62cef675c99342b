import Foundation

/// Results as one JSON object on standard output.
package enum JSONOutput {
  /// Encodes a value with sorted keys, readable by people.
  package static func text(_ value: some Encodable) throws -> String {
    try text(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// Encodes a value on one line, for a file's metadata.
  package static func compactText(_ value: some Encodable) throws -> String {
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
package struct JSONNumber: Encodable {
  package let value: Double

  /// Takes a number.
  package init(_ value: Double) {
    self.value = value
  }

  /// Writes the number or `null`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
  }
}
