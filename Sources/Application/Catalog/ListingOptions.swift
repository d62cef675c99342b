import Arguments

/// What `fledge list` reads.
package struct ListingOptions: CommandOptions {
  @Flag("json", help: "Prints one JSON object.") package var isJSON

  /// Declares the options.
  package init() {}

  /// Lists what there is.
  package func run(console: Console) throws {
    try console.print(CatalogListing(), asJSON: isJSON)
  }
}
