import Arguments
import Gym
import MetaLearning
import Numerics
import Probes
import Recording
import Wording

/// Reads the memory of a policy and exchanges it: what `fledge explain` does.
package struct ExplanationSession {
  private let options: ExplanationOptions
  private let console: Console
  private let policy: AdaptivePolicy
  private let distribution: TaskDistribution
  private let agent: any RememberingAgent
  private let plan: MemoryProtocol

  /// A policy that remembers nothing from step to step.
  package struct WithoutMemory: Error, CustomStringConvertible {
    package var policy: String
    package var learner: String
    package var distribution: String
    /// The learners whose policies have a memory.
    package var others: [String]

    package var description: String {
      let advice =
        others.first.map {
          " Learners with a memory: \(NameText.plainList(others)). Train one with 'fledge train"
            + " \(distribution) --learner \($0)'."
        } ?? ""
      return
        "Cannot explain '\(policy)': 'fledge explain' examines what a policy remembers within a"
        + " trial, and a policy of '\(learner)' has no memory: what changes in it are its"
        + " parameters, between episodes.\(advice)"
    }
  }

  /// Trials of a single step.
  package struct TooShort: Error, CustomStringConvertible {
    package var policy: String
    package var distribution: String

    package var description: String {
      "Cannot explain '\(policy)': a trial on \(distribution) is one episode of one step, so nothing"
        + " has happened when the policy acts, and there is no middle to cut the trial at. Give"
        + " --episodes 2 or more, or longer episodes if --option can."
    }
  }

  /// Reads the policy and checks everything that can be wrong before anything is computed.
  ///
  /// - Parameters:
  ///   - options: What the user asked for.
  ///   - console: Receives results and progress.
  /// - Throws: What reading a policy throws; `WithoutMemory`, `TooShort`; `AdaptivePolicy.SpaceMismatch`;
  ///   `UsageError` for a distribution that there is not; `FileError` if the picture could not be written.
  package init(_ options: ExplanationOptions, console: Console) throws {
    self.options = options
    self.console = console
    let policy = try AdaptivePolicy(named: options.policy, in: options.catalog)
    self.policy = policy
    guard let agent = policy.learner.makeAgent().remembering else {
      throw WithoutMemory(
        policy: policy.name, learner: policy.entry.name,
        distribution: policy.distribution.fullName,
        others: options.catalog.entries.filter {
          $0.makesMemories(for: policy.distribution.specification)
        }.map(\.name))
    }
    self.agent = agent
    distribution = try policy.distribution(
      named: options.distributionName, changedBy: options.tasks)
    plan = MemoryProtocol(
      taskCount: options.taskCount,
      episodeCount: options.episodeCount ?? policy.learner.settings.stepCount + 1,
      seed: options.seed)
    guard plan.episodeCount > 1 || distribution.specification.horizon > 1 else {
      throw TooShort(policy: policy.name, distribution: distribution.fullName)
    }
    try checkSize()
    if let output = options.output { try AtomicFile.checkWritable(output) }
  }

  /// Refuses more memories than fit.
  private func checkSize() throws(UsageError) {
    // Three points within the first episode, and the end of each.
    let points = plan.episodeCount + 3
    let numbers = 2 * plan.taskCount * points * agent.memorySize
    let limit = 250_000_000
    guard numbers > limit else { return }
    throw UsageError(
      "Reading memories of \(agent.memorySize) numbers at \(points) points of"
        + " \(2 * plan.taskCount) trials would keep \(numbers) numbers, but at most \(limit) are"
        + " supported. Give fewer --tasks or --episodes.")
  }

  /// Examines the policy, prints the report and draws the picture.
  ///
  /// - Throws: As ``report()``; `FileError` if something cannot be written.
  package func run() throws {
    let report = try report()
    try console.print(report, asJSON: options.isJSON)
    #if Viewer
    try report.draw(options)
    #endif
  }

  /// Examines the policy.
  ///
  /// - Throws: `TaskDistributionError` if there are no such tasks; `PlayError` if actions are not finite.
  package func report() throws -> ExplanationReport {
    let workers = options.running.makeWorkers()
    defer { console.endProgress() }
    func show(_ what: String, _ done: Int, _ all: Int) {
      console.showProgress("\(what)  \(100 * done / all) %")
    }
    let untrained = try policy.untrainedAgents().first?.make([]).remembering
    let probe = try MemoryProbe(
      of: agent, untrained: untrained, distribution: distribution, by: plan, workers: workers
    ) { show("reading memories", $0, $1) }
    let swap = try MemorySwap(
      of: agent, distribution: distribution, by: plan, usualLength: probe.medianFirstLength,
      workers: workers
    ) { show("exchanging memories", $0, $1) }
    return ExplanationReport(
      policy: policy.name, distribution: distribution, plan: plan, probe: probe, swap: swap)
  }
}

extension Agent {
  /// The agent as one with a memory; `nil` if it has none.
  fileprivate var remembering: (any RememberingAgent)? {
    guard experience == .separate, let agent = self as? any RememberingAgent, agent.memorySize > 0
    else { return nil }
    return agent
  }
}

extension LearnerEntry {
  /// Whether agents of the learner with its own default settings have a memory.
  fileprivate func makesMemories(for specification: EnvironmentSpecification) -> Bool {
    guard let settings = try? makeSettings(for: specification),
      let learner = try? makeLearner(settings, for: specification, key: RandomKey(seed: 1))
    else { return false }
    return learner.makeAgent().remembering != nil
  }
}
