import Environments
import Gym
import MetaLearning
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
  package var learners = LearnerName.allCases.map(\.rawValue)
  package var estimators = InnerEstimator.allCases.map(\.rawValue)
  package var outerSteps = OuterOptimizer.allCases.map(\.rawValue)
  package var policies = FileLibrary.policies.names
  package var replays = FileLibrary.replays.names

  /// Collects what there is.
  ///
  /// - Throws: `CatalogError` if a distribution of the catalog cannot be made.
  package init() throws {
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
      + ["", "Learners ('fledge train --learner NAME'):"] + explained(LearnerName.self)
      + ["", "Estimators of the meta-gradient ('fledge train --estimator NAME'):"]
      + explained(InnerEstimator.self)
      + ["", "Outer steps ('fledge train --outer NAME'):"] + explained(OuterOptimizer.self)
      + [""]
      + wrapped("Policies: \(NameText.plainList(policies, none: "none here"))", indent: 0)
      + wrapped("Replays: \(NameText.plainList(replays, none: "none here"))", indent: 0)
  }

  private func remark(_ what: String, _ names: [String]) -> String {
    names.isEmpty ? "" : " \(what): \(NameText.plainList(names))."
  }

  private func explained<Choice: ExplainedChoice>(_ choices: Choice.Type) -> [String] {
    var table = TextTable(columnCount: 2)
    for choice in choices.allCases { table.append([choice.rawValue, choice.summary]) }
    return table.lines()
  }
}
