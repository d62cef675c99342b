import Gym
import Numerics

/// Pulls the same arm at every step.
struct OneArmAgent: Agent {
  let arm: Int

  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices { actions[row] = Float(arm) }
  }
}

extension OneArmAgent {
  /// Pulls the arm that pays most, the first of several equals.
  init(bestOf payouts: [Float]) {
    let best = payouts.indices.max { payouts[$0] < payouts[$1] }
    arm = best ?? 0
  }
}

/// Knows the weights of a contextual bandit and pulls the arm that pays most often in each context.
struct ContextReader: Agent {
  let weights: [Float]

  mutating func act(on view: View, actions: inout [Float]) {
    let size = ContextualBandit.contextSize
    for row in actions.indices {
      let context = view.observations[row * size..<(row + 1) * size]
      let logits = stride(from: 0, to: weights.count, by: size).map { first in
        zip(weights[first..<first + size], context).reduce(0) { $0 + $1.0 * $1.1 }
      }
      actions[row] = Float(OneArmAgent(bestOf: logits).arm)
    }
  }
}
