import Gym
import Numerics

/// Pushes the cart under the falling pole, as a proportional-derivative controller would.
struct PoleAgent: Agent {
  /// How many seconds ahead to look where the pole is going; less for a short pole, which falls fast.
  let foresight: Float
  /// 1 if action 1 pushes right, -1 if it pushes left.
  let forceSign: Float

  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices {
      actions[row] = fall(view.observations[4 * row..<4 * row + 4]) > 0 ? 1 : 0
    }
  }

  /// How far the pole is falling to the side that action 1 pushes to, in radians.
  func fall(_ row: ArraySlice<Float>) -> Float {
    let first = row.startIndex
    let lean = row[first + 2] + foresight * row[first + 3]
    let drift = 0.02 * row[first] + 0.05 * row[first + 1]
    return (lean + drift) * forceSign
  }
}

extension PoleAgent {
  /// Holds every pole of `train` upright, as long as action 1 pushes right.
  static let blind = PoleAgent(foresight: 0.15, forceSign: 1)

  /// Knows the task: a pole falls within a time in proportion to the square root of its length.
  init(knowing task: CartPole.Task) {
    self.init(foresight: 0.3 * task.poleHalfLength[0].squareRoot(), forceSign: task.forceSign[0])
  }
}

/// Pushes where a `PoleAgent` would push, in proportion to how far the pole is falling.
struct ProportionalPoleAgent: Agent {
  /// The part of the force for each radian.
  static let gain: Float = 20

  let rule: PoleAgent

  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices {
      let push = Self.gain * rule.fall(view.observations[4 * row..<4 * row + 4])
      actions[row] = max(-1, min(1, push))
    }
  }
}

/// Drives Gymnasium's cart-pole to a place and balances there.
///
/// A cart goes where its pole leans. So the pole is made to lean in proportion to what is missing from
/// the speed that leads to the place. Constants by random search: 463 of 500.
struct TravellingPoleAgent: Agent {
  /// Where to, in metres from the middle.
  let destination: Float
  /// 1 if action 1 pushes right, -1 if it pushes left.
  let forceSign: Float

  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices {
      let state = Array(view.observations[4 * row..<4 * row + 4])
      let missingSpeed = speed(at: state[0]) - state[1]
      let lean = max(-0.18, min(0.18, 0.3 * missingSpeed))
      let fall = state[2] + 0.25 * state[3] - lean
      actions[row] = fall * forceSign > 0 ? 1 : 0
    }
  }

  /// The speed to have at a position: no more than 0.7 m/s² can brake before the place.
  private func speed(at position: Float) -> Float {
    let gap = destination - position
    let distance = abs(gap)
    let speed = min(1.9 * distance, (2 * 0.7 * distance).squareRoot())
    return gap < 0 ? -speed : speed
  }
}

extension TravellingPoleAgent {
  /// Knows the task.
  init(knowing task: CartPoleTarget.Task) {
    self.init(destination: task.targetPosition[0], forceSign: task.physics.forceSign[0])
  }
}
