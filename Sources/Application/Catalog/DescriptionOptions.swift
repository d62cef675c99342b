package import Arguments
package import MetaLearning

/// What `fledge describe` reads.
package struct DescriptionOptions: OptionGroup {
  @Argument("distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  package var name: String

  @Option("learner", value: "name", help: "Whose defaults of training are shown.")
  package var learner = LearnerName.maml

  @Flag("json", help: "Prints one JSON object.") package var isJSON

  package var tasks = DistributionOptions()

  /// Declares the options.
  package init() {}

  /// Describes the distribution and prints the description.
  ///
  /// - Throws: `UsageError` if there is no such distribution; `FileError` if it cannot be printed.
  package func run(console: Console) throws {
    let description = try DistributionDescription(
      of: tasks.distribution(named: name), learner: learner)
    try console.print(description, asJSON: isJSON)
  }
}
