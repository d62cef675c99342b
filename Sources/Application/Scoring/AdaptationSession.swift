import Gym
import MetaLearning
import Numerics
import Recording
import Scoring
import Wording

/// One policy that adapts to one task: what `fledge adapt` does.
package struct AdaptationSession {
  private let options: AdaptationOptions
  private let console: Console
  private let policy: AdaptivePolicy
  private let task: [Float]
  private let stepCount: Int
  private let rolloutCount: Int
  private let recorder: ReplayRecorder?
  private let saving: AdaptedPolicyFile?

  /// Reads the policy and checks everything that can be wrong before anything is computed.
  ///
  /// - Parameters:
  ///   - options: What the user asked for.
  ///   - console: Receives notes about parameters outside the range of training, and about a longer trial.
  /// - Throws: `UsageError` for a task that the distribution does not have; what reading a policy
  ///   throws; `FileError` if the replay or the adapted policy could not be written.
  package init(_ options: AdaptationOptions, console: Console) throws {
    self.options = options
    self.console = console
    policy = try AdaptivePolicy(named: options.policy, in: options.steps.catalog)
    let distribution = policy.distribution
    let settings = policy.learner.settings
    task = try readingCommandLine {
      try distribution.parameters(fromAssignments: options.assignments)
    }
    stepCount = options.steps.stepCount(for: policy.learner)
    rolloutCount = options.rolloutCount ?? settings.rolloutCount
    saving = try AdaptedPolicyFile(
      of: policy, path: options.savedPath, stepCount: stepCount, console: console)
    let others = [
      policy.note(onTrialsOf: stepCount + 1, distribution), policy.noteOnStepsTaken,
    ]
    for note in distribution.notes(onTask: task) + others.compactMap(\.self) { console.say(note) }
    recorder = try ReplayRecorder(
      of: policy, on: distribution, path: options.outcome.replayPath, seed: options.steps.seed)
    try recorder?.checkSize(taskCount: nil, stepCount: stepCount, rolloutCount: rolloutCount)
  }

  /// Adapts, prints the report, and writes the replay and the adapted policy.
  ///
  /// - Throws: As ``report()``; `FileError` if something cannot be written.
  package func run() throws {
    let (report, agent) = try adapt()
    try console.print(report, asJSON: options.outcome.isJSON)
    try recorder?.write([report.trial], split: nil, report.experience)
    try saving?.write(agent, after: adaptation)
  }

  /// What the adapted policy's file says of how it was made.
  private var adaptation: SavedAdaptation {
    let names = policy.distribution.specification.parameters.map(\.name)
    return SavedAdaptation(
      policy: policy.name, task: Dictionary(uniqueKeysWithValues: zip(names, task)),
      steps: stepCount, rolloutsPerStep: rolloutCount, seed: options.steps.seed,
      changes: options.steps.changeTexts(policy.learner))
  }

  /// Adapts.
  ///
  /// - Throws: What adapting throws; `AdaptivePolicy.NotFinite` if a mean return is not finite.
  package func report() throws -> AdaptationReport { try adapt().report }

  private func adapt() throws -> (report: AdaptationReport, agent: any Agent) {
    let key = RandomKey(seed: options.steps.seed).child(.scoring)
    var agent = try options.steps.makeAgent(policy.learner)
    let experience = agent.experience
    let trial = try policy.distribution.play(
      TrialPlan(blockCount: stepCount + 1, episodesPerBlock: rolloutCount), on: task, by: &agent,
      key: key.child(.task), recordsStates: recorder != nil, recordsInsights: recorder != nil)
    try policy.checkFinite(trial.meanReturns, experience)
    let report = AdaptationReport(
      policy: policy.name, distribution: policy.distribution, seed: options.steps.seed,
      rolloutCount: rolloutCount, trial: trial, experience: experience,
      anchors: Anchors(
        onTask: task, of: policy.distribution, rolloutCount: rolloutCount,
        seed: options.steps.seed))
    return (report, agent)
  }
}

extension TaskDistribution {
  /// Notes on the parameters of a task that lie outside the region of training, one for each.
  fileprivate func notes(onTask task: [Float]) -> [String] {
    guard let region = region(of: .train), !region.contains(task) else { return [] }
    return zip(specification.parameters, zip(region.values, task)).compactMap { parameter, pair in
      let (values, value) = pair
      return values.contains(value)
        ? nil
        : "Note: \(parameter.name) \(NumberText.exact(value)) lies outside the range of training,"
          + " \(values)."
    }
  }
}

extension AdaptationOptions {
  /// Adapts the policy.
  package func run(console: Console) throws {
    try AdaptationSession(self, console: console).run()
  }
}
