import Arguments
import Environments
import Gym
import MetaLearning

/// `fledge list`: what there is.
struct List: Command {
  static let configuration = CommandConfiguration(
    name: "list", summary: "Lists task distributions, learners and policies that ship.",
    examples: ["fledge list", "fledge list --json"])

  @Flag("json", help: "Print one JSON object.") var isJSON = false

  private struct Listing: Encodable {
    struct Distribution: Encodable {
      var name: String
      var summary: String
    }
    var format = "fledge-list/1"
    var distributions: [Distribution]
    var learners: [String]
    var policies: [String]
  }

  func run() throws {
    let distributions = try Catalog.entries.map {
      try Catalog.distribution(named: $0.fullName)
    }
    let learners = LearnerName.allCases.map(\.rawValue)
    let policies = PolicyLibrary.names
    if isJSON {
      Console.print(
        try JSONOutput.text(
          Listing(
            distributions: distributions.map { .init(name: $0.fullName, summary: $0.summary) },
            learners: learners, policies: policies)))
      return
    }
    var table = Table(["distribution", "what varies"])
    for distribution in distributions {
      table.append([distribution.fullName, distribution.summary])
    }
    Console.print("Task distributions ('fledge describe NAME' tells more):")
    Console.print(Array(table.lines(leftAligned: [0, 1]).dropFirst()))
    Console.print()
    Console.print("Learners: \(learners.joined(separator: ", "))")
    Console.print(
      "Policies: \(policies.isEmpty ? "none here" : policies.joined(separator: ", "))")
  }
}
