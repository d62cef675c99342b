import Gym
import Numerics

extension SeekingRobot {
  /// Goes to a corner and stays there.
  init(corner: [Float]) {
    self.init(goal: corner, stepSize: CornerRobot.stepSize, limit: CornerRobot.actionLimit)
  }
}

/// Crosses the border between two quarters at every step, and so earns in one of them at each.
///
/// Moving into the goal's quarter is paid for, moving out of it costs nothing. So this robot collects
/// more, without knowing the goal, than by any walk to a corner.
struct CrossingRobot: Agent {
  /// How far from the border it goes on either side: half of the longest move.
  static let margin: Float = 0.1

  mutating func act(on view: View, actions: inout [Float]) {
    for row in view.copies.indices {
      let (x, y) = (view.observations[2 * row], view.observations[2 * row + 1])
      let side = x >= 0 ? -Self.margin : Self.margin
      let height = y >= 0 ? CornerRobot.cornerDistance : -CornerRobot.cornerDistance
      actions[2 * row] = CornerRobot.action(from: x, to: side)
      actions[2 * row + 1] = CornerRobot.action(from: y, to: height)
    }
  }
}

/// Knows the corner: steps out of the middle towards it and back, again and again, and goes there last.
///
/// A step out of the middle is paid for, the step back costs nothing.
struct DoorstepRobot: Agent {
  /// Two points one longest move apart, inside the middle and outside, along each axis.
  static let (inside, outside): (Float, Float) = (0.2, 0.4)
  /// It walks to the corner when this many steps are left.
  static let walkLength = 8

  let corner: [Float]

  mutating func act(on view: View, actions: inout [Float]) {
    let hasToLeave = view.step >= 100 - Self.walkLength
    for row in view.copies.indices {
      let place = view.observations[2 * row..<2 * row + 2]
      let isOutside = place.reduce(0) { $0 + abs($1) } >= CornerRobot.paidDistance
      for (axis, coordinate) in place.enumerated() {
        let side: Float = corner[axis] < 0 ? -1 : 1
        let step = side * (isOutside ? Self.inside : Self.outside)
        actions[2 * row + axis] = CornerRobot.action(
          from: coordinate, to: hasToLeave ? corner[axis] : step)
      }
    }
  }
}

extension CornerRobot {
  /// The action that leads from one coordinate as near as possible to another.
  fileprivate static func action(from start: Float, to end: Float) -> Float {
    max(-actionLimit, min(actionLimit, (end - start) / stepSize))
  }
}
