package import Arguments
package import MetaLearning

/// What `fledge describe` reads.
package struct DescriptionOptions: CommandOptions {
  @Argument("distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  package var name: String

  @Option("learner", value: "name", help: "Whose defaults of training are shown.")
  package var learner = LearnerName.maml

  @Flag("json", help: "Prints one JSON object.") package var isJSON

  package var tasks = DistributionOptions()

  /// Declares the options.
  package init() {}

  /// Describes the distribution.
  package func run(console: Console) throws {
    let description = try DistributionDescription(
      of: tasks.distribution(named: name), learner: learner)
    try console.print(description, asJSON: isJSON)
  }
}
