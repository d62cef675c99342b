import Environments
import Gym
import Testing

struct TabularMDPSceneTests {
  /// Action 0 costs 4 in every state, 1 costs 2, 2 pays nothing, 3 pays 2, 4 pays 4.
  static let task = {
    var task = TabularMDPCase.task()
    for pair in 0..<50 { task[500 + pair] = 2 * Float(pair % 5 - 2) }
    return task
  }()
  /// From 0 by action 3 to 4, by 1 to 4 again, by 2 to 9.
  static let trace = SceneCase.trace(
    states: [[0], [4], [4], [9]], actions: [[3], [1], [2]], rewards: [2.5, -1, 0.25])

  static func scene(
    _ trace: EpisodeTrace = trace, step: Int, faint: [EpisodeTrace] = [], task: [Float] = task
  ) throws -> Scene {
    try TabularMDPCase.distribution().makeScene(
      task,
      faint.map { SceneEpisode($0, step: 3, stage: 0.5, isFaint: true) }
        + [SceneEpisode(trace, step: step, stage: 0.5)])
  }

  /// The centre of a state: on a circle of radius 1, clockwise from the top.
  static let places: [ScenePoint] = [
    ScenePoint(0, 1), ScenePoint(0.588, 0.809), ScenePoint(0.951, 0.309), ScenePoint(0.951, -0.309),
    ScenePoint(0.588, -0.809), ScenePoint(0, -1), ScenePoint(-0.588, -0.809),
    ScenePoint(-0.951, -0.309), ScenePoint(-0.951, 0.309), ScenePoint(-0.588, 0.809),
  ]

  static func isClose(_ a: ScenePoint, _ b: ScenePoint, _ distance: Float = 0.001) -> Bool {
    abs(a.x - b.x) <= distance && abs(a.y - b.y) <= distance
  }

  /// The petals among filled paths: closed, ten corners.
  static func petals(_ scene: Scene, _ color: SceneColor, opacity: Float) -> Int {
    scene.filledPaths(color, opacity: opacity).count { $0.count == 10 }
  }

  @Test func `petals are as dense as actions pay, purple where they cost`() throws {
    let scene = try Self.scene(step: 0)
    #expect(Self.petals(scene, .goal, opacity: 1) == 10)
    #expect(Self.petals(scene, .goal, opacity: 0.5) == 10)
    #expect(Self.petals(scene, .goal, opacity: 0.04) == 10)
    #expect(Self.petals(scene, .force, opacity: 0.5) == 10)
    #expect(Self.petals(scene, .force, opacity: 1) == 10)
    #expect(scene.texts.filter { ["\u{2212}2", "mean reward"].contains($0) }.count == 2)
  }

  @Test func `the number of each state stands in its place`() throws {
    let scene = try Self.scene(step: 0)
    var found: [String] = []
    for shape in scene.shapes {
      guard case .text(let text, let place, .center, _) = shape.outline else { continue }
      let state = try #require(Int(text))
      #expect(Self.isClose(place, Self.places[state]), "state \(state)")
      found.append(text)
    }
    // In state 0 is the episode.
    #expect(found == (1..<10).map(String.init))
  }

  @Test(arguments: [(0, 0), (1, 4), (2, 4), (3, 9)])
  func `the solid disc is where the episode is`(step: Int, state: Int) throws {
    let solid = try Self.scene(step: step).shapes.compactMap { shape -> ScenePoint? in
      guard case .circle(let center, _) = shape.outline, shape.fill == .stage(0.5) else {
        return nil
      }
      return center
    }
    #expect(solid.count == 1)
    #expect(solid.allSatisfy { Self.isClose($0, Self.places[state]) })
  }

  @Test func `the latest move is an arrow to where it led`() throws {
    let arrows = try Self.scene(step: 3).filledPaths(.stage(0.5)).filter { $0.count == 7 }
    #expect(arrows.count == 1)
    // Its tip meets the disc of state 9.
    #expect(Self.isClose(try #require(arrows.first)[3], Self.places[9], 0.09))
    // The first move has become a line; the second stayed, and is a ring.
    let lines = try Self.scene(step: 3).strokedPaths(.stage(0.5), opacity: 1 / 1.5)
    #expect(lines.count == 1)
    #expect(Self.isClose(try #require(lines.first?.last), Self.places[4], 0.09))
    let rings = try Self.scene(step: 3).shapes.count { shape in
      guard case .circle(let center, _) = shape.outline, shape.fill == nil else { return false }
      return Self.isClose(center, Self.places[4])
    }
    #expect(rings == 1)
  }

  @Test func `the best action of each state has an outline, which depends on the steps left`()
    throws
  {
    let goal = TabularMDPCase.task(
      weights: [(0, 1, 3, 1e30), (3, 2, 3, 1e30)], rewards: [(0, 1, 0), (3, 2, 5)])
    func outlines(step: Int) throws -> [[ScenePoint]] {
      let trace = SceneCase.trace(
        states: Array(repeating: [0], count: 11), actions: Array(repeating: [0], count: 10))
      return try Self.scene(trace, step: step, task: goal).strokedPaths(.goal)
    }
    #expect(try outlines(step: 0).count == 10)
    #expect(try outlines(step: 0) == outlines(step: 8))
    // In the last step state 0 is no longer left for state 3.
    let last = try outlines(step: 9)
    #expect(try zip(outlines(step: 8), last).map { $0 == $1 }.firstIndex(of: false) == 0)
    #expect(try outlines(step: 10) == last)
  }

  @Test func `episodes learned from are pooled`() throws {
    let alone = try Self.scene(step: 3)
    let one = try Self.scene(step: 3, faint: [Self.trace])
    let three = try Self.scene(step: 3, faint: [Self.trace, Self.trace, Self.trace])
    // Two moves to another state and three actions.
    #expect(one.shapes.count == alone.shapes.count + 5)
    #expect(three.shapes.count == one.shapes.count)
  }

  @Test func `notes tell where the episode is, what it earned and what is possible`() throws {
    let scene = try Self.scene(step: 2)
    // Action 4 pays 4 in each of ten steps, wherever one is.
    #expect(scene.note("best possible") == "40.0")
    #expect(scene.note("state") == "4")
    #expect(scene.note("step") == "2 of 3")
    #expect(scene.note("earned") == "1.5")
  }

  @Test(arguments: [-7, 3.4, 1e30, .nan] as [Float])
  func `a record of odd states and actions stays inside the picture`(odd: Float) throws {
    let trace = SceneCase.trace(
      states: [[0], [odd], [odd]], actions: [[odd], [odd]], rewards: [1e30, 1e30])
    let scene = try Self.scene(trace, step: 2, faint: [trace])
    for shape in scene.shapes {
      guard case .path(let points, _) = shape.outline else { continue }
      #expect(points.allSatisfy(scene.bounds.contains))
    }
  }
}
