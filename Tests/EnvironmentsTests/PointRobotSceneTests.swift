import Environments
import Gym
import Testing

struct PointRobotSceneTests {
  static func scene(goal: [Float], _ episodes: [SceneEpisode]) throws -> Scene {
    try Catalog.distribution(named: "point-robot/goals").makeScene(goal, episodes)
  }

  /// To the right, then up.
  static let corner = SceneCase.trace(
    states: [[0, 0], [0.1, 0], [0.2, 0], [0.2, 0.1]], actions: [[1, 0], [1, 0], [0, 1]])

  @Test func `the target is at the goal and its box is what counts as reached`() throws {
    let scene = try Self.scene(goal: [0.3, -0.2], [SceneEpisode(Self.corner, step: 0, stage: 0)])
    let rings = scene.shapes.compactMap { shape -> ScenePoint? in
      guard case .mark(let center, _) = shape.outline, shape.stroke?.color == .goal else {
        return nil
      }
      return center
    }
    #expect(rings == [ScenePoint(0.3, -0.2)])
    let box = try #require(scene.filledPaths(.goal).first)
    #expect(abs((box.map(\.x).max() ?? 0) - 0.31) < 1e-6)
    #expect(abs((box.map(\.x).min() ?? 0) - 0.29) < 1e-6)
    #expect(abs((box.map(\.y).max() ?? 0) + 0.19) < 1e-6)
    #expect(abs((box.map(\.y).min() ?? 0) + 0.21) < 1e-6)
  }

  @Test func `the trail goes as far as the episode was played`() throws {
    let scene = try Self.scene(goal: [0.3, 0.2], [SceneEpisode(Self.corner, step: 2, stage: 0.5)])
    #expect(
      scene.strokedPaths(.stage(0.5)) == [
        [ScenePoint(0, 0), ScenePoint(0.1, 0), ScenePoint(0.2, 0)]
      ]
    )
  }

  @Test(arguments: [(1, 1, 0), (3, 0, 1)] as [(Int, Float, Float)])
  func `the robot's nose points where it moves`(step: Int, x: Float, y: Float) throws {
    let scene = try Self.scene(
      goal: [-0.3, 0.2], [SceneEpisode(Self.corner, step: step, stage: 1)])
    let place = ScenePoint(Self.corner.states[2 * step], Self.corner.states[2 * step + 1])
    let nose = try #require(scene.filledPaths(.stage(1)).first?.first)
    let (dx, dy) = (nose.x - place.x, nose.y - place.y)
    #expect(dx * x + dy * y > 0.01)
    #expect(abs(dx * y - dy * x) < 1e-6)
  }

  @Test func `a robot that stands still has no nose`() throws {
    let standing = SceneCase.trace(states: [[0, 0], [0, 0]], actions: [[0, 0]])
    let scene = try Self.scene(goal: [0.3, 0.2], [SceneEpisode(standing, step: 1, stage: 1)])
    #expect(scene.filledPaths(.stage(1)).isEmpty)
  }

  @Test func `a robot outside the view is shown by an arrow at the edge`() throws {
    let away = SceneCase.trace(states: [[0, 0], [-6, 3]], actions: [[1, 1]])
    let scene = try Self.scene(goal: [0.3, 0.2], [SceneEpisode(away, step: 1, stage: 0)])
    let arrow = try #require(scene.filledPaths(.stage(0)).first)
    #expect(arrow.allSatisfy(scene.bounds.contains))
    let tip = arrow[3]
    #expect(tip.x < 0.9 * scene.bounds.x.lowerBound)
    #expect(abs(tip.y + 0.5 * tip.x) < 1e-5)
    let inside = try Self.scene(goal: [0.3, 0.2], [SceneEpisode(away, step: 0, stage: 0)])
    #expect(inside.filledPaths(.stage(0)).isEmpty)
  }

  @Test func `all goals of training are seen in the same view`() throws {
    let distribution = try Catalog.distribution(named: "point-robot/goals")
    let view = SceneBounds(x: -0.7...0.7, y: -0.7...0.7)
    for index in 0..<50 {
      let goal = try distribution.task(.train, index: index, key: SceneCase.key)
      let scene = try Self.scene(goal: goal, [SceneEpisode(Self.corner, step: 0, stage: 0)])
      #expect(scene.bounds == view)
    }
  }

  @Test(arguments: [[-10, 10], [10, 3], [0.8, -0.8], [0.69, 0]] as [[Float]])
  func `a goal far away is still inside the view`(goal: [Float]) throws {
    let scene = try Self.scene(goal: goal, [SceneEpisode(Self.corner, step: 0, stage: 0)])
    let reach = 0.9 * scene.bounds.x.upperBound
    #expect(abs(goal[0]) < reach && abs(goal[1]) < reach)
    #expect(scene.bounds.contains(ScenePoint(0, 0)))
  }

  @Test func `notes tell the goal and the distance`() throws {
    let done = SceneCase.trace(
      states: [[0, 0], [0.1, 0]], actions: [[1, 0]], isTerminated: true)
    let goal: [Float] = [0.1, 0]
    let before = try Self.scene(goal: goal, [SceneEpisode(done, step: 0, stage: 0)])
    #expect(before.note("goal") == "(0.10, 0.00)")
    #expect(before.note("distance") == "0.100")
    let after = try Self.scene(goal: goal, [SceneEpisode(done, step: 1, stage: 0)])
    #expect(after.note("distance") == "0.000, reached")
  }
}
