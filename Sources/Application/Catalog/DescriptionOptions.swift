package import Arguments
package import MetaLearning

/// What `fledge describe` reads.
package struct DescriptionOptions: CommandOptions {
  @Argument("distribution", help: "Environment and distribution, as 'fledge list' shows them.")
  package var name: String

  @Option package var learner: String

  @Flag("json", help: "Prints one JSON object.") package var isJSON

  package var tasks = DistributionOptions()

  private let catalog: LearnerCatalog

  /// Declares the options.
  ///
  /// - Parameter catalog: The available learners.
  package init(catalog: LearnerCatalog) {
    self.catalog = catalog
    _learner = Option(
      wrappedValue: catalog.first.name, "learner", value: "name",
      help: "Whose defaults of training are shown.", choices: catalog.names)
  }

  /// Describes the distribution.
  package func run(console: Console) throws {
    let description = try DistributionDescription(
      of: tasks.distribution(named: name), learner: catalog[learner] ?? catalog.first)
    try console.print(description, asJSON: isJSON)
  }
}
