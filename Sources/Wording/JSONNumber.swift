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
