import Environments
import Measuring
import MetaLearning
import Networks
import Numerics
import Tensors
import Wording

/// One iteration of MAML-TRPO on five-armed bandits, 20 tasks, one inner step.
///
/// As in the configurations of pytorch-maml-rl, an episode is a single pull, a task gives 100 of them
/// before and after adaptation, and the policy has two hidden layers of 32 rectifiers. (Fledge's own
/// defaults have no hidden layers, and many pulls in an episode.)
struct BanditUpdateSubject: Subject {
  /// An iteration in lane rounds, on all threads together.
  ///
  /// A round number: it only defines what 100 % is.
  private static let worth = 100.0

  let rollouts: Int
  let pulls: Int
  let hidden: [Int]

  var name: String {
    let widths = hidden.map { String($0) }.joined(separator: "-")
    return "bandit, 5 arms, \(rollouts) x \(NumberText.counted(pulls, "pull")), MAML, trpo, hidden"
      + " \(hidden.isEmpty ? "none" : widths)"
  }

  func check() throws {
    try iteration().check(for: name, steps: 2 * 20 * rollouts * pulls)
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let iteration = try iteration()
    let rounds = LaneRounds(count: 50)
    let times = try bench.secondsInTurns {
      try rounds.run(on: bench.workers)
    } _: {
      try iteration.run(on: bench.workers)
    }
    return SubjectResult(
      name, inTurns: times, work: 1, unit: "iterations/s",
      worth: Self.worth / Double(rounds.count * bench.workers.count), of: LaneRounds.yardstick)
  }

  private func iteration() throws -> Iteration {
    var settings = GradientSettings()
    settings.outer.name = .trpo
    settings.rollouts = rollouts
    settings.inner.learningRates = [0.5]
    settings.policy.hidden = hidden
    settings.policy.activation = .relu
    // What `fledge train bandit/bernoulli` measures advantages against.
    settings.advantages.discount = 0
    settings.advantages.baseline = .mean
    return try Iteration(
      settings,
      on: Catalog.distribution(
        named: "bandit/bernoulli", options: ["arms": "5", "pulls": String(pulls)]))
  }
}
