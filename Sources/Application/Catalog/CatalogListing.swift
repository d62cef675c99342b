import Environments
import Gym
package import MetaLearning
import Scoring
import Wording

/// What `fledge list` shows: distributions, learners, and the policies and replays that ship.
package struct CatalogListing: Report {
  package struct Distribution: Encodable {
    package var name: String
    package var summary: String
    package var options: [String]
    package var players: [String]
    /// The players that are measured nowhere else: those of the anchors are on every distribution.
    fileprivate var learningPlayers: [String]

    private enum CodingKeys: CodingKey {
      case name, summary, options, players
    }
  }

  package var format = "fledge-list/1"
  package var distributions: [Distribution]
  package var learners: [String]
  package var policies = FileLibrary.policies.names
  package var replays = FileLibrary.replays.names

  private let catalog: LearnerCatalog
  /// The settings that choose from names which need explaining.
  private let choices: [(option: SettingOption, names: [SettingForm.Choice])]

  /// Collects what there is.
  ///
  /// - Parameter catalog: The available learners.
  /// - Throws: `CatalogError` if a distribution of the catalog cannot be made.
  package init(catalog: LearnerCatalog) throws {
    self.catalog = catalog
    learners = catalog.names
    var listed: Set<String> = []
    choices = catalog.entries.flatMap(\.familySettings).compactMap { setting in
      guard let option = setting.option, case .choice(let names) = setting.form,
        let listing = option.listing, listed.insert(listing).inserted
      else { return nil }
      return (option, names)
    }
    distributions = try Catalog.entries.map { entry in
      let distribution = try Catalog.distribution(named: entry.fullName)
      return Distribution(
        name: entry.fullName, summary: distribution.summary, options: entry.options.map(\.name),
        players: distribution.namedAgents.map(\.name),
        learningPlayers: distribution.referenceAgents.learners.map(\.name))
    }
  }

  /// The page, line by line.
  package var lines: [String] {
    var table = TextTable(columnCount: 2)
    for distribution in distributions {
      let remarks =
        remark("Options", distribution.options) + remark("Players", distribution.learningPlayers)
      table.append([distribution.name, distribution.summary + remarks])
    }
    return ["Task distributions ('fledge describe NAME' shows more):"] + table.lines()
      + [
        "", "Reference players ('fledge score --player NAME --distribution NAME'):",
        "  random, blind, oracle, and those named above.",
      ]
      + ["", "Learners ('fledge train --learner NAME'):"]
      + explained(catalog.entries.map { ($0.name, $0.description.summary) })
      + choices.flatMap { option, names in
        ["", "\(option.help.dropLast()) (--\(option.name) NAME):"]
          + explained(names.map { ($0.name, $0.summary ?? "") })
      }
      + [""]
      + wrapped("Policies: \(NameText.plainList(policies, none: "none here"))", indent: 0)
      + wrapped("Replays: \(NameText.plainList(replays, none: "none here"))", indent: 0)
  }

  private func remark(_ what: String, _ names: [String]) -> String {
    names.isEmpty ? "" : " \(what): \(NameText.plainList(names))."
  }

  private func explained(_ names: [(String, String)]) -> [String] {
    var table = TextTable(columnCount: 2)
    for (name, summary) in names { table.append([name, summary]) }
    return table.lines()
  }
}

extension CatalogListing {
  private enum Key: CodingKey {
    case format, distributions, learners, policies, replays
  }

  private struct ChoiceKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) {
      return nil
    }
  }

  /// Writes one object, in which each list of choices has a key of its own.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(format, forKey: .format)
    try container.encode(distributions, forKey: .distributions)
    try container.encode(learners, forKey: .learners)
    try container.encode(policies, forKey: .policies)
    try container.encode(replays, forKey: .replays)
    var lists = encoder.container(keyedBy: ChoiceKey.self)
    for (option, names) in choices {
      guard let listing = option.listing else { continue }
      try lists.encode(names.map(\.name), forKey: ChoiceKey(stringValue: listing))
    }
  }
}
