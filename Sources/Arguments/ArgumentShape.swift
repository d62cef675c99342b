/// What a declared property may hold: one value, perhaps none, or several.
///
/// `Int` is read from one text, `Int?` may be left out, `[Int]` collects every occurrence, and
/// ``CommaSeparated`` cuts one text into several values. Choices and ranges apply to each item.
public protocol ArgumentShape {
  /// The type of one value.
  associatedtype Item: ArgumentValue

  /// Whether the argument or option may occur several times.
  static var isRepeatable: Bool { get }

  /// Whether the argument or option may be left out even without a default value.
  static var isOptional: Bool { get }

  /// What stands between the values in one text; `nil` when a text is one value.
  static var separator: Character? { get }

  /// The values held, in order.
  var items: [Item] { get }

  /// Holds the values read, in order.
  ///
  /// - Precondition: There is at least one item, unless the shape is optional or repeatable.
  init(items: [Item])
}

extension ArgumentShape {
  /// No.
  public static var isRepeatable: Bool { false }

  /// No.
  public static var isOptional: Bool { false }

  /// None.
  public static var separator: Character? { nil }
}

extension ArgumentValue {
  /// The value itself.
  public var items: [Self] { [self] }

  /// Takes the one value.
  public init(items: [Self]) {
    self = items[0]
  }
}

extension Optional: ArgumentShape where Wrapped: ArgumentShape {
  /// Whether the wrapped shape is repeatable.
  public static var isRepeatable: Bool { Wrapped.isRepeatable }

  /// Yes.
  public static var isOptional: Bool { true }

  /// The separator of the wrapped shape.
  public static var separator: Character? { Wrapped.separator }

  /// The wrapped values, or none.
  public var items: [Wrapped.Item] { self?.items ?? [] }

  /// Wraps the values, or is `nil` when there are none.
  public init(items: [Wrapped.Item]) {
    self = items.isEmpty ? nil : Wrapped(items: items)
  }
}

extension Array: ArgumentShape where Element: ArgumentValue {
  /// Yes.
  public static var isRepeatable: Bool { true }

  /// The elements.
  public var items: [Element] { self }

  /// Takes all values.
  public init(items: [Element]) {
    self = items
  }
}
