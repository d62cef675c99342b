import Environments
import Gym
import Numerics
import Testing

/// What the scenes of the kinds of cart-pole show besides what every cart-pole shows.
struct CartPoleKindSceneTests {
  static func scene(
    _ name: String, _ task: [Float], _ episodes: [SceneEpisode] = [CartPoleSceneTests.step()]
  ) throws -> Scene {
    try Catalog.distribution(named: "cart-pole/" + name).makeScene(task, episodes)
  }

  static func swingUp(_ difficulty: Float, halfLength: Float = 0.5) -> [Float] {
    var task = CartPoleSceneTests.usual + [difficulty]
    task[3] = halfLength
    return task
  }

  /// One step of a swing-up that leads to an angle.
  static func swing(
    to angle: Float, at position: Float = 0, action: Float = 1, isTerminated: Bool = false
  ) -> SceneEpisode {
    SceneEpisode(
      SceneCase.trace(
        states: [[0, 0, .pi, 0, 0], [position, 0, angle, 0, 0.01]], actions: [[action]],
        isTerminated: isTerminated),
      step: 1, stage: 0.5)
  }

  // MARK: Target

  @Test(arguments: [-2.4, -1.25, 0, 0.5, 2.4] as [Float])
  func `a flag stands at the target and the track is marked where it pays`(place: Float) throws {
    let scene = try Self.scene("target", CartPoleSceneTests.usual + [place])
    let flag = try #require(scene.filledPaths(.goal).first)
    #expect(flag[0].x == place)
    let band = try #require(scene.strokedPaths(.goal, opacity: 0.6).first)
    #expect(band.map(\.x) == [max(-2.4, place - 1), min(2.4, place + 1)])
    #expect(flag.allSatisfy { scene.bounds.y.contains($0.y) })
  }

  @Test func `the way to the target is drawn over time`() throws {
    let trace = SceneCase.trace(
      states: [[0, 0, 0, 0], [1.2, 0, 0.1, 0]], actions: [[1]])
    let scene = try Self.scene(
      "target", CartPoleSceneTests.usual + [1.2], [SceneEpisode(trace, step: 1, stage: 0)])
    let head = try #require(scene.strokedPaths(.stage(0)).first?.last)
    let goal = try #require(scene.strokedPaths(.goal).first { $0[0].y < 0 })
    #expect(abs(head.y - goal[0].y) < 1e-5)
    #expect(scene.note("target") == "1.20 m")
  }

  // MARK: Continuous

  @Test(arguments: [-1, -0.4, 0.4, 1] as [Float], [-1, 1] as [Float])
  func `the arrow is as long as the push is strong`(action: Float, sign: Float) throws {
    var task = CartPoleSceneTests.usual
    task[5] = sign
    let scene = try Self.scene("continuous", task, [CartPoleSceneTests.step(action: action)])
    let arrow = try #require(CartPoleSceneTests.arrow(scene))
    let length = (arrow.tip - arrow.tail) * (action * sign > 0 ? 1 : -1)
    #expect(abs(length - (0.14 + 0.045 * 10 * abs(action))) < 1e-4)
    #expect(scene.texts.contains(abs(action) == 1 ? "10 N" : "4 N"))
    #expect(scene.note("push") == (sign < 0 ? "up to 10 N, reversed" : "up to 10 N"))
  }

  @Test func `what is beyond the limits is drawn as it acts`() throws {
    let most = try Self.scene(
      "continuous", CartPoleSceneTests.usual, [CartPoleSceneTests.step(action: 1)])
    let more = try Self.scene(
      "continuous", CartPoleSceneTests.usual, [CartPoleSceneTests.step(action: 7)])
    #expect(most == more)
  }

  // MARK: Swing-up

  @Test(arguments: [(0, -1), (1, 0), (2, 1)] as [(Float, Float)])
  func `a push is drawn to its side, and rolling has no arrow`(action: Float, side: Float) throws {
    let scene = try Self.scene(
      "swing-up", Self.swingUp(0.5), [Self.swing(to: 3, action: action)])
    let arrow = CartPoleSceneTests.arrow(scene)
    #expect(arrow.map { $0.tip > $0.tail ? 1 : -1 } ?? 0 == side)
  }

  @Test(arguments: [0.01, 0.5, 1.5, 10] as [Float], [0, 2, .pi] as [Float])
  func `poles of every legal length fit into the view, hanging too`(
    halfLength: Float, angle: Float
  ) throws {
    let scene = try Self.scene(
      "swing-up", Self.swingUp(0.5, halfLength: halfLength), [Self.swing(to: angle)])
    let pole = try #require(scene.filledPaths(.stage(0.5)).first)
    #expect(pole.allSatisfy(scene.bounds.contains))
  }

  @Test(arguments: [0, 0.5, 0.95] as [Float])
  func `reach and height are marked`(difficulty: Float) throws {
    let scene = try Self.scene("swing-up", Self.swingUp(difficulty), [Self.swing(to: 0)])
    let band = try #require(scene.strokedPaths(.goal, opacity: 0.6).first)
    #expect(abs(band[1].x - (1 - difficulty)) < 1e-6)
    #expect(band[0].x == -band[1].x)
    // The pole is 1 m long, so its tip has to be this high above the pivot.
    let pole = try #require(scene.filledPaths(.stage(0.5)).first)
    let line = try #require(scene.strokedPaths(.goal).first)
    #expect(abs(line[0].y - pole[0].y - difficulty) < 1e-5)
  }

  @Test func `the height over time goes from down to up`() throws {
    func head(_ angle: Float) throws -> Float {
      let scene = try Self.scene("swing-up", Self.swingUp(0.5), [Self.swing(to: angle)])
      return try #require(scene.strokedPaths(.stage(0.5)).first?.last).y
    }
    let heights = try [Float.pi, .pi / 2, 0].map(head)
    #expect(abs(heights[2] - heights[0] - 1.1) < 1e-5)
    #expect(abs(heights[1] - (heights[0] + heights[2]) / 2) < 1e-5)
  }

  @Test func `a swing-up only ends off the track`() throws {
    let end = Self.swing(to: 2, at: 3.01, isTerminated: true)
    let scene = try Self.scene("swing-up", Self.swingUp(0.5), [end])
    #expect(scene.texts.contains("off the track"))
    #expect(!scene.texts.contains("fallen"))
  }

  @Test func `the view is the same for all swing-ups of training`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/swing-up")
    let usual = try Self.scene("swing-up", Self.swingUp(0.5), [Self.swing(to: 3)]).bounds
    for index in 0..<50 {
      let task = try distribution.task(.train, index: index, key: SceneCase.key)
      #expect(distribution.makeScene(task, [Self.swing(to: 3)]).bounds == usual)
    }
  }
}
