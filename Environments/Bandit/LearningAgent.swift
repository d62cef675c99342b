import Gym
import Numerics

/// Learns which arm pays while it plays, separately in each episode, and from all of them between
/// blocks.
///
/// Every episode of a block starts from what the earlier blocks of the trial taught and goes on alone, as
/// episodes that are played side by side must. `absorb` then adds every pull of the block. So five
/// blocks of one episode are the same game as one episode of five times the pulls.
struct LearningAgent<Rule: PullRule>: Agent {
  private let rule: Rule
  private let prior: Rule.Belief
  /// What the finished blocks of the trial have taught.
  private var known: Rule.Belief
  /// What each episode of the block has taught on top of it.
  private var beliefs: [Rule.Belief] = []
  private var key = RandomKey(seed: 0)

  init(_ rule: Rule, prior: Rule.Belief) {
    self.rule = rule
    self.prior = prior
    known = prior
  }

  mutating func begin(_ block: Block) {
    if block.isFirst { known = prior }
    key = block.key
    beliefs = Array(repeating: known, count: block.copyCount)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    let size = view.observations.count / view.copies.count
    let stepKey = key.child(.actions, view.step)
    for (row, copy) in view.copies.enumerated() {
      let place = DrawAddress(key: stepKey, episode: UInt32(copy))
      let context = view.observations[row * size..<(row + 1) * size]
      actions[row] = Float(rule.arm(beliefs[copy], context: context, at: place))
    }
  }

  mutating func observe(_ outcome: Outcome) {
    let view = outcome.view
    let size = view.observations.count / view.copies.count
    for (row, copy) in view.copies.enumerated() {
      beliefs[copy].learn(
        arm: Int(outcome.actions[row]), reward: outcome.rewards[copy],
        context: view.observations[row * size..<(row + 1) * size])
    }
  }

  mutating func absorb(_ rollouts: Rollouts) {
    let size = rollouts.observationSize
    for row in 0..<rollouts.stepCount {
      known.learn(
        arm: Int(rollouts.actions[row]), reward: rollouts.rewards[row],
        context: rollouts.observations[row * size..<(row + 1) * size])
    }
  }
}
