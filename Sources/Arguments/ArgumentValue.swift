import Wording

/// A type that can be read from one piece of text on the command line.
///
/// Whole numbers, finite numbers and strings conform. An enumeration of strings that is
/// `CaseIterable` only has to name the protocol. Any other type says how it is read:
///
///     struct Fix: ArgumentValue {
///       static let expectation = "a parameter and a number, such as 'gravity=9.8'"
///       init?(argument: String) { … }
///     }
public protocol ArgumentValue: ArgumentShape where Item == Self {
  /// What a text has to be, worded to follow "it must be": "a whole number".
  static var expectation: String { get }

  /// The only texts that can be read; empty when they cannot be listed.
  static var choices: [String] { get }

  /// This value as a user would type it, shown as a default.
  var argument: String { get }

  /// Reads a value, or gives `nil` when the text is not what the type expects.
  ///
  /// A type that never gives `nil` may implement this as `init(argument:) throws`.
  ///
  /// - Throws: An error whose description is the reason, to say more than the expectation does.
  init?(argument: String) throws
}

extension ArgumentValue {
  /// Nothing: the values cannot be listed.
  public static var choices: [String] { [] }

  /// What `print` would show.
  public var argument: String { String(describing: self) }
}

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  /// The list of raw values.
  public static var expectation: String { NameText.choice(of: choices) }

  /// The raw values in the order of their declaration.
  public static var choices: [String] { allCases.map(\.rawValue) }

  /// The raw value.
  public var argument: String { rawValue }

  /// Finds the case with the given raw value.
  public init?(argument: String) {
    self.init(rawValue: argument)
  }
}

extension String: ArgumentValue {
  /// Any text.
  public static var expectation: String { "a text" }

  /// Takes the text as it is.
  public init(argument: String) {
    self = argument
  }
}

extension ArgumentValue where Self: FixedWidthInteger {
  /// A whole number.
  public static var expectation: String { "a whole number" }

  /// Reads decimal digits with an optional sign.
  ///
  /// - Throws: A ``UsageError`` with both bounds when the number does not fit the type.
  public init?(argument: String) throws {
    if let number = Self(argument) {
      self = number
      return
    }
    let digits = argument.hasPrefix("-") ? argument.dropFirst() : argument[...]
    guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    throw UsageError("it must be between \(Self.min) and \(Self.max)")
  }
}

extension ArgumentValue where Self: BinaryFloatingPoint & LosslessStringConvertible {
  /// A number.
  public static var expectation: String { "a number" }

  /// The shortest text that reads back as this number, without a needless ".0".
  public var argument: String {
    description.hasSuffix(".0") ? String(description.dropLast(2)) : description
  }

  /// Reads a number in decimal or exponent notation.
  ///
  /// - Throws: A ``UsageError`` when the number is infinite or not a number at all.
  public init?(argument: String) throws {
    guard let number = Self(argument) else { return nil }
    guard number.isFinite else { throw UsageError("it must be a finite number") }
    self = number
  }
}

extension Int: ArgumentValue {}
extension UInt64: ArgumentValue {}
extension Double: ArgumentValue {}
extension Float: ArgumentValue {}
