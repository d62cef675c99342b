public import Gym
public import Numerics

/// The learners that a program offers, by name.
///
///     let catalog: LearnerCatalog = [MAML.self, MyLearner.self]
public struct LearnerCatalog: Sendable, ExpressibleByArrayLiteral {
  /// Every learner, in the order of lists.
  public let entries: [LearnerEntry]

  /// Creates a catalog of all learners that some types describe.
  ///
  /// - Precondition: No name occurs twice.
  public init(_ types: [any Learner.Type]) {
    entries = types.flatMap { type in
      type.descriptions.map { LearnerEntry(description: $0, type: type) }
    }
    let names = entries.map(\.name)
    precondition(!names.isEmpty, "A catalog of learners is empty.")
    precondition(
      Set(names).count == names.count, "Two learners have the same name among \(names).")
  }

  /// Creates a catalog of all learners that some types describe.
  public init(arrayLiteral types: any Learner.Type...) {
    self.init(types)
  }

  /// The names, in order; the first is the default.
  public var names: [String] { entries.map(\.name) }

  /// Finds a learner by name.
  public subscript(name: String) -> LearnerEntry? { entries.first { $0.name == name } }

  /// The default learner.
  public var first: LearnerEntry { entries[0] }
}

/// A learner that a catalog offers under a name.
public struct LearnerEntry: Sendable {
  /// The learner's description.
  public let description: LearnerDescription
  /// The type that makes it.
  public let type: any Learner.Type

  /// Its name.
  public var name: String { description.name }

  /// The settings of its family, whatever the learner.
  public var familySettings: [SettingDeclaration] { type.settingsType.declarations }

  /// Its settings.
  public var settings: [SettingDeclaration] { type.settingsType.declarations(of: name) }

  /// Makes settings from given values, then from defaults, then from the learner's own values; see
  /// `LearnerSettings.init(learner:given:defaults:for:)`.
  ///
  /// - Throws: `SettingsError` if they make no sense, or if one of those given has no effect.
  public func makeSettings(
    given: [String: SettingValue] = [:], defaults: [String: SettingValue] = [:],
    for specification: EnvironmentSpecification
  ) throws(SettingsError) -> any LearnerSettings {
    try type.settingsType.init(
      learner: name, given: given, defaults: defaults, for: specification)
  }

  /// Reads the settings of a file.
  ///
  /// - Parameters:
  ///   - decoder: Holds what the file has as settings.
  ///   - version: The version of the file's format.
  /// - Returns: The settings, not validated.
  /// - Throws: `DecodingError` if they are not settings of this learner's family.
  public func readSettings(
    from decoder: any Decoder, version: Int
  ) throws -> any LearnerSettings {
    try type.settingsType.init(from: decoder, version: version)
  }

  /// Creates a learner.
  ///
  /// - Parameters:
  ///   - settings: Those that this entry made or read.
  ///   - specification: The environment it is for; only its spaces matter.
  ///   - key: The address of its random initial values.
  /// - Returns: The learner.
  /// - Throws: What the learner throws.
  /// - Precondition: The settings are of this learner's family.
  public func makeLearner(
    _ settings: any LearnerSettings, for specification: EnvironmentSpecification, key: RandomKey
  ) throws -> any Learner {
    try type.make(settings, specification, key)
  }

  /// The arrays of `knowledge` whose sizes follow from the settings; see `Learner.shapes`.
  public func shapes(
    _ settings: any LearnerSettings, for specification: EnvironmentSpecification
  ) -> [NamedArrays.Shape] {
    type.shapes(settings, specification)
  }
}

// Calls on a type of which the compiler knows only that it is a learner.
extension Learner {
  fileprivate static var settingsType: any LearnerSettings.Type { Settings.self }

  fileprivate static func make(
    _ settings: any LearnerSettings, _ specification: EnvironmentSpecification, _ key: RandomKey
  ) throws -> any Learner {
    try Self(settings: own(settings), specification: specification, key: key)
  }

  fileprivate static func shapes(
    _ settings: any LearnerSettings, _ specification: EnvironmentSpecification
  ) -> [NamedArrays.Shape] {
    shapes(settings: own(settings), specification: specification)
  }

  private static func own(_ settings: any LearnerSettings) -> Settings {
    guard let own = settings as? Settings else {
      preconditionFailure("Settings of '\(settings.learner)' are not those of \(Self.self).")
    }
    return own
  }
}
