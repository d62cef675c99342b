public import Gym

// What there is to see of a point robot: where it has been, and the goal it cannot see.
extension PointRobot {
  /// The paths of all stages in one picture.
  public var stillStyle: StillStyle { .overlay }

  /// A click sets the goal.
  public var controls: [TaskControl] { [.position(x: 0, y: 1)] }

  /// Draws the plane from above with the path of each episode.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let goal = ScenePoint(task.goalX, task.goalY)
    let plane = Plane(goal: goal)
    var scene = Scene(bounds: plane.bounds)
    scene.shapes = plane.grid + plane.start
    let (faint, shown) = (episodes.filter(\.isFaint), episodes.filter { !$0.isFaint })
    for episode in faint { scene.shapes += plane.faintTrail(of: episode) }
    for episode in shown { scene.shapes += plane.trail(of: episode) }
    // Above the paths, which end there if all goes well.
    scene.shapes += plane.target(goal) + plane.names(goal)
    for episode in shown { scene.shapes += plane.robot(of: episode) }
    scene.notes = notes(goal, episodes.last)
    return scene
  }

  private func notes(_ goal: ScenePoint, _ episode: SceneEpisode?) -> [SceneNote] {
    let place = "(\(SceneNumber.fixed(goal.x)), \(SceneNumber.fixed(goal.y)))"
    var notes = [SceneNote("goal", place)]
    guard let episode else { return notes }
    let robot = episode.position(after: episode.step)
    let (dx, dy) = (robot.x - goal.x, robot.y - goal.y)
    let distance = SceneNumber.fixed((dx * dx + dy * dy).squareRoot(), 3)
    notes.append(SceneNote("distance", distance + (episode.hasEnded ? ", reached" : "")))
    return notes
  }
}

extension SceneEpisode {
  /// Where the robot was after so many steps.
  fileprivate func position(after step: Int) -> ScenePoint {
    ScenePoint(trace.states[2 * step], trace.states[2 * step + 1])
  }

  /// Where it has been so far.
  fileprivate var path: [ScenePoint] { (0...step).map { position(after: $0) } }

  /// Whether the goal has been reached.
  fileprivate var hasEnded: Bool { trace.isTerminated && step == trace.stepCount }
}

/// The part of the plane that is seen; lengths of things drawn follow it.
private struct Plane {
  /// Half of its side.
  ///
  /// It depends on nothing but the goal, so that the stages of an adaptation can be
  /// compared; all goals of training fit into the same.
  let reach: Float

  init(goal: ScenePoint) {
    reach = max(0.7, 1.2 * max(abs(goal.x), abs(goal.y)))
  }

  var bounds: SceneBounds { SceneBounds(x: -reach...reach, y: -reach...reach) }

  /// Lines with coordinates on every other one, where an atlas has them.
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
      let text = SceneNumber.short(value)
      let (near, off) = (-0.985 * reach, 0.05 * reach)
      labels.append(.text(text, at: ScenePoint(near, value + off), .leading, size: .small))
      let below = ScenePoint(value + off / 2, -reach + off)
      labels.append(.text(text, at: below, .leading, size: .small))
    }
    let frame = SceneShape.rectangle(bounds, stroke: .init(.faint, .points(2)))
    return lines + [frame] + labels.map { $0.faded(0.6) }
  }

  /// A ring that can be seen from far, around the box that counts as reached.
  func target(_ goal: ScenePoint) -> [SceneShape] {
    let radius = PointRobot.goalRadius
    let box = SceneBounds(
      x: goal.x - radius...goal.x + radius, y: goal.y - radius...goal.y + radius)
    return [
      SceneShape(.mark(center: goal, diameter: 30), fill: .goal, opacity: 0.15),
      SceneShape(
        .mark(center: goal, diameter: 30), stroke: .init(.background, .points(5)), opacity: 0.85),
      SceneShape(
        .mark(center: goal, diameter: 30), stroke: .init(.goal, .points(2), isDashed: true)),
      SceneShape(.mark(center: goal, diameter: 3.5), fill: .goal),
      .rectangle(box, fill: .goal),
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

  /// What start and goal are: on the sides away from each other, unless that is at the edge.
  func names(_ goal: ScenePoint) -> [SceneShape] {
    let away: Float = goal.y >= 0 ? 1 : -1
    let side = abs(goal.y) < 0.65 * reach ? away : -away
    return [
      .text("start", at: ScenePoint(0, -away * 0.09 * reach), size: .small),
      .text(
        "hidden goal", at: ScenePoint(goal.x, goal.y + side * 0.165 * reach), size: .small,
        color: .goal),
    ]
  }

  func faintTrail(of episode: SceneEpisode) -> [SceneShape] {
    let path = episode.path
    return [
      SceneShape(
        .path(path, isClosed: false), stroke: .init(.stage(episode.stage), .points(1)),
        opacity: 0.22),
      SceneShape(
        .mark(center: path[path.count - 1], diameter: 4), fill: .stage(episode.stage),
        opacity: 0.5),
    ]
  }

  /// The path so far, on a rim that sets it off from what lies below.
  func trail(of episode: SceneEpisode) -> [SceneShape] {
    let path = SceneShape.Outline.path(episode.path, isClosed: false)
    return [
      SceneShape(path, stroke: .init(.background, .points(3.5)), opacity: 0.7),
      SceneShape(path, stroke: .init(.stage(episode.stage), .points(1.75))),
    ]
  }

  /// A disc with a nose in the direction of the latest move; an arrow at the edge if it left the view.
  func robot(of episode: SceneEpisode) -> [SceneShape] {
    let place = episode.position(after: episode.step)
    let color = SceneColor.stage(episode.stage)
    guard max(abs(place.x), abs(place.y)) <= reach else { return [outside(place, color)] }
    let radius = 0.04 * reach
    let rim = SceneShape.Stroke(.background, .points(2))
    let disc = SceneShape(.circle(center: place, radius: radius), fill: color, stroke: rim)
    guard episode.step > 0 else { return [disc] }
    let before = episode.position(after: episode.step - 1)
    let (dx, dy) = (place.x - before.x, place.y - before.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 1e-4 else { return [disc] }
    let (ux, uy) = (dx / length * radius, dy / length * radius)
    let outline = [
      ScenePoint(place.x + 2.2 * ux, place.y + 2.2 * uy),
      ScenePoint(place.x + 0.45 * ux - 0.89 * uy, place.y + 0.45 * uy + 0.89 * ux),
      ScenePoint(place.x + 0.45 * ux + 0.89 * uy, place.y + 0.45 * uy - 0.89 * ux),
    ]
    let nose = SceneShape(.path(outline, isClosed: true), fill: color)
    var rimmed = nose
    rimmed.stroke = rim
    return [rimmed, disc, nose]
  }

  /// An arrow at the edge, pointing from the middle to where the robot is.
  private func outside(_ place: ScenePoint, _ color: SceneColor) -> SceneShape {
    let shrink = 0.97 * reach / max(abs(place.x), abs(place.y))
    let tip = ScenePoint(place.x * shrink, place.y * shrink)
    let tail = ScenePoint(tip.x * 0.82, tip.y * 0.82)
    var arrow = SceneShape.arrow(from: tail, to: tip, thickness: 0.05 * reach, color: color)
    arrow.stroke = .init(.background, .points(2))
    return arrow
  }
}
