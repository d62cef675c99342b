/// The value of a setting, whatever its type: what command lines, files and tables of defaults hold.
public enum SettingValue: Equatable, Sendable {
  /// On or off.
  case flag(Bool)
  /// A whole number.
  case count(Int)
  /// A number.
  case number(Double)
  /// Whole numbers.
  case counts([Int])
  /// Numbers.
  case numbers([Double])
  /// One of several names.
  case choice(String)

  /// The value as it is written after an option, for instance "0.5", "64,64" or "adam".
  public var text: String {
    switch self {
    case .flag(let isOn): "\(isOn)"
    case .count(let count): "\(count)"
    case .number(let number): Self.text(number)
    case .counts(let counts): counts.map(String.init).joined(separator: ",")
    case .numbers(let numbers): numbers.map(Self.text).joined(separator: ",")
    case .choice(let name): name
    }
  }

  private static func text(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension SettingValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  /// Takes a flag.
  public init(booleanLiteral value: Bool) { self = .flag(value) }

  /// Takes a whole number.
  public init(integerLiteral value: Int) { self = .count(value) }

  /// Takes a number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// Takes a name.
  public init(stringLiteral value: String) { self = .choice(value) }

  /// Takes numbers; all of them whole if they are written so.
  public init(arrayLiteral numbers: SettingNumber...) {
    let counts = numbers.compactMap(\.count)
    self =
      counts.count == numbers.count ? .counts(counts) : .numbers(numbers.map(\.value))
  }
}

/// A number in the literal of a list.
public struct SettingNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, Sendable {
  let value: Double
  let count: Int?

  /// Takes a whole number.
  public init(integerLiteral value: Int) {
    self.value = Double(value)
    count = value
  }

  /// Takes a number.
  public init(floatLiteral value: Double) {
    self.value = value
    count = nil
  }
}

/// A type that settings may have.
///
/// `Bool`, `Int`, `Double`, `[Int]` and `[Double]` conform; an enumeration of names conforms through
/// ``SettingChoice``.
public protocol SettingType: Sendable {
  /// Takes a value, or gives `nil` if it is of another type; whole numbers are numbers.
  init?(_ value: SettingValue)

  /// This value.
  var settingValue: SettingValue { get }

  /// What values there are.
  static func form(in range: SettingRange) -> SettingForm
}

extension Bool: SettingType {
  /// Takes a flag.
  public init?(_ value: SettingValue) {
    guard case .flag(let flag) = value else { return nil }
    self = flag
  }

  /// A flag.
  public var settingValue: SettingValue { .flag(self) }

  /// A flag that is on where it is given.
  public static func form(in range: SettingRange) -> SettingForm { .flag }
}

extension Int: SettingType {
  /// Takes a whole number.
  public init?(_ value: SettingValue) {
    guard case .count(let count) = value else { return nil }
    self = count
  }

  /// A whole number.
  public var settingValue: SettingValue { .count(self) }

  /// A whole number in the range.
  public static func form(in range: SettingRange) -> SettingForm { .count(range) }
}

extension Double: SettingType {
  /// Takes a number.
  public init?(_ value: SettingValue) {
    switch value {
    case .number(let number): self = number
    case .count(let count): self.init(count)
    default: return nil
    }
  }

  /// A number.
  public var settingValue: SettingValue { .number(self) }

  /// A number in the range.
  public static func form(in range: SettingRange) -> SettingForm { .number(range) }
}

/// A number that a list may have.
public protocol SettingListElement: Sendable {
  /// Takes the numbers of a list, or gives `nil` if they are of another type; whole numbers are numbers.
  static func list(_ value: SettingValue) -> [Self]?

  /// The value that a list of numbers is.
  static func settingValue(of list: [Self]) -> SettingValue

  /// Lists with each number in the range.
  static func listForm(in range: SettingRange) -> SettingForm
}

extension Int: SettingListElement {
  /// Takes whole numbers.
  public static func list(_ value: SettingValue) -> [Int]? {
    if case .counts(let counts) = value { counts } else { nil }
  }

  /// Whole numbers.
  public static func settingValue(of list: [Int]) -> SettingValue { .counts(list) }

  /// Whole numbers, perhaps none, each in the range.
  public static func listForm(in range: SettingRange) -> SettingForm { .counts(range) }
}

extension Double: SettingListElement {
  /// Takes numbers.
  public static func list(_ value: SettingValue) -> [Double]? {
    switch value {
    case .numbers(let numbers): numbers
    case .counts(let counts): counts.map { Double($0) }
    default: nil
    }
  }

  /// Numbers.
  public static func settingValue(of list: [Double]) -> SettingValue { .numbers(list) }

  /// Numbers, at least one, each in the range.
  public static func listForm(in range: SettingRange) -> SettingForm { .numbers(range) }
}

extension Array: SettingType where Element: SettingListElement {
  /// Takes the numbers of a list.
  public init?(_ value: SettingValue) {
    guard let list = Element.list(value) else { return nil }
    self = list
  }

  /// The numbers.
  public var settingValue: SettingValue { Element.settingValue(of: self) }

  /// Lists with each number in the range.
  public static func form(in range: SettingRange) -> SettingForm {
    Element.listForm(in: range)
  }
}

/// An enumeration of names that a setting chooses from.
public protocol SettingChoice: SettingType, CaseIterable, RawRepresentable<String> {
  /// What the choice is, in a sentence; `nil` where its name says enough.
  var summary: String? { get }
}

extension SettingChoice {
  /// Nothing.
  public var summary: String? { nil }

  /// Finds the case of a name.
  public init?(_ value: SettingValue) {
    guard case .choice(let name) = value else { return nil }
    self.init(rawValue: name)
  }

  /// The name.
  public var settingValue: SettingValue { .choice(rawValue) }

  /// The names of all cases.
  public static func form(in range: SettingRange) -> SettingForm {
    .choice(allCases.map { .init(name: $0.rawValue, summary: $0.summary) })
  }
}
