public import Gym

// The scene of a point robot: its path, and the goal it cannot see.
extension PointRobot {
  /// The paths of all stages in one picture.
  public var stillStyle: StillStyle { .overlay }

  /// A click sets the goal.
  public var controls: [TaskControl] { [.position(x: 0, y: 1)] }

  /// Draws the plane from above with the path of each episode.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let goal = ScenePoint(task.goalX[0], task.goalY[0])
    let plane = Plane(around: goal)
    var scene = plane.scene(
      of: episodes, ground: plane.start,
      signs: plane.target(goal) + [plane.reachedBox(goal)] + plane.names(goal))
    scene.notes =
      [SceneNote("goal", goal.words)] + episodes.suffix(1).map { $0.distanceNote(to: goal) }
    return scene
  }
}

// Shared with the windy robot, whose episodes end in the same way.
extension Plane {
  /// Makes a plane with room for a goal; it is the same for all goals of training.
  init(around goal: ScenePoint) {
    self.init(reach: max(0.7, 1.2 * max(abs(goal.x), abs(goal.y))))
  }

  /// The box that counts as reached, in its real size.
  func reachedBox(_ goal: ScenePoint) -> SceneShape {
    let radius = PointRobot.goalRadius
    return .rectangle(
      SceneBounds(x: goal.x - radius...goal.x + radius, y: goal.y - radius...goal.y + radius),
      fill: .goal)
  }
}
