import Gym
import Testing

struct SceneShapeTests {
  static func points(_ shape: SceneShape) -> [ScenePoint] {
    if case .path(let points, true) = shape.outline { points } else { [] }
  }

  @Test func `an arrow reaches from tail to tip with a head three times as wide`() {
    let arrow = SceneShape.arrow(
      from: ScenePoint(1, 2), to: ScenePoint(3, 2), thickness: 0.2, color: .force)
    #expect(arrow.fill == .force)
    let points = Self.points(arrow)
    #expect(points.count == 7)
    #expect(points[3] == ScenePoint(3, 2))
    #expect(points[0].x == 1 && points[6].x == 1)
    #expect(abs(points[0].y - points[6].y - 0.2) < 1e-6)
    #expect(abs(points[2].y - points[4].y - 0.6) < 1e-6)
    #expect(abs(points[2].x - 2.4) < 1e-6)
  }

  @Test func `a short arrow is all head, and one of no length is a point without a direction`() {
    let short = Self.points(
      .arrow(from: ScenePoint(0, 0), to: ScenePoint(0, -0.1), thickness: 1, color: .force))
    #expect(short[1].y == 0 && short[3] == ScenePoint(0, -0.1))
    let none = Self.points(
      .arrow(from: ScenePoint(4, 4), to: ScenePoint(4, 4), thickness: 1, color: .force))
    #expect(none.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  @Test func `fading twice multiplies`() {
    let line = SceneShape.line(from: ScenePoint(0, 0), to: ScenePoint(1, 0), .init(.faint))
    #expect(line.faded(0.5).faded(0.5).opacity == 0.25)
  }
}
