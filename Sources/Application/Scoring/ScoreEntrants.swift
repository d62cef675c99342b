import Arguments
package import Gym
import MetaLearning
import Scoring

/// The agents that are scored, those they are compared with, and the distribution.
package struct ScoreEntrants {
  /// An agent and its variants before training.
  package struct Entrant {
    package var agent: NamedAgent
    /// Its variants before training; empty for a reference agent.
    package var untrained: [NamedAgent] = []

    package var name: String { agent.name }
  }

  /// The agents that are scored, pooled if several.
  package var scored: [Entrant]
  /// The agents to compare with, pooled if several; may be empty.
  package var others: [Entrant] = []
  /// Where tasks come from.
  package var distribution: TaskDistribution
  /// The default number of tasks.
  package var taskCount: Int
  /// The adaptation steps of training: the most of any policy; for a player the default of the distribution.
  package var stepCount: Int
  /// The episodes of each block in training, of the first policy; for a player the default of the
  /// distribution.
  package var rolloutCount: Int
  /// The first policy; `nil` if a player is scored.
  package var policy: AdaptivePolicy?

  /// Policies that were trained on different tasks.
  package struct DistributionMismatch: Error, CustomStringConvertible {
    package var first: AdaptivePolicy
    package var second: AdaptivePolicy
    package var isPooled: Bool

    package var description: String {
      let names = [first, second].map(\.distribution.fullName)
      let finding =
        names[0] == names[1]
        ? "both were trained on \(names[0]), but with other ranges or options"
        : "one was trained on \(names[0]), the other on \(names[1])"
      let advice =
        isPooled
        ? "Only policies of one distribution can be pooled: score them one by one."
        : "Name the tasks to compare them on with --distribution."
      return "Cannot score '\(first.name)' and '\(second.name)' together: \(finding). \(advice)"
    }
  }

  /// Finds and reads everything that options name.
  ///
  /// - Throws: What reading a policy throws, `DistributionMismatch`, `AdaptivePolicy.SpaceMismatch`, or
  ///   `UsageError` for names of players and distributions.
  package init(_ options: ScoreOptions) throws {
    if let player = options.player, let name = options.distributionName {
      distribution = try options.tasks.distribution(named: name)
      let settings = try options.steps.catalog.first.defaultSettings(for: distribution)
      (stepCount, rolloutCount) = (settings.stepCount, settings.rolloutCount)
      scored = [try Self.player(player, of: distribution)]
    } else {
      let policies = try options.policies.map {
        try AdaptivePolicy(named: $0, in: options.steps.catalog)
      }
      try Self.checkDistinct(policies)
      for other in policies.dropFirst() {
        try Self.checkSame(policies[0], other, isPooled: true)
      }
      policy = policies[0]
      stepCount = policies.map { $0.learner.settings.stepCount }.max() ?? 0
      rolloutCount = policies[0].learner.settings.rolloutCount
      distribution = try policies[0].distribution(
        named: options.distributionName, changedBy: options.tasks)
      scored = try policies.map { try $0.entrant(options.steps) }
    }
    taskCount =
      Defaults(distribution: distribution.fullName, learner: options.steps.catalog.first.name)
      .scoredTasks
    others = try options.others.map { try other($0, options) }
    try Self.checkExperience(
      (scored + others).map(\.agent),
      onTask: distribution.specification.parameters.map(\.defaultValue))
  }

  /// A policy to compare with or, where there is none of that name, a player.
  private func other(_ name: String, _ options: ScoreOptions) throws -> Entrant {
    let isPolicy = name != options.player && (try? FileLibrary.policies.path(of: name)) != nil
    if !isPolicy, distribution.namedAgents.contains(where: { $0.name == name }) {
      return try Self.player(name, of: distribution)
    }
    let other = try AdaptivePolicy(named: name, in: options.steps.catalog)
    if let policy, options.distributionName == nil {
      try Self.checkSame(policy, other, isPooled: false)
    }
    try other.checkSpaces(of: distribution)
    return try other.entrant(options.steps)
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

  /// Refuses agents whose trials have different numbers of episodes.
  ///
  /// - Parameters:
  ///   - agents: All that are scored or compared.
  ///   - task: Any task of the distribution.
  /// - Throws: `UsageError` if some are pooled and some separate.
  package static func checkExperience(_ agents: [NamedAgent], onTask task: [Float]) throws {
    func experience(_ agent: NamedAgent) -> Experience { agent.make(task).experience }
    guard let first = agents.first,
      let other = agents.first(where: { experience($0) != experience(first) })
    else { return }
    let names =
      experience(first) == .pooled ? (first.name, other.name) : (other.name, first.name)
    throw UsageError(
      "'\(names.0)' learns from all episodes of a block, '\(names.1)' from its own episode only, so"
        + " their trials differ in length. Score them one by one.")
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
  /// - Throws: `UsageError` if a change is given that the learner does not offer; what making an
  ///   untrained learner throws.
  package func entrant(_ steps: StepOptions) throws -> ScoreEntrants.Entrant {
    let agent = try steps.makeAgent(learner)
    return ScoreEntrants.Entrant(
      agent: NamedAgent(name: name, agent: agent), untrained: try untrainedAgents())
  }
}
