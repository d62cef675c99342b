import Application
import Arguments

/// `fledge list`: what there is.
struct List: OptionsCommand {
  static let configuration = CommandConfiguration(
    name: "list",
    summary: "Lists task distributions, learners, and the policies and replays that ship.",
    examples: ["fledge list", "fledge list --json"])

  var options: ListingOptions
}
