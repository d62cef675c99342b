import Application
import Arguments

/// `fledge list`: what there is.
struct List: Command {
  static let configuration = CommandConfiguration(
    name: "list",
    summary: "Lists task distributions, learners, and the policies and replays that ship.",
    examples: ["fledge list", "fledge list --json"])

  @Flag("json", help: "Prints one JSON object.") var isJSON

  func run() throws {
    try Console().print(CatalogListing(), asJSON: isJSON)
  }
}
