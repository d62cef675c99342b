public import Gym

/// Everything that decides how a learner learns; stored with every policy.
///
/// A family of learners has one type of settings. Each setting is a stored property and a row of the
/// table, which gives it a name on the command line and in files, a range, and an explanation.
public protocol LearnerSettings: Codable, Equatable, Sendable {
  /// All settings but the name of the learner.
  static var table: SettingsTable<Self> { get }

  /// The default settings of a learner; `nil` if the family has no learner of this name.
  init?(learner: String)

  /// The name of the learner that has these settings.
  var learner: String { get }

  /// What learns and how, in a few words, for instance "maml and adam".
  var label: String { get }

  /// Tasks of a meta-batch, M.
  var taskCount: Int { get }

  /// Episodes of each block of a trial in training.
  var rolloutCount: Int { get }

  /// Steps of adaptation in a trial of training, K: one fewer than it has blocks.
  var stepCount: Int { get }

  /// Refuses settings that are each in range, but make no sense together.
  ///
  /// - Throws: An error that says why, and which option to change.
  func checkCombination() throws(SettingsError)

  /// Refuses settings that would need too much memory in an environment, before any is allocated.
  ///
  /// - Throws: An error that says which option to change.
  func checkSize(for specification: EnvironmentSpecification) throws(SettingsError)

  /// Reads the settings of a file of an earlier version.
  ///
  /// - Parameters:
  ///   - decoder: Holds what the file has as settings.
  ///   - version: The version of the file's format.
  /// - Throws: `DecodingError` if a setting is missing, or one has another type.
  init(from decoder: any Decoder, version: Int) throws
}

extension LearnerSettings {
  /// The name of the learner.
  public var label: String { learner }

  /// Accepts all settings.
  public func checkCombination() {}

  /// Accepts all settings.
  public func checkSize(for specification: EnvironmentSpecification) {}

  /// Reads the settings as this version writes them.
  public init(from decoder: any Decoder, version: Int) throws {
    try self.init(from: decoder)
  }

  /// Checks that every number is in its range, in single precision as well, and that the settings make
  /// sense together.
  ///
  /// - Throws: `SettingsError` about the first setting that is wrong.
  public func validate() throws(SettingsError) {
    let initial = Self.initial(learner)
    for row in Self.table.rows where !row.isOfLearner(self) && row.get(self) != row.get(initial) {
      if let refusal = row.refusal(in: self, of: nil) { throw SettingsError(refusal) }
    }
    for row in Self.table.rows {
      guard let value = row.get(self) else { continue }
      if let number = row.declaration.form.illegalNumber(in: value) {
        throw SettingsError(setting: row.declaration.key, value: number)
      }
    }
    try checkCombination()
  }
}

// MARK: Options

extension LearnerSettings {
  /// Makes settings from given values, then from defaults, then from the learner's own values.
  ///
  /// - Parameters:
  ///   - learner: A name that the family describes.
  ///   - given: Values from the command line, by key.
  ///   - defaults: Values that suit a distribution, by key; those that the learner does not have are
  ///     ignored.
  ///   - specification: The environment; only its spaces matter.
  /// - Throws: `SettingsError` if they make no sense, or if one of those given has no effect.
  public init(
    learner: String, given: [String: SettingValue] = [:], defaults: [String: SettingValue] = [:],
    for specification: EnvironmentSpecification
  ) throws(SettingsError) {
    self = Self.initial(learner)
    var suggested = defaults
    for row in Self.table.rows where given[row.declaration.key] != nil {
      suggested.merge(row.declaration.implied) { $1 }
    }
    for row in Self.table.rows {
      let key = row.declaration.key
      if let value = given[key] {
        row.set(&self, value)
      } else if let value = suggested[key], row.isOfLearner(self) {
        row.set(&self, value)
      }
    }
    try validate()
    for row in Self.table.rows where given[row.declaration.key] != nil {
      if let refusal = row.refusal(in: self, of: specification) {
        throw SettingsError(refusal)
      }
    }
  }

  /// The default settings of a learner of the family.
  fileprivate static func initial(_ learner: String) -> Self {
    guard let settings = Self(learner: learner) else {
      preconditionFailure("\(Self.self) are not settings of a learner '\(learner)'.")
    }
    return settings
  }

  /// The declaration of each setting.
  public static var declarations: [SettingDeclaration] { table.rows.map(\.declaration) }

  /// The declarations of the settings that a learner of the family has, whatever their values are.
  ///
  /// - Parameter learner: A name that the family describes.
  /// - Returns: The declarations, in the order of the table.
  public static func declarations(of learner: String) -> [SettingDeclaration] {
    let settings = initial(learner)
    return table.rows.filter { $0.isOfLearner(settings) }.map(\.declaration)
  }

  /// The value of a setting; `nil` if these settings do not have it.
  public subscript(key: String) -> SettingValue? { Self.table.row(key)?.get(self) }

  /// The options of the command line that give these settings, without those that change nothing.
  ///
  /// - Parameter specification: The environment; only its spaces matter.
  /// - Returns: Each option with its value, the learner first.
  public func options(for specification: EnvironmentSpecification) -> [String] {
    ["--learner \(learner)"]
      + Self.table.rows.compactMap { row in
        guard let option = row.declaration.option, let value = row.get(self),
          row.refusal(in: self, of: specification) == nil, value != row.declaration.unmentioned
        else { return nil }
        switch value {
        case .flag(let isOn): return isOn == option.flagValue ? "--\(option.name)" : nil
        case .counts([]): return "--\(option.name) 0"
        default: return "--\(option.name) \(value.text)"
        }
      }
  }

  /// Whether other settings are the same.
  public func isEqual(to other: any LearnerSettings) -> Bool { other as? Self == self }
}

/// A setting that is out of range, or settings that make no sense together.
public struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The error in words.
  public let description: String
  /// The key of the only setting that is wrong; `nil` if several together are.
  public let setting: String?

  /// Creates an error about several settings together.
  ///
  /// - Parameter description: One or more sentences: what is wrong, and which option to change.
  public init(_ description: String) {
    self.description = description
    setting = nil
  }

  /// Creates an error about a setting that is out of range.
  ///
  /// - Parameters:
  ///   - setting: Its key.
  ///   - value: The number that is wrong.
  public init(setting: String, value: Double) {
    description = "the setting '\(setting)' is \(value), which is out of range."
    self.setting = setting
  }
}
