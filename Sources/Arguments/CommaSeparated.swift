/// Several values in one text with commas between them, such as `64,64`.
public struct CommaSeparated<Value: ArgumentValue>: ArgumentShape, ExpressibleByArrayLiteral {
  /// A comma.
  public static var separator: Character? { "," }

  /// The values in order, at least one when read from the command line.
  public var values: [Value]

  /// The values.
  public var items: [Value] { values }

  /// Holds the given values.
  public init(_ values: [Value]) {
    self.values = values
  }

  /// Holds the values of a literal, usually a default.
  public init(arrayLiteral values: Value...) {
    self.values = values
  }

  /// Takes all values.
  public init(items: [Value]) {
    values = items
  }
}

extension CommaSeparated: Equatable where Value: Equatable {}
extension CommaSeparated: Sendable where Value: Sendable {}
