package import Arguments
package import Gym
package import MetaLearning

/// What `fledge watch` reads.
package struct WatchOptions: CommandOptions {
  @Argument("policy or replay", help: "Path of a policy, run folder or replay, or a name of one.")
  package var name: String

  package var adaptation: Adaptation
  package var window = WindowOptions()

  /// Declares the options.
  ///
  /// - Parameter catalog: The learners that policies may be of.
  package init(catalog: LearnerCatalog) {
    adaptation = Adaptation(catalog: catalog)
  }

  /// How a policy adapts in the window; does not apply to a replay.
  package struct Adaptation: OptionGroup {
    @Option(
      "task", value: "parameter=number",
      help:
        "A parameter of the first task; those not given have their default values. May be repeated.",
      section: "Adaptation")
    package var assignments: [String] = []

    @Option("split", value: "name", help: "Which tasks are played.", section: "Adaptation")
    package var split = Split.test

    @Option(
      "rollouts", value: "count", help: "Episodes for each step. Default: as in training.",
      range: 1...1_000, section: "Adaptation")
    package var rolloutCount: Int?

    package var steps: StepOptions

    /// Declares the options.
    package init(catalog: LearnerCatalog) {
      steps = StepOptions(catalog: catalog, range: 0...100, section: "Adaptation")
    }
  }
}

extension WatchOptions {
  /// Shows the window.
  package func run(console: Console) throws {
    #if Viewer
    try WatchSession(self, console: console).run()
    #else
    throw MissingTrait(command: "watch", packages: ["libsdl2-dev", "libcairo2-dev"])
    #endif
  }
}
