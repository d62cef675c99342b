import Gym
import Numerics

/// Learns which arm pays while it plays, each episode for itself, and all of them between blocks.
///
/// Within a block every episode starts from what the trial has taught so far and goes on from there
/// alone, as episodes that are played at the same time must. `learn(from:)` then adds every pull
/// of the block. So five episodes, one after the other, are the same game as one of five times the
/// pulls.
struct LearningPlayer<Rule: PullRule>: Player, Sendable {
  private let rule: Rule
  /// What the finished blocks of the trial have taught.
  private var known: Rule.Belief
  /// What each episode of the block has taught on top of it.
  private var beliefs: [Rule.Belief] = []
  private var key = RandomKey(seed: 0)

  init(_ rule: Rule, prior: Rule.Belief) {
    self.rule = rule
    known = prior
  }

  mutating func begin(episodeCount: Int, key: RandomKey) {
    self.key = key
    beliefs = Array(repeating: known, count: episodeCount)
  }

  mutating func act(at moment: Moment, actions: inout [Float]) {
    let size = moment.observations.count / moment.episodes.count
    let stepKey = key.child(.actions, moment.step)
    for (row, episode) in moment.episodes.enumerated() {
      let place = DrawAddress(key: stepKey, episode: UInt32(episode))
      let context = moment.observations[row * size..<(row + 1) * size]
      actions[row] = Float(rule.arm(beliefs[episode], context: context, at: place))
    }
  }

  mutating func observe(rewards: [Float], at moment: Moment, actions: [Float]) {
    let size = moment.observations.count / moment.episodes.count
    for (row, episode) in moment.episodes.enumerated() {
      beliefs[episode].learn(
        arm: Int(actions[row]), reward: rewards[row],
        context: moment.observations[row * size..<(row + 1) * size])
    }
  }

  mutating func learn(from rollouts: Rollouts) {
    let size = rollouts.observationSize
    for row in 0..<rollouts.stepCount {
      known.learn(
        arm: Int(rollouts.actions[row]), reward: rollouts.rewards[row],
        context: rollouts.observations[row * size..<(row + 1) * size])
    }
  }
}
