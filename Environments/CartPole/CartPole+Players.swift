import Gym
import Tensors

/// Pushes the cart under the falling pole, as a proportional-derivative controller would.
struct PolePlayer: Player {
  /// How many seconds ahead to look where the pole is going; less for a short pole, which falls fast.
  let foresight: Float
  /// 1 if action 1 pushes right, -1 if it pushes left.
  let forceSign: Float

  mutating func begin(episodeCount: Int, key: RandomKey) {}

  mutating func act(at moment: Moment, actions: inout [Float]) {
    let state = moment.observations
    for row in actions.indices {
      let lean = state[4 * row + 2] + foresight * state[4 * row + 3]
      let drift = 0.02 * state[4 * row] + 0.05 * state[4 * row + 1]
      actions[row] = (lean + drift) * forceSign > 0 ? 1 : 0
    }
  }
}

extension PolePlayer {
  /// Holds every pole of `train` upright, as long as action 1 pushes right.
  static let blind = PolePlayer(foresight: 0.15, forceSign: 1)

  /// Knows the task: a pole falls within a time in proportion to the square root of its length.
  init(knowing task: CartPole.Task) {
    self.init(foresight: 0.3 * task.poleHalfLength.squareRoot(), forceSign: task.forceSign)
  }
}
