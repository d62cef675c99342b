import Application
import Arguments
import Environments
import Gym
import MetaLearning
import Scoring

/// `fledge list`: what there is.
struct List: Command {
  static let configuration = CommandConfiguration(
    name: "list",
    summary: "Lists task distributions, learners, and the policies and replays that ship.",
    examples: ["fledge list", "fledge list --json"])

  @Flag("json", help: "Prints one JSON object.") var isJSON

  private struct Listing: Encodable {
    struct Distribution: Encodable {
      var name: String
      var summary: String
      var options: [String]
      var players: [String]
    }
    var format = "fledge-list/1"
    var distributions: [Distribution]
    var learners: [String]
    var estimators: [String]
    var outerSteps: [String]
    var policies: [String]
    var replays: [String]
  }

  func run() throws {
    let listing = Listing(
      distributions: try Catalog.entries.map { entry in
        let distribution = try Catalog.distribution(named: entry.fullName)
        return .init(
          name: entry.fullName, summary: distribution.summary,
          options: entry.options.map(\.name), players: distribution.playerNames)
      },
      learners: LearnerName.allCases.map(\.rawValue),
      estimators: InnerEstimator.allCases.map(\.rawValue),
      outerSteps: OuterOptimizer.allCases.map(\.rawValue), policies: PolicyLibrary.names,
      replays: FileLibrary.replays.names)
    try Console.print(isJSON ? [try JSONOutput.text(listing)] : lines(listing))
  }

  private func lines(_ listing: Listing) -> [String] {
    var table = Table(columnCount: 2)
    for distribution in listing.distributions {
      // All have the players of the anchors.
      let learners = Array(distribution.players.dropFirst(3))
      let remarks = remark("Options", distribution.options) + remark("Players", learners)
      table.append([distribution.name, distribution.summary + remarks])
    }
    func names(_ list: [String]) -> String {
      list.isEmpty ? "none here" : list.joined(separator: ", ")
    }
    return ["Task distributions ('fledge describe NAME' tells more):"] + table.lines
      + [
        "", "Players besides policies ('fledge score --player NAME --distribution NAME'):",
        "  random, blind, oracle, and those named above.",
      ]
      + ["", "Learners ('fledge train --learner NAME'):"] + explained(LearnerName.self)
      + ["", "How inner gradients are taken to depend on the parameters (--estimator NAME):"]
      + explained(InnerEstimator.self)
      + ["", "How the outer loop steps (--outer NAME):"] + explained(OuterOptimizer.self)
      + [
        "", "Policies: \(names(listing.policies))", "Replays: \(names(listing.replays))",
      ]
  }

  private func remark(_ what: String, _ names: [String]) -> String {
    names.isEmpty ? "" : " \(what): \(names.joined(separator: ", "))."
  }

  private func explained<Choice: ExplainedChoice>(_ choices: Choice.Type) -> [String] {
    var table = Table(columnCount: 2)
    for choice in choices.allCases { table.append([choice.rawValue, choice.summary]) }
    return table.lines
  }
}
