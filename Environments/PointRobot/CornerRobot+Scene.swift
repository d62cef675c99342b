public import Gym

// The scene of the corners: which is the goal, and where moving towards it is paid.
extension CornerRobot {
  /// The paths of all stages in one picture.
  public var stillStyle: StillStyle { .overlay }

  /// Buttons choose the corner.
  public var controls: [TaskControl] { [.choice(parameter: 0), .choice(parameter: 1)] }

  /// Draws the plane from above with the path of each episode.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let goal = ScenePoint(task.cornerX[0], task.cornerY[0])
    let plane = Plane(reach: 2.5, nameGaps: (0.13, 0.165))
    var scene = plane.scene(
      of: episodes, ground: paidQuarter(goal, plane.reach) + otherCorners(goal) + [startBox],
      signs: plane.target(goal) + plane.names(goal))
    scene.notes =
      [SceneNote("goal", goal.words)] + episodes.suffix(1).map { $0.distanceNote(to: goal) }
    return scene
  }

  /// Where the sparse reward is paid: the goal's quarter without the middle.
  private func paidQuarter(_ goal: ScenePoint, _ reach: Float) -> [SceneShape] {
    guard reward == .sparse else { return [] }
    let (right, up): (Float, Float) = (goal.x < 0 ? -1 : 1, goal.y < 0 ? -1 : 1)
    let middle = Self.paidDistance
    let corners = [(middle, 0), (reach, 0), (reach, reach), (0, reach), (0, middle)]
    let quarter = SceneShape.Outline.path(
      corners.map { ScenePoint($0 * right, $1 * up) }, isClosed: true)
    return [SceneShape(quarter, fill: .goal, opacity: 0.1)]
  }

  /// The corners that are not the goal.
  private func otherCorners(_ goal: ScenePoint) -> [SceneShape] {
    let distance = Self.cornerDistance
    return [
      (-distance, -distance), (-distance, distance), (distance, -distance), (distance, distance),
    ]
    .map { ScenePoint($0, $1) }.filter { $0 != goal }
    .map { SceneShape(.mark(center: $0, diameter: 14), stroke: .init(.structure, .points(1.5))) }
  }

  /// Where episodes begin.
  private var startBox: SceneShape {
    let range = -Self.startRange...Self.startRange
    return .rectangle(SceneBounds(x: range, y: range), stroke: .init(.structure, .points(1.5)))
  }
}
