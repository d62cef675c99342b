import Gym
import Tensors

/// Pulls the same arm for ever.
struct OneArmPlayer: Player {
  let arm: Int

  mutating func begin(episodeCount: Int, key: RandomKey) {}

  mutating func act(at moment: Moment, actions: inout [Float]) {
    for row in actions.indices { actions[row] = Float(arm) }
  }
}

extension OneArmPlayer {
  /// Pulls the arm that pays most often, the first of several equals.
  init(bestOf probabilities: [Float]) {
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] }
    arm = best ?? 0
  }
}
