public import Gym
import Numerics
import Wording

// The scene of the half circle: where goals can be, and where the sparse reward is paid.
extension HalfCircleRobot {
  /// The paths of all stages in one picture.
  public var stillStyle: StillStyle { .overlay }

  /// A slider goes round the whole circle.
  public var controls: [TaskControl] { [.slider(parameter: 0, range: 0...2 * .pi)] }

  /// Draws the plane from above with the path of each episode.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let goal = ScenePoint(task.goalX[0], task.goalY[0])
    let angle = task.angle[0]
    let plane = Plane(reach: 1.35, nameGaps: (0.09, 0.2))
    var scene = plane.scene(
      of: episodes, ground: [halfCircle(around: angle)] + paidDisc(goal) + plane.start,
      signs: plane.target(goal) + plane.names(goal))
    scene.notes =
      [SceneNote("goal", "at \(PictureNumber.fixed(angle * 180 / .pi, 0))°")]
      + episodes.suffix(1).map { $0.distanceNote(to: goal) }
    return scene
  }

  /// The half of the circle that the goal is on.
  private func halfCircle(around angle: Float) -> SceneShape {
    let first: Float = angle > .pi ? .pi : 0
    let points = (0...48).map { number in
      let place = Task(angle: Lanes(repeating: first + Float(number) / 48 * .pi))
      return ScenePoint(place.goalX[0], place.goalY[0])
    }
    return SceneShape(
      .path(points, isClosed: false), stroke: .init(.structure, .points(1.5)), opacity: 0.5)
  }

  /// Where the sparse reward is paid.
  private func paidDisc(_ goal: ScenePoint) -> [SceneShape] {
    guard reward == .sparse else { return [] }
    let disc = SceneShape.Outline.circle(center: goal, radius: Self.paidRadius)
    return [
      SceneShape(disc, fill: .goal, opacity: 0.15),
      SceneShape(disc, stroke: .init(.goal, .points(1)), opacity: 0.5),
    ]
  }
}
