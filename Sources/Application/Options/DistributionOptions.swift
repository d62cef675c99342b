package import Arguments
import Environments
package import Gym

/// The options that change a task distribution.
package struct DistributionOptions: OptionGroup {
  @Option(
    "option", value: "name=value",
    help: "A setting of the environment, such as arms=10 or reward=dense. May be repeated.",
    section: "Tasks")
  package var options: [String] = []

  @Option(
    "vary", value: "parameter=range",
    help:
      "Lets a task parameter vary, as in gravity=5...15, gravity=1...5,15...20 or w0x0=normal(0,2). May be repeated.",
    section: "Tasks")
  package var varied: [String] = []

  @Option(
    "fix", value: "parameter=number",
    help: "Fixes a task parameter at one value, as in poleHalfLength=0.5. May be repeated.",
    section: "Tasks")
  package var fixed: [String] = []

  /// Declares the options.
  package init() {}

  /// Makes a distribution of the catalog, changed as asked.
  package func distribution(named name: String) throws -> TaskDistribution {
    try readingCommandLine { try changed(try Catalog.distribution(named: name)) }
  }

  /// Changes a distribution as asked.
  package func changed(_ distribution: TaskDistribution) throws -> TaskDistribution {
    try readingCommandLine {
      var distribution = try withOptions(distribution)
      try checkNamedOnce()
      for text in varied { try distribution.vary(text) }
      for text in fixed { try distribution.fix(text) }
      return distribution
    }
  }

  /// Makes the distribution again with other settings of its environment; its ranges stay if it
  /// still has the same parameters.
  private func withOptions(_ distribution: TaskDistribution) throws -> TaskDistribution {
    guard !options.isEmpty else { return distribution }
    let known = try Catalog.entry(named: distribution.fullName).options
    let texts = known.map {
      ($0.name, $0.text(of: distribution.options[$0.name] ?? $0.defaultValue))
    }
    var result = try Catalog.distribution(
      named: distribution.fullName,
      options: Dictionary(uniqueKeysWithValues: texts).merging(try optionTexts()) { $1 })
    if result.specification.parameters == distribution.specification.parameters {
      result.regions = distribution.regions
    }
    return result
  }

  private func optionTexts() throws -> [String: String] {
    var texts: [String: String] = [:]
    for option in options {
      let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw $options.invalid(option, because: "it must be a name and a value, as in arms=10")
      }
      guard texts.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
        throw $options.invalid(option, because: "'\(parts[0])' is given twice")
      }
    }
    return texts
  }

  /// Refuses a parameter that is varied or fixed twice, since only the last value would count.
  private func checkNamedOnce() throws(TaskDistributionError) {
    var names: Set<Substring> = []
    for text in varied + fixed {
      let name = text.prefix { $0 != "=" }
      if !names.insert(name).inserted { throw .repeatedParameter(name: String(name)) }
    }
  }
}
