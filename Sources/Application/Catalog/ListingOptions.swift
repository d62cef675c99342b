import Arguments
package import MetaLearning

/// What `fledge list` reads.
package struct ListingOptions: CommandOptions {
  @Flag("json", help: "Prints one JSON object.") package var isJSON

  private let catalog: LearnerCatalog

  /// Declares the options.
  ///
  /// - Parameter catalog: The available learners.
  package init(catalog: LearnerCatalog) {
    self.catalog = catalog
  }

  /// Lists what there is.
  package func run(console: Console) throws {
    try console.print(CatalogListing(catalog: catalog), asJSON: isJSON)
  }
}
