import Gym
import Tensors

/// Pushes the cart under the falling pole, as a proportional-derivative controller would.
struct PolePlayer: Player {
  /// 1 if action 1 pushes right, -1 if it pushes left.
  let forceSign: Float

  mutating func begin(episodeCount: Int, key: RandomKey) {}

  mutating func act(at moment: Moment, actions: inout [Float]) {
    let state = moment.observations
    for row in actions.indices {
      let lean = state[4 * row + 2] + 0.5 * state[4 * row + 3]
      let drift = 0.01 * state[4 * row] + 0.05 * state[4 * row + 1]
      actions[row] = (lean + drift) * forceSign > 0 ? 1 : 0
    }
  }
}
