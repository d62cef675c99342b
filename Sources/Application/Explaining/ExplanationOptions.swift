package import Arguments
package import MetaLearning

/// What `fledge explain` reads.
package struct ExplanationOptions: CommandOptions {
  @Argument("policy", help: "Path of a policy file or run folder, or the name of one in Policies/.")
  package var policy: String

  @Option(
    "tasks", value: "count",
    help: "How many tasks to fit probes on, and how many others to score them and to swap on.",
    range: 20...100_000)
  package var taskCount = 1000

  @Option(
    "episodes", value: "count", help: "Episodes of a trial. Default: as in training.",
    range: 1...1000)
  package var episodeCount: Int?

  @Option("seed", value: "number", help: "Seed of all random numbers.")
  package var seed: UInt64 = 1

  @Flag("json", help: "Prints one JSON object.") package var isJSON

  @Option("output", value: "file", help: "Also draws a picture into a file: .png or .svg.")
  package var output: String?

  @Option(
    "distribution", value: "name",
    help: "Plays on another distribution with the same spaces. Default: that of training.",
    section: "Tasks")
  package var distributionName: String?

  package var tasks = DistributionOptions()

  @Option(
    "size", value: "widthxheight", help: "Size of the picture in points. Default: 1200x560.",
    section: "Picture")
  package var size: PictureSize?

  @Option(
    "scale", value: "factor", help: "Pixels for each point, except in .svg files.", range: 0.5...4,
    section: "Picture")
  package var scale = 1.0

  @Option("theme", value: "name", help: "Colours of the picture.", section: "Picture")
  package var theme = ThemeName.light

  package var running = RunningOptions()

  /// Whether progress is hidden.
  package var isQuiet: Bool { running.isQuiet }

  /// The available learners.
  package let catalog: LearnerCatalog

  /// Declares the options.
  ///
  /// - Parameter catalog: The learners that policies may be of.
  package init(catalog: LearnerCatalog) {
    self.catalog = catalog
  }

  /// Refuses a picture of another kind, and looks without a picture.
  ///
  /// - Throws: `UsageError`.
  package func validate() throws {
    guard let output else {
      let given = [("size", $size.isGiven), ("scale", $scale.isGiven), ("theme", $theme.isGiven)]
      if let name = given.first(where: \.1)?.0 {
        throw UsageError(
          "'--\(name)' changes nothing without a picture. Give --output, or leave it out.")
      }
      return
    }
    guard output.hasSuffix(".png") || output.hasSuffix(".svg") else {
      throw $output.invalid(output, because: "its ending must be '.png' or '.svg'")
    }
    if output.hasSuffix(".svg") && $scale.isGiven {
      throw UsageError("'\(output)' is sharp at any size: leave out --scale, or set --size.")
    }
    #if !Viewer
    throw MissingTrait(command: "explain --output", packages: ["libcairo2-dev"])
    #endif
  }
}

extension ExplanationOptions {
  /// Examines the policy.
  package func run(console: Console) throws {
    try ExplanationSession(self, console: console).run()
  }
}
