import Arguments
import Environments
import Gym

/// The options that change a task distribution.
struct DistributionOptions: OptionGroup {
  @Option(
    "option", value: "name=number",
    help: "A setting of the environment, such as arms=10. May be repeated.", section: "Tasks")
  var options: [String] = []

  @Option(
    "vary", value: "parameter=range",
    help:
      "Let a task parameter vary, as in gravity=5...15 or gravity=1...5,15...20. May be repeated.",
    section: "Tasks")
  var varied: [String] = []

  @Option(
    "fix", value: "parameter=number",
    help: "Keep a task parameter at one value, as in poleHalfLength=0.5. May be repeated.",
    section: "Tasks")
  var fixed: [String] = []

  /// Whether anything is to be changed.
  var isEmpty: Bool { options.isEmpty && varied.isEmpty && fixed.isEmpty }

  /// Makes a distribution of the catalog, changed as asked.
  func distribution(named name: String) throws -> TaskDistribution {
    var values: [String: String] = [:]
    for text in options {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw $options.invalid(text, because: "it must be a name and a number, as in arms=10")
      }
      guard values.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
        throw $options.invalid(text, because: "'\(parts[0])' is given twice")
      }
    }
    return try changed(try Catalog.distribution(named: name, options: values))
  }

  /// Changes the ranges of a distribution as asked.
  func changed(_ distribution: TaskDistribution) throws -> TaskDistribution {
    var distribution = distribution
    for text in varied { try distribution.vary(text) }
    for text in fixed { try distribution.fix(text) }
    return distribution
  }
}
