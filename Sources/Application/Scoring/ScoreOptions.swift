public import Arguments
public import Gym
package import MetaLearning

extension Split: ArgumentValue {}

/// What `fledge score` reads: policies or a player, what to compare with, tasks and rollouts.
package struct ScoreOptions: CommandOptions {
  @Argument(
    "policy",
    help: """
      Path of a policy file or run folder, or the name of one in Policies/. Several are pooled, one \
      for each training seed.
      """)
  package var policies: [String] = []

  @Option(
    "player", value: "name",
    help: """
      Scores a reference player of the --distribution in place of a policy: random, blind, oracle, \
      or one that 'fledge list' shows.
      """)
  package var player: String?

  @Option(
    "against", value: "policy",
    help: """
      A policy or player to compare with on the same tasks and random numbers. Several are pooled. \
      May be repeated.
      """)
  package var others: [String] = []

  @Option("split", value: "name", help: "Which tasks to draw; with shifted ones also test ones.")
  package var split = Split.test

  @Option(
    "tasks", value: "count",
    help: """
      How many tasks. Default: the distribution's, which has more of them for separate trials.
      """,
    range: OptionRanges.counts)
  package var taskCount: Int?

  @Option(
    "rollouts", value: "count,...",
    help: """
      Episodes for each step and for each mean; of several counts the whole score for each. Default: \
      as in training. Of separate trials: how many for each task. Default: 1.
      """,
    range: OptionRanges.counts)
  package var rolloutCounts: CommaSeparated<Int>?

  package var steps: StepOptions

  @Option(
    "episodes", value: "count",
    help: """
      Scores every agent by separate trials of this many episodes. Policies with a memory always are; \
      their default is as in training.
      """,
    range: 1...10_000, section: "Separate trials")
  package var episodeCount: Int?

  @Option(
    "episodes-per-step", value: "count",
    help: "After how many episodes an agent without a memory learns from them. Default: 1.",
    range: 1...10_000, section: "Separate trials")
  package var episodesPerStep: Int?

  package var outcome = OutcomeOptions()

  @Option(
    "csv", value: "file",
    help: "Writes a row for each policy, split, number of rollouts, task and step.")
  package var tablePath: String?

  @Flag("by-step", help: "Adds the mean reward at each environment step of an episode.") package
    var isByStep

  @Option(
    "csv-by-step", value: "file",
    help: """
      Writes these means: a row for each policy, split, number of rollouts, step and environment step.
      """)
  package var stepTablePath: String?

  @Option(
    "distribution", value: "name",
    help: "Scores on another distribution with the same spaces. Default: that of training.",
    section: "Tasks")
  package var distributionName: String?

  package var tasks = DistributionOptions()
  package var running = RunningOptions()

  /// Whether progress is hidden.
  package var isQuiet: Bool { running.isQuiet }

  /// Declares the options.
  ///
  /// - Parameter catalog: The learners that policies may be of.
  package init(catalog: LearnerCatalog) {
    steps = StepOptions(catalog: catalog)
  }

  /// Refuses options that do not go together.
  ///
  /// - Throws: `UsageError`.
  package func validate() throws {
    guard player != nil || !policies.isEmpty else {
      throw UsageError(
        "Missing argument '<policy>': Path of a policy file or run folder, or the name of one in"
          + " Policies/; or give a --player.")
    }
    try refuseRepetition(policies, "The policy")
    try refuseRepetition(others, "The policy")
    try refuseRepetition((rolloutCounts?.values ?? []).map(String.init), "The number of rollouts")
    if player != nil { try validatePlayer() }
    if steps.stepCount != nil, episodeCount != nil {
      throw UsageError(
        "'--episodes' and '--steps' both say how long a trial is: K steps are K + 1 episodes. Give"
          + " only one of them.")
    }
    try refuseSharedFile([
      ("--csv", tablePath), ("--csv-by-step", stepTablePath), ("--record", outcome.replayPath),
    ])
    if outcome.replayPath != nil,
      player != nil || policies.count > 1 || (rolloutCounts?.values.count ?? 1) > 1
    {
      throw UsageError(
        "'--record' records one policy with one number of rollouts. Give neither several policies, nor"
          + " --player, nor a list of --rollouts with it.")
    }
  }

  private func validatePlayer() throws {
    if let policy = policies.first {
      throw UsageError(
        "Either a policy or a --player is scored, but '\(policy)' is given with '--player'. To"
          + " compare them use --against.")
    }
    if distributionName == nil {
      throw UsageError(
        "'--player' needs a --distribution, since a player was not trained on one.")
    }
    if let change = steps.firstChange {
      throw UsageError("'--\(change)' does not go with '--player': it applies only to policies.")
    }
  }

  private func refuseRepetition(_ names: [String], _ what: String) throws(UsageError) {
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw UsageError("\(what) '\(name)' is given twice. Name it once.")
    }
  }
}
