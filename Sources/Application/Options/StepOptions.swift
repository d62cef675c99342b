package import Arguments
package import Gym
package import MetaLearning
import Wording

/// How many steps an agent takes on a task, how it is changed before, and the seed of random numbers.
package struct StepOptions: OptionGroup {
  /// The available learners.
  package let catalog: LearnerCatalog
  @Option package var stepCount: Int?
  private let changes: OptionTable
  @Option package var seed: UInt64

  /// Declares the options.
  ///
  /// - Parameters:
  ///   - catalog: The learners, whose agents may be changed.
  ///   - range: How many steps are allowed.
  ///   - section: The heading they stand under in the help.
  package init(
    catalog: LearnerCatalog, range: ClosedRange<Int> = 0...1000, section: String = "Options"
  ) {
    self.catalog = catalog
    _stepCount = Option(
      "steps", value: "count",
      help: """
        Adaptation steps; with a memory, episodes after the first. Default: \
        \(Defaults.leastScoredSteps), or as in training if more.
        """,
      range: range, section: section)
    changes = OptionTable(Self.changes(in: catalog).map { $0.entry(section: section) })
    _seed = Option(
      wrappedValue: 1, "seed", value: "number", help: "Seed of all random numbers.",
      section: section)
  }

  /// The changes that any learner offers, the first of each name.
  private static func changes(in catalog: LearnerCatalog) -> [AgentChange] {
    var names: Set<String> = []
    return catalog.entries.flatMap(\.description.changes).filter { names.insert($0.name).inserted }
  }

  /// Adaptation steps.
  package func stepCount(for settings: any LearnerSettings) -> Int {
    stepCount ?? Defaults.scoredSteps(trained: settings.stepCount)
  }

  /// Adaptation steps; of separate agents episodes after the first, by default as many as in training: more
  /// would go beyond what they were trained on.
  package func stepCount(for learner: any Learner) -> Int {
    let settings = learner.settings
    let experience = learner.makeAgent(.none).experience
    return stepCount ?? (experience == .separate ? settings.stepCount : stepCount(for: settings))
  }

  /// The first option given that changes an agent; `nil` if none is.
  package var firstChange: String? { changes.givenNames.first }

  /// The changes that are given, as options and values of the command line.
  package func changeTexts(_ learner: any Learner) -> [String: String] {
    var texts: [String: String] = [:]
    for change in learner.description.changes where changes.givenNames.contains(change.name) {
      texts[change.name] = changes.value(of: change.name, change.form)?.text
    }
    return texts
  }

  /// The agent as it begins a trial, changed as the options say.
  ///
  /// - Throws: `UsageError` if a change is given that the learner does not offer.
  package func makeAgent(_ learner: any Learner) throws(UsageError) -> any Agent {
    var values: [String: SettingValue] = [:]
    let description = learner.description
    for name in changes.givenNames {
      guard let change = description.changes.first(where: { $0.name == name }) else {
        let names = description.changes.map { "--\($0.name)" }
        if names.isEmpty, learner.makeAgent().experience == .separate {
          throw UsageError(
            "'--\(name)' does not apply to policies of '\(description.name)': they adapt by their"
              + " memory and have no adaptation steps that could be changed.")
        }
        throw UsageError(
          "'--\(name)' does not apply to policies of '\(description.name)'; they accept"
            + " \(names.isEmpty ? "no changes" : "only \(NameText.list(names))").")
      }
      values[name] = changes.value(of: name, change.form)
    }
    return learner.makeAgent(AgentChanges(values))
  }
}
