/// A whole-number setting of an environment that changes its shape, not the task: a number of arms.
public struct EnvironmentOption: Equatable, Sendable {
  /// The name on the command line and in files, in camel case.
  public var name: String
  /// What it is, in a few words.
  public var meaning: String
  /// The value when nothing is said.
  public var defaultValue: Int
  /// The values that are supported.
  public var legalRange: ClosedRange<Int>

  /// Creates the description of an option.
  public init(name: String, meaning: String, defaultValue: Int, legalRange: ClosedRange<Int>) {
    self.name = name
    self.meaning = meaning
    self.defaultValue = defaultValue
    self.legalRange = legalRange
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
