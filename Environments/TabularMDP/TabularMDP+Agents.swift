import Gym
import Numerics

/// Knows the task and follows the best plan for it.
struct PlanningAgent: Agent {
  private let plan: TabularPlan

  init(knowing parameters: [Float]) {
    plan = TabularPlan(for: parameters)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices {
      let state = TabularMDP.state(shownBy: view.observations, row: row)
      actions[row] = Float(plan.action(in: state, step: view.step))
    }
  }
}

/// Keeps the posterior of the task and plans by it before each block of episodes.
///
/// It learns between blocks: episodes that are played side by side begin with the same knowledge.
struct TabularLearner: Agent {
  /// Which task to plan for.
  enum Rule {
    /// One drawn from the posterior, another for each episode.
    case posteriorSampling
    /// The mean of the posterior, with a share of steps in which the action is drawn uniformly.
    case posteriorMean(exploration: Float)
  }

  private let rule: Rule
  private var posterior = TabularPosterior()
  /// A plan for each episode of the block, or one for all.
  private var plans: [TabularPlan] = []
  private var key = RandomKey(seed: 0)

  init(rule: Rule) {
    self.rule = rule
  }

  mutating func begin(_ block: Block) {
    if block.isFirst { posterior = TabularPosterior() }
    let key = block.key.child(.actions)
    self.key = key
    plans =
      switch rule {
      case .posteriorSampling:
        (0..<block.copyCount).map { posterior.drawPlan(key: key, episode: UInt32($0)) }
      case .posteriorMean: [posterior.meanPlan]
      }
  }

  mutating func act(on view: View, actions: inout [Float]) {
    for (row, episode) in view.copies.enumerated() {
      let state = TabularMDP.state(shownBy: view.observations, row: row)
      let plan = plans.count == 1 ? plans[0] : plans[episode]
      let planned = plan.action(in: state, step: view.step)
      actions[row] = Float(explored(at: view.step, of: episode) ?? planned)
    }
  }

  /// The action drawn in a step that explores; nothing in a step that follows the plan.
  private func explored(at step: Int, of episode: Int) -> Int? {
    guard case .posteriorMean(let exploration) = rule, exploration > 0 else { return nil }
    let words = key.bits(UInt32(step), UInt32(episode))
    guard RandomKey.unitInterval(words[0]) < exploration else { return nil }
    return Int(RandomKey.unitInterval(words[1]) * Float(TabularMDP.actionCount))
  }

  mutating func absorb(_ rollouts: Rollouts) {
    posterior.add(rollouts)
  }
}
