import Gym
import Numerics

/// Heads for the goal, and turns the more the farther it is from it.
///
/// This robot does not know where its moves lead, and in half of all tasks they lead away from where it
/// heads. The farther it is driven off, the more it turns, so in every task there are distances from which
/// it comes back. Distance and slope were chosen on 4,000 tasks.
struct TurningRobot: Agent {
  /// Up to this distance from the goal it heads straight for it.
  static let straightDistance: Float = 0.57
  /// By how many radians it turns for each unit of distance beyond.
  static let turnPerDistance: Float = 20

  mutating func act(on view: View, actions: inout [Float]) {
    for row in view.copies.indices {
      let dx = WindyRobot.usualGoal - view.observations[2 * row]
      let dy = WindyRobot.usualGoal - view.observations[2 * row + 1]
      let distance = (dx * dx + dy * dy).squareRoot()
      let turn = Self.turnPerDistance * max(0, distance - Self.straightDistance)
      let (sine, cosine) = VectorFunctions.sineAndCosine(Lanes(repeating: turn))
      // Slower within a step of the goal.
      let scale = 1 / max(distance, PointRobot.stepSize)
      actions[2 * row] = max(-1, min(1, (cosine[0] * dx - sine[0] * dy) * scale))
      actions[2 * row + 1] = max(-1, min(1, (sine[0] * dx + cosine[0] * dy) * scale))
    }
  }
}

/// Knows wind and rotation: every move leads as near to the goal as one move can.
struct SailingRobot: Agent {
  let task: WindyRobot.Task

  mutating func act(on view: View, actions: inout [Float]) {
    for row in view.copies.indices {
      let dx = task.goalX[0] - view.observations[2 * row] - task.windX[0]
      let dy = task.goalY[0] - view.observations[2 * row + 1] - task.windY[0]
      // Turned back: a turn keeps distances, so the nearest point of the box of moves stays the nearest.
      let along = (task.cosine[0] * dx + task.sine[0] * dy) / PointRobot.stepSize
      let across = (task.cosine[0] * dy - task.sine[0] * dx) / PointRobot.stepSize
      actions[2 * row] = max(-1, min(1, along))
      actions[2 * row + 1] = max(-1, min(1, across))
    }
  }
}
