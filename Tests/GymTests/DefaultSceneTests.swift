import Gym
import Numerics
import Testing

/// The scene of an environment that says nothing about scenes.
struct DefaultSceneTests {
  /// Two numbers over three steps, and one that stays the same.
  static let trace = EpisodeTrace(
    stateSize: 3, actionSize: 1, states: [0, -5, 7, 1, 5, 7, 2, 0, 7, 4, 0, 7],
    actions: [0, 0, 0], rewards: [1, 1, 1], isTerminated: false)

  static func scene(_ episodes: [SceneEpisode]) -> Scene {
    let drift = Drift(names: ["first", "second", "third"])
    return drift.scene(of: drift.makeTask([5, 1, 1]), episodes: episodes)
  }

  static func curves(_ scene: Scene, _ stage: Float) -> [[ScenePoint]] {
    scene.shapes.compactMap { shape in
      guard case .path(let points, false) = shape.outline, shape.stroke?.color == .stage(stage)
      else { return nil }
      return points
    }
  }

  @Test func `each number has a row of its own, with its name`() {
    let scene = Self.scene([SceneEpisode(Self.trace, step: 3, stage: 0)])
    let curves = Self.curves(scene, 0)
    #expect(curves.count == 3)
    for (curve, next) in zip(curves, curves.dropFirst()) {
      #expect((curve.map(\.y).min() ?? 0) > (next.map(\.y).max() ?? 0))
    }
    var heights: [Float] = []
    for name in ["first", "second", "third"] {
      for case .text(name, let place, _, _) in scene.shapes.map(\.outline) {
        heights.append(place.y)
      }
    }
    #expect(heights.count == 3)
    #expect(zip(heights, heights.dropFirst()).allSatisfy { abs($0 - $1 - 1) < 1e-5 })
  }

  @Test func `curves are drawn to the scale of their row`() {
    let curves = Self.curves(Self.scene([SceneEpisode(Self.trace, step: 3, stage: 0)]), 0)
    #expect(curves[0].map(\.x) == [0, 1, 2, 3])
    let heights = curves[0].map(\.y)
    let quarter = (heights[3] - heights[0]) / 4
    #expect(quarter > 0.1)
    #expect(abs(heights[1] - heights[0] - quarter) < 1e-6)
    #expect(abs(heights[2] - heights[0] - 2 * quarter) < 1e-6)
    #expect(Set(curves[2].map(\.y)).count == 1)
  }

  @Test func `the view stays while the episode plays, and curves grow`() {
    let scenes = (0...3).map { Self.scene([SceneEpisode(Self.trace, step: $0, stage: 0)]) }
    #expect(scenes.allSatisfy { $0.bounds == scenes[0].bounds })
    #expect(scenes.map { Self.curves($0, 0)[0].count } == [1, 2, 3, 4])
    for scene in scenes {
      for point in Self.curves(scene, 0).joined() {
        #expect(scene.bounds.x.contains(point.x) && scene.bounds.y.contains(point.y))
      }
    }
  }

  @Test func `faint episodes have paler curves and no heads`() {
    let faint = Self.scene([SceneEpisode(Self.trace, step: 3, stage: 0, isFaint: true)])
    #expect(faint.shapes.filter { $0.stroke?.color == .stage(0) }.allSatisfy { $0.opacity < 0.5 })
    #expect(!faint.shapes.contains { if case .mark = $0.outline { true } else { false } })
  }

  @Test(
    arguments: [
      [.nan, .infinity, 1, 2], [.nan, .nan, .nan, .nan], [-3e38, 3e38, 0, 1],
      [0, .leastNonzeroMagnitude, 0, 0], [3e38, 3e38, 3e38, 3e38],
    ] as [[Float]])
  func `numbers that cannot be drawn are left out`(values: [Float]) {
    let trace = EpisodeTrace(
      stateSize: 1, actionSize: 1, states: values, actions: [0, 0, 0], rewards: [0, 0, 0],
      isTerminated: true)
    let drift = Drift(names: ["only"])
    let scene = drift.scene(
      of: drift.makeTask([5, 1, 1]), episodes: [SceneEpisode(trace, step: 3, stage: 0)])
    for shape in scene.shapes {
      if case .path(let points, _) = shape.outline {
        #expect(points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
      }
    }
  }

  @Test func `sliders and buttons set what parameters there are`() {
    #expect(
      Drift().controls == [
        .slider(parameter: 0, range: 0...100), .slider(parameter: 1, range: 0...10),
        .choice(parameter: 2),
      ])
  }
}
