public import Gym
import Wording

// The scene in the wind: the plane, and beside it wind and rotation, which the robot has to find out.
extension WindyRobot {
  /// The paths of all stages in one picture.
  public var stillStyle: StillStyle { .overlay }

  /// Sliders set wind and rotation, a click sets the goal.
  public var controls: [TaskControl] {
    [
      .slider(parameter: 0, range: -0.1...0.1), .slider(parameter: 1, range: -0.1...0.1),
      .slider(parameter: 2, range: -Float.pi...Float.pi), .position(x: 3, y: 4),
    ]
  }

  /// Draws the plane from above with the path of each episode, and two dials beside it.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let goal = ScenePoint(task.goalX[0], task.goalY[0])
    let plane = Plane(around: goal)
    var scene = plane.scene(
      of: episodes, ground: plane.start,
      signs: plane.target(goal) + [plane.reachedBox(goal)] + plane.names(goal, goalName: "goal"))
    let dials = Dials(reach: plane.reach)
    scene.bounds = dials.bounds
    scene.shapes += [dials.panel] + dials.wind(task) + dials.rotation(task)
    scene.notes =
      [
        SceneNote("wind", ScenePoint(task.windX[0], task.windY[0]).words),
        SceneNote("moves", "turned by \(PictureNumber.fixed(task.rotation[0] * 180 / .pi, 0))°"),
      ] + episodes.suffix(1).map { $0.distanceNote(to: goal) }
    return scene
  }
}

/// Two round dials to the right of the plane.
private struct Dials {
  /// The arrow of this wind fills the dial, and so do those of stronger winds.
  static let strongestWind: Float = 0.1

  /// Half of the plane's side.
  let reach: Float

  var bounds: SceneBounds { SceneBounds(x: -reach...1.75 * reach, y: -reach...reach) }

  private var radius: Float { 0.28 * reach }
  private var thickness: Float { 0.025 * reach }
  private var windCenter: ScenePoint { ScenePoint(1.38 * reach, 0.52 * reach) }
  private var rotationCenter: ScenePoint { ScenePoint(1.38 * reach, -0.38 * reach) }

  /// Hides what lies beside the plane.
  var panel: SceneShape {
    .rectangle(
      SceneBounds(x: 1.004 * reach...2 * reach, y: -1.05 * reach...1.05 * reach),
      fill: .background)
  }

  /// Where the wind blows, and how strongly.
  func wind(_ task: WindyRobot.Task) -> [SceneShape] {
    let (windX, windY) = (task.windX[0], task.windY[0])
    let strength = (windX * windX + windY * windY).squareRoot()
    let scale = radius / max(Self.strongestWind, strength)
    let (x, y) = (windX * scale, windY * scale)
    return dial(windCenter, "wind") + [
      .arrow(
        from: ScenePoint(windCenter.x - x, windCenter.y - y),
        to: ScenePoint(windCenter.x + x, windCenter.y + y), thickness: thickness, color: .force)
    ]
  }

  /// Where a move to the right leads without wind.
  func rotation(_ task: WindyRobot.Task) -> [SceneShape] {
    let right = ScenePoint(rotationCenter.x + radius, rotationCenter.y)
    return dial(rotationCenter, "move right") + [
      .line(from: rotationCenter, to: right, .init(.structure, .points(1.5), isDashed: true)),
      .arrow(
        from: rotationCenter,
        to: ScenePoint(
          rotationCenter.x + task.cosine[0] * radius, rotationCenter.y + task.sine[0] * radius),
        thickness: thickness, color: .structure),
    ]
  }

  private func dial(_ center: ScenePoint, _ name: String) -> [SceneShape] {
    [
      SceneShape(
        .circle(center: center, radius: radius), stroke: .init(.faint, .points(1.5))),
      .text(name, at: ScenePoint(center.x, center.y - radius - 0.09 * reach), size: .small),
    ]
  }
}
