import Gym
import Numerics

/// Stands still: nothing is better for a robot that does not know the goal.
struct StandingRobot: Agent {
  mutating func act(on view: View, actions: inout [Float]) {
    for index in actions.indices { actions[index] = 0 }
  }
}

/// Goes to a goal by the fastest legal path, as far as allowed along each axis, and stays there.
///
/// After k steps a robot is somewhere in a box of k steps along each axis, and this one is at the box's
/// point nearest to the goal: no other agent is ever nearer.
struct SeekingRobot: Agent {
  let goal: [Float]
  /// How far an action of 1 moves the robot.
  var stepSize = PointRobot.stepSize
  /// The largest action.
  var limit: Float = 1

  mutating func act(on view: View, actions: inout [Float]) {
    for index in actions.indices {
      let distance = goal[index % 2] - view.observations[index]
      actions[index] = max(-limit, min(limit, distance / stepSize))
    }
  }
}

// Where on the plane a robot is best off that knows the half circle, but not the goal on it; both from
// Tests/Golden/pointrobot.py.
extension [Float] {
  /// The point nearest to the start of those where the sparse reward is largest on average: 0.98788
  /// from the middle, at an angle of 45 degrees.
  static let bestOnArc: [Float] = [0.698_53, 0.698_53]
  /// The point with the smallest mean distance to the half circle.
  static let medianOfArc: [Float] = [0, 0.789_13]
}
