import Environments
import Gym
import Testing

/// What the scenes of half-circle, winds and corners show besides the robots.
struct PointRobotPlaneTests {
  static func scene(
    _ name: String, _ task: [Float], reward: String? = nil, step: Int = 3
  ) throws -> Scene {
    let distribution = try Catalog.distribution(
      named: "point-robot/\(name)", options: reward.map { ["reward": $0] } ?? [:])
    return distribution.makeScene(
      task, [SceneEpisode(PointRobotSceneTests.corner, step: step, stage: 0)])
  }

  @Test func `the disc in which the half circle pays has its real size`() throws {
    func discs(_ reward: String) throws -> [SceneShape.Outline] {
      try Self.scene("half-circle", [0], reward: reward).shapes.filter { $0.fill == .goal }
        .map(\.outline).filter { if case .circle = $0 { true } else { false } }
    }
    #expect(try discs("sparse") == [.circle(center: ScenePoint(1, 0), radius: 0.2)])
    #expect(try discs("dense").isEmpty)
  }

  @Test(arguments: [(1, 1), (4, -1)] as [(Float, Float)])
  func `the half of the circle that the goal is on is drawn`(angle: Float, side: Float) throws {
    let scene = try Self.scene("half-circle", [angle])
    let arc = try #require(scene.strokedPaths(.structure, opacity: 0.5).first)
    #expect(arc.count == 49)
    for point in arc {
      #expect(abs((point.x * point.x + point.y * point.y).squareRoot() - 1) < 1e-6)
      #expect(point.y * side > -1e-6)
    }
    #expect(try Self.scene("half-circle", [.pi / 2]).note("goal") == "at 90°")
  }

  @Test func `the wind's arrow points where it blows, and longer if it is stronger`() throws {
    func length(_ x: Float, _ y: Float) throws -> Float {
      let scene = try Self.scene("winds", [x, y, 0, 0.4, 0.4])
      let arrow = try #require(scene.filledPaths(.force).first)
      let (tail, tip) = (arrow[0], arrow[3])
      let (dx, dy) = (tip.x - tail.x, tip.y - tail.y)
      #expect(dx * x + dy * y > 0)
      #expect(arrow.allSatisfy(scene.bounds.contains))
      return (dx * dx + dy * dy).squareRoot()
    }
    let weak = try length(0.01, -0.02)
    let strong = try length(0.03, -0.06)
    #expect(strong > 2 * weak)
    #expect(try length(1, 1) > strong)
  }

  @Test func `the other dial shows where a move to the right leads`() throws {
    let scene = try Self.scene("winds", [0.01, 0.02, .pi / 2, 0.4, 0.4])
    let arrow = try #require(scene.filledPaths(.structure).last)
    let tail = ScenePoint((arrow[0].x + arrow[6].x) / 2, (arrow[0].y + arrow[6].y) / 2)
    #expect(abs(arrow[3].x - tail.x) < 1e-6)
    #expect(arrow[3].y - tail.y > 0.1)
    #expect(scene.note("moves") == "turned by 90°")
    #expect(scene.note("wind") == "(0.01, 0.02)")
  }

  @Test func `dials stand beside the plane, and paths do not show below them`() throws {
    let scene = try Self.scene("winds", [0.01, 0.02, 1, 0.4, 0.4])
    #expect(scene.bounds.x.upperBound > 1.5 * scene.bounds.y.upperBound)
    let panel = try #require(scene.filledPaths(.background).last)
    let index = try #require(scene.shapes.lastIndex { $0.fill == .background })
    #expect(panel.map(\.x).min() ?? 0 > scene.bounds.y.upperBound)
    let force = try #require(scene.shapes.firstIndex { $0.fill == .force })
    let robot = try #require(scene.shapes.lastIndex { $0.fill == .stage(0) })
    #expect(robot < index && index < force)
  }

  @Test func `the goal's corner is a target, and its quarter without the middle pays`() throws {
    let scene = try Self.scene("corners", [-2, 2], reward: "sparse")
    let quarter = try #require(scene.filledPaths(.goal, opacity: 0.1).first)
    #expect(quarter.allSatisfy { $0.x <= 0 && $0.y >= 0 })
    #expect(quarter.contains(ScenePoint(-0.5, 0)) && quarter.contains(ScenePoint(0, 0.5)))
    #expect(!quarter.contains(ScenePoint(0, 0)))
    let others = scene.shapes.filter { shape in
      if case .mark(_, 14) = shape.outline { shape.stroke?.color == .structure } else { false }
    }
    #expect(others.count == 3)
    let dense = try Self.scene("corners", [-2, 2], reward: "dense")
    #expect(dense.filledPaths(.goal, opacity: 0.1).isEmpty)
    #expect(dense.note("goal") == "(\u{2212}2.00, 2.00)")
  }
}
