import Environments
import MetaLearning
import Networks
import Tensors

/// One iteration of MAML-TRPO on five-armed bandits, 20 tasks, one inner step.
///
/// In the configurations of pytorch-maml-rl an episode is a single pull, n = 100 of them are all the
/// experience a task gives before and after adaptation, and the policy is 32-32 of rectifiers. Fledge
/// trains bandits without hidden layers, and an episode has many pulls.
struct BanditUpdateSubject: Subject {
  let rollouts: Int
  let pulls: Int
  let hidden: [Int]

  var name: String {
    let widths = hidden.map { String($0) }.joined(separator: "-")
    return "bandit, 5 arms, \(rollouts) x \(Text.counted(pulls, "pull")), MAML, trpo, hidden"
      + " \(hidden.isEmpty ? "none" : widths)"
  }

  func check() throws {
    try iteration().check(for: name, steps: 2 * 20 * rollouts * pulls)
  }

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let iteration = try iteration()
    let times = try bench.seconds { try iteration.run(on: bench.workers) }
    return Result(name, times: times, work: 1, unit: "iterations/s")
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
