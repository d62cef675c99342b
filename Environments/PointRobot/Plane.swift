import Gym
import Wording

/// The visible part of the plane; what is drawn scales with it.
struct Plane {
  /// Half of its side.
  ///
  /// It depends on the task alone, so that the stages of an adaptation can be compared.
  let reach: Float
  /// How far below the start and above the goal their names stand, in parts of the reach.
  var nameGaps: (start: Float, goal: Float) = (0.09, 0.165)

  var bounds: SceneBounds { SceneBounds(x: -reach...reach, y: -reach...reach) }

  /// Grid lines; every second one is labelled at the edge.
  var grid: [SceneShape] {
    var spacing: Float = 0.25
    while reach > 4 * spacing { spacing *= 2 }
    var lines: [SceneShape] = []
    var labels: [SceneShape] = []
    let count = Int(reach / spacing)
    for number in -count...count {
      let value = Float(number) * spacing
      let stroke = SceneShape.Stroke(.faint, .points(number == 0 ? 1.5 : 0.75))
      lines.append(.line(from: ScenePoint(value, -reach), to: ScenePoint(value, reach), stroke))
      lines.append(.line(from: ScenePoint(-reach, value), to: ScenePoint(reach, value), stroke))
      guard number.isMultiple(of: 2) else { continue }
      let text = PictureNumber.short(value)
      let (near, off) = (-0.985 * reach, 0.05 * reach)
      labels.append(.text(text, at: ScenePoint(near, value + off), .leading, size: .small))
      let below = ScenePoint(value + off / 2, -reach + off)
      labels.append(.text(text, at: below, .leading, size: .small))
    }
    let frame = SceneShape.rectangle(bounds, stroke: .init(.faint, .points(2)))
    return lines + [frame] + labels.map { $0.faded(0.6) }
  }

  /// A large ring around the goal.
  func target(_ goal: ScenePoint) -> [SceneShape] {
    [
      SceneShape(.mark(center: goal, diameter: 30), fill: .goal, opacity: 0.15),
      SceneShape(
        .mark(center: goal, diameter: 30), stroke: .init(.background, .points(5)), opacity: 0.85),
      SceneShape(
        .mark(center: goal, diameter: 30), stroke: .init(.goal, .points(2), isDashed: true)),
      SceneShape(.mark(center: goal, diameter: 3.5), fill: .goal),
    ]
  }

  /// A cross where every episode begins.
  var start: [SceneShape] {
    let arm = 0.025 * reach
    let stroke = SceneShape.Stroke(.structure, .points(2))
    return [
      .line(from: ScenePoint(-arm, -arm), to: ScenePoint(arm, arm), stroke),
      .line(from: ScenePoint(-arm, arm), to: ScenePoint(arm, -arm), stroke),
    ]
  }

  /// Labels of start and goal, on the sides away from each other, unless that is at the edge.
  func names(_ goal: ScenePoint, goalName: String = "hidden goal") -> [SceneShape] {
    let away: Float = goal.y >= 0 ? 1 : -1
    let side = abs(goal.y) < 0.65 * reach ? away : -away
    return [
      .text("start", at: ScenePoint(0, -away * nameGaps.start * reach), size: .small),
      .text(
        goalName, at: ScenePoint(goal.x, goal.y + side * nameGaps.goal * reach), size: .small,
        color: .goal),
    ]
  }
}
