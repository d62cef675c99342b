import Application
import Arguments
import Gym
import MetaLearning
import Numerics
import Scoring

/// `fledge adapt`: adapts a policy to one given task.
struct Adapt: Command {
  static let configuration = CommandConfiguration(
    name: "adapt", summary: "Adapts a policy to one given task and prints the curve.",
    discussion: """
      The policy plays --rollouts episodes of the task, takes an adaptation step on them, plays \
      again, and so on. Each row of the table is the mean undiscounted return of the episodes after \
      so many steps.
      """,
    examples: [
      "fledge adapt point-robot-goals --task goalX=0.3 --task goalY=-0.2",
      "fledge adapt runs/cart --task forceSign=-1 --steps 2",
      "fledge adapt runs/nav --task goalX=0.5 --record nav-right.safetensors",
    ])

  @Option(
    "task", value: "parameter=number",
    help: "A parameter of the task; those not given have their usual values. May be repeated.")
  var assignments: [String] = []

  var adaptation = AdaptationOptions()

  func run() throws {
    let policy = try AdaptivePolicy(named: adaptation.policy)
    let distribution = policy.distribution
    let settings = policy.learner.settings
    let task = try readingCommandLine { try distribution.parameters(fromAssignments: assignments) }
    remarkOutside(task, of: distribution)
    let stepCount = adaptation.stepCount(for: settings)
    let rolloutCount = adaptation.rolloutCount(for: settings)
    let recorder = try ReplayRecorder(
      of: policy, on: distribution, path: adaptation.replayPath, seed: adaptation.seed)
    try recorder?.checkSize(taskCount: nil, stepCount: stepCount, rolloutCount: rolloutCount)
    let key = RandomKey(seed: adaptation.seed).child(.scoring)
    let trial = try AdaptationTrial(
      adapting: adaptation.begin(policy.learner), to: task, of: distribution,
      stepCount: stepCount, rolloutCount: rolloutCount,
      key: key.child(.task))
    try policy.checkFinite(trial.meanReturns)
    let report = AdaptationReport(
      policy: policy.name, distribution: distribution, seed: adaptation.seed,
      rolloutCount: rolloutCount, trial: trial,
      anchors: Anchors(
        onTask: task, of: distribution, rolloutCount: rolloutCount, seed: adaptation.seed))
    try Console.print(adaptation.isJSON ? [try JSONOutput.text(report)] : report.lines)
    try recorder?.write([try trial.recorded(on: distribution)], split: nil)
  }

  /// Says which parameters lie outside what the policy was trained on.
  private func remarkOutside(_ task: [Float], of distribution: TaskDistribution) {
    guard let region = distribution.region(of: .train), !region.contains(task) else { return }
    let parameters = zip(distribution.specification.parameters, zip(region.values, task))
    for (parameter, (values, value)) in parameters where !values.contains(value) {
      Console(isQuiet: false).say(
        "Note: \(parameter.name) \(Numbers.short(value)) lies outside training, which had"
          + " \(values).")
    }
  }
}
