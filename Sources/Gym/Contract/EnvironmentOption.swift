import Wording

/// A setting of an environment that is the same for all tasks: a number of arms, a kind of reward.
public struct EnvironmentOption: Equatable, Sendable {
  /// The name on the command line and in files, in camel case.
  public var name: String
  /// What it is, in a few words.
  public var meaning: String
  /// The value if none is given.
  public var defaultValue: Int
  /// The values that are supported.
  public var legalRange: ClosedRange<Int>
  /// What the values 0, 1, … are called, if they are kinds of something and not numbers.
  public var valueNames: [String]?

  /// Creates the description of a number.
  public init(name: String, meaning: String, defaultValue: Int, legalRange: ClosedRange<Int>) {
    self.name = name
    self.meaning = meaning
    self.defaultValue = defaultValue
    self.legalRange = legalRange
  }

  /// Creates the description of a choice; the first is the default.
  public init(name: String, meaning: String, values: [String]) {
    self.init(
      name: name, meaning: meaning, defaultValue: 0, legalRange: 0...values.count - 1)
    valueNames = values
  }

  /// The value that a text stands for, or `nil` if it stands for none.
  public func value(parsing text: String) -> Int? {
    valueNames.map { $0.firstIndex(of: text) } ?? Int(text)
  }

  /// A value as it is typed.
  public func text(of value: Int) -> String {
    if let valueNames, valueNames.indices.contains(value) { return valueNames[value] }
    return String(value)
  }

  /// The legal values, in words.
  public var legalWords: String {
    valueNames.map { NameText.list($0) } ?? "\(legalRange.lowerBound)...\(legalRange.upperBound)"
  }
}

/// A value for each option of an environment.
public struct OptionValues: Equatable, Sendable {
  /// The values by name.
  public var byName: [String: Int]

  /// Creates the default values of some options.
  public init(defaultsOf options: [EnvironmentOption]) {
    byName = Dictionary(options.map { ($0.name, $0.defaultValue) }) { $1 }
  }

  /// The value of an option.
  public subscript(option: EnvironmentOption) -> Int {
    byName[option.name] ?? option.defaultValue
  }
}
