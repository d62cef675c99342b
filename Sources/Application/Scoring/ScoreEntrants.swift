import Arguments
package import Gym
import MetaLearning
import Scoring
import Wording

/// The agents that are scored, those they are compared with, and the distribution.
package struct ScoreEntrants {
  /// An agent and its variants before training.
  package struct Entrant {
    package var agent: NamedAgent
    /// Its variants before training; empty for a reference agent.
    package var untrained: [NamedAgent] = []
    /// The adaptation steps of its training; `nil` for a reference agent.
    package var stepCount: Int?

    package var name: String { agent.name }
  }

  /// The agents that are scored, pooled if several.
  package var scored: [Entrant]
  /// The agents to compare with, pooled if several; may be empty.
  package var others: [Entrant] = []
  /// Where tasks come from.
  package var distribution: TaskDistribution
  /// Separate if all of them play separate trials: if any has a memory, or if options say so.
  package var experience: Experience
  /// After how many episodes of a separate trial a pooled agent learns.
  package var episodesPerStep: Int
  /// The default number of tasks.
  package var taskCount: Int
  /// The adaptation steps of each trial; of separate trials the episodes beyond the first.
  ///
  /// By default those of training, the most of any policy, but of pooled agents at least
  /// `Defaults.leastScoredSteps`; for a player alone those of the distribution.
  package var stepCount: Int
  /// The default number of episodes of each block: as in training of the first policy; for a player that
  /// of the distribution; 1 in separate trials.
  package var rolloutCount: Int
  /// The first policy; `nil` if a player is scored.
  package var policy: AdaptivePolicy?
  /// What there is to say of the policies.
  package private(set) var notes: [String] = []

  /// Policies that were trained on different tasks.
  package struct DistributionMismatch: Error, CustomStringConvertible {
    package var first: AdaptivePolicy
    package var second: AdaptivePolicy
    package var isPooled: Bool

    package var description: String {
      let names = [first, second].map(\.distribution.fullName)
      let options = [first, second].map(\.distribution.optionWords)
      let finding =
        if names[0] != names[1] {
          "one was trained on \(names[0]), the other on \(names[1])"
        } else if options[0] != options[1] {
          "both were trained on \(names[0]), but with other options"
        } else {
          "both were trained on \(names[0]), but with other ranges"
        }
      let advice =
        isPooled
        ? "Only policies of one distribution can be pooled: score them one by one."
        : "Name the tasks to compare them on, for instance --distribution \(names[0])\(options[0])."
      return "Cannot score '\(first.name)' and '\(second.name)' together: \(finding). \(advice)"
    }
  }

  /// Finds and reads everything that options name.
  ///
  /// - Throws: What reading a policy throws, `DistributionMismatch`, `AdaptivePolicy.SpaceMismatch`, or
  ///   `UsageError` for names of players and distributions, and for options that have no effect.
  package init(_ options: ScoreOptions) throws {
    let catalog = options.steps.catalog
    var policies: [AdaptivePolicy] = []
    if let player = options.player, let name = options.distributionName {
      distribution = try options.tasks.distribution(named: name)
      let settings = try catalog.first.defaultSettings(for: distribution)
      stepCount = Defaults.scoredSteps(trained: settings.stepCount)
      rolloutCount = settings.rolloutCount
      scored = [try Self.player(player, of: distribution)]
    } else {
      policies = try options.policies.map { try AdaptivePolicy(named: $0, in: catalog) }
      try Self.checkDistinct(policies)
      for other in policies.dropFirst() {
        try Self.checkSame(policies[0], other, isPooled: true)
      }
      policy = policies[0]
      stepCount = Defaults.scoredSteps(
        trained: policies.map { $0.learner.settings.stepCount }.max() ?? 0)
      rolloutCount = policies[0].learner.settings.rolloutCount
      distribution = try policies[0].distribution(
        named: options.distributionName, changedBy: options.tasks)
      scored = []
    }
    episodesPerStep = options.episodesPerStep ?? 1
    let defaults = Defaults(distribution: distribution.fullName, learner: catalog.first.name)
    (experience, taskCount) = (.pooled, defaults.scoredTasks)
    let found = try options.others.map { try other($0, options) }
    try Self.checkPoolable(found)
    // Changes of adaptation steps are for the policies that take steps, if there are any.
    let all = policies + found.compactMap(\.policy)
    let areMixed = Set(all.map(\.experience)).count == 2
    func entrant(_ policy: AdaptivePolicy) throws -> Entrant {
      try policy.entrant(areMixed && policy.experience == .separate ? nil : options.steps)
    }
    if !policies.isEmpty { scored = try policies.map(entrant) }
    others = try found.map { other in
      switch other {
      case .policy(let policy): try entrant(policy)
      case .player(let player): player
      }
    }
    try setExperience(options, taskCountOfTrials: defaults.scoredTasksOfTrials)
    if experience == .pooled, let count = options.steps.stepCount { stepCount = count }
    notes =
      all.compactMap { $0.note(onTrialsOf: stepCount + 1, distribution) }
      + all.compactMap(\.noteOnStepsTaken)
  }

  /// Decides whether trials are separate, and how long they are then.
  ///
  /// - Throws: `UsageError` for an option that has no effect.
  private mutating func setExperience(
    _ options: ScoreOptions, taskCountOfTrials: Int
  ) throws(UsageError) {
    let task = distribution.specification.parameters.map(\.defaultValue)
    let all = scored + others
    let separate = all.filter { $0.agent.make(task).experience == .separate }
    if options.episodesPerStep != nil, separate.count == all.count {
      throw UsageError(
        "'--episodes-per-step' changes nothing here: only agents without a memory learn from whole"
          + " episodes.")
    }
    guard options.episodeCount != nil || !separate.isEmpty else {
      guard options.episodesPerStep == nil else {
        throw UsageError(
          "'--episodes-per-step' is for separate trials. Give the --episodes of a trial with it, or a"
            + " policy with a memory.")
      }
      return
    }
    if let counts = options.rolloutCounts?.values, counts.count > 1 {
      throw UsageError(
        "'--rollouts \(counts.map(String.init).joined(separator: ","))' asks how few rollouts are"
          + " enough for a step, but in separate trials it is the number of trials for each task."
          + " Give one number.")
    }
    experience = .separate
    (rolloutCount, taskCount) = (1, taskCountOfTrials)
    stepCount =
      options.episodeCount.map { $0 - 1 } ?? options.steps.stepCount
      ?? separate.compactMap(\.stepCount).max() ?? stepCount
    if let wanted = options.episodesPerStep, wanted > stepCount {
      throw UsageError(
        "'--episodes-per-step \(wanted)' leaves nothing to learn: a trial has"
          + " \(NumberText.counted(stepCount + 1, "episode")), and nothing follows the last. Give"
          + " fewer, or more --episodes.")
    }
  }

  /// What a name after `--against` stands for.
  private enum Other {
    case policy(AdaptivePolicy)
    case player(Entrant)

    var policy: AdaptivePolicy? {
      guard case .policy(let policy) = self else { return nil }
      return policy
    }

    var player: Entrant? {
      guard case .player(let player) = self else { return nil }
      return player
    }
  }

  /// Refuses several players, which are no training seeds of one learner.
  private static func checkPoolable(_ others: [Other]) throws(UsageError) {
    let players = others.compactMap(\.player?.name)
    guard players.count > 1 else { return }
    throw UsageError(
      "\(NameText.list(players)) are players, but several names after --against are pooled, as training"
        + " seeds of one learner. Compare with one player at a time.")
  }

  /// Neither a policy nor a player.
  private struct NotFound: Error, CustomStringConvertible {
    var policy: FileLibrary.NotFound
    var distribution: TaskDistribution

    var description: String {
      let players = distribution.namedAgents.map(\.name)
      return "\(policy) Players of '\(distribution.fullName)': \(NameText.plainList(players))."
        + NameText.suggestion(for: policy.name, among: players)
    }
  }

  /// A policy to compare with or, where there is none of that name, a player.
  private func other(_ name: String, _ options: ScoreOptions) throws -> Other {
    let isPolicy = name != options.player && (try? FileLibrary.policies.path(of: name)) != nil
    if !isPolicy, distribution.namedAgents.contains(where: { $0.name == name }) {
      return .player(try Self.player(name, of: distribution))
    }
    do {
      _ = try FileLibrary.policies.path(of: name)
    } catch let error {
      throw NotFound(policy: error, distribution: distribution)
    }
    let other = try AdaptivePolicy(named: name, in: options.steps.catalog)
    if let policy, options.distributionName == nil {
      try Self.checkSame(policy, other, isPooled: false)
    }
    try other.checkSpaces(of: distribution)
    return .policy(other)
  }

  private static func player(
    _ name: String, of distribution: TaskDistribution
  ) throws(UsageError) -> Entrant {
    do {
      return Entrant(agent: try distribution.agent(named: name))
    } catch let error {
      throw UsageError("\(error)")
    }
  }

  /// Refuses one file under two names, which would count as two training seeds.
  private static func checkDistinct(_ policies: [AdaptivePolicy]) throws(UsageError) {
    for (index, policy) in policies.enumerated() {
      guard let twin = policies[..<index].first(where: { $0.file == policy.file }) else { continue }
      throw UsageError(
        "'\(twin.name)' and '\(policy.name)' are the same file. Name it once.")
    }
  }

  private static func checkSame(
    _ first: AdaptivePolicy, _ second: AdaptivePolicy, isPooled: Bool
  ) throws(DistributionMismatch) {
    guard first.distribution.record == second.distribution.record else {
      throw DistributionMismatch(first: first, second: second, isPooled: isPooled)
    }
  }
}

extension AdaptivePolicy {
  /// The policy as it begins to be scored.
  ///
  /// - Parameter steps: The changes of its adaptation; `nil` for none.
  /// - Returns: The agent, and its variants before training.
  /// - Throws: `UsageError` if a change is given that the learner does not offer; what making an
  ///   untrained learner throws.
  package func entrant(_ steps: StepOptions?) throws -> ScoreEntrants.Entrant {
    let agent = try steps?.makeAgent(learner) ?? learner.makeAgent()
    return ScoreEntrants.Entrant(
      agent: NamedAgent(name: name, agent: agent), untrained: try untrainedAgents(),
      stepCount: learner.settings.stepCount)
  }
}
