package import Arguments
package import Gym
package import MetaLearning
import Wording

/// The options that choose a learner of a catalog and change its settings.
///
/// A setting that is not given has a default chosen for the distribution and the learner. The options, their
/// help and their ranges come from the descriptions of the learners.
package struct LearnerOptions: OptionGroup {
  /// The available learners.
  package let catalog: LearnerCatalog
  /// The name of the learner; the first of the catalog if none is given.
  @Option package var learner: String?
  private var settings: OptionTable

  /// Declares the options of all learners of a catalog.
  package init(catalog: LearnerCatalog) {
    self.catalog = catalog
    _learner = Option(
      "learner", value: "name", help: "What is learned.", choices: catalog.names,
      section: "Learner")
    settings = OptionTable(Self.declarations(in: catalog, first: catalog.first).compactMap(\.entry))
  }

  /// Chooses the options of the learner that a command line names.
  ///
  /// - Parameters:
  ///   - texts: The texts of the line, not read yet.
  ///   - isHelp: Whether the help is shown; it then has the options of the learner named and no others.
  package mutating func prepare(for texts: [String], isHelp: Bool) {
    guard let named = Self.learner(namedIn: texts, catalog) else { return }
    let declarations = isHelp ? named.settings : Self.declarations(in: catalog, first: named)
    settings = OptionTable(declarations.compactMap(\.entry))
  }

  /// The learner chosen.
  package var entry: LearnerEntry { learner.flatMap { catalog[$0] } ?? catalog.first }

  /// Makes settings from the options given; the others have defaults.
  ///
  /// - Parameters:
  ///   - defaults: Values that suit the distribution and the learner, by key.
  ///   - specification: The environment; only its spaces matter.
  /// - Returns: The settings.
  /// - Throws: `UsageError` if the settings make no sense, or an option changes nothing.
  package func makeSettings(
    defaults: [String: SettingValue], for specification: EnvironmentSpecification
  ) throws -> any LearnerSettings {
    var given: [String: SettingValue] = [:]
    var unknown: String?
    let own = Dictionary(
      entry.familySettings.compactMap { declaration in
        declaration.option.map { ($0.name, declaration) }
      }, uniquingKeysWith: { first, _ in first })
    for name in settings.givenNames {
      guard let declaration = own[name] else {
        unknown = unknown ?? name
        continue
      }
      given[declaration.key] = try settings.value(of: declaration)
    }
    let result = try readingCommandLine {
      try entry.makeSettings(given: given, defaults: defaults, for: specification)
    }
    if let unknown { throw Self.unused(unknown, in: catalog) }
    return result
  }

  /// Refuses an option that only other learners have.
  private static func unused(_ option: String, in catalog: LearnerCatalog) -> UsageError {
    let learners = catalog.entries.filter { entry in
      entry.settings.contains { $0.option?.name == option }
    }.map(\.name)
    return UsageError(
      "'--\(option)' changes nothing here: only other learners have it (\(NameText.plainList(learners)))."
    )
  }

  /// The settings of a learner's family, and those of others that have other names.
  private static func declarations(
    in catalog: LearnerCatalog, first: LearnerEntry
  ) -> [SettingDeclaration] {
    var names: Set<String> = []
    return ([first] + catalog.entries).flatMap(\.familySettings).filter { declaration in
      declaration.option.map { names.insert($0.name).inserted } ?? false
    }
  }

  private static func learner(
    namedIn texts: [String], _ catalog: LearnerCatalog
  ) -> LearnerEntry? {
    let names = texts.indices.compactMap { index in
      texts[index] == "--learner"
        ? texts.dropFirst(index + 1).first
        : texts[index].hasPrefix("--learner=") ? String(texts[index].dropFirst(10)) : nil
    }
    return names.first.flatMap { catalog[$0] }
  }
}
