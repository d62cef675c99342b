import Environments
import Gym
import Numerics
import Testing

struct CartPoleSceneTests {
  /// Gravity, cart mass, pole mass, half-length, force, sign.
  static let usual: [Float] = [9.8, 1, 0.1, 0.5, 10, 1]

  static func scene(_ task: [Float], _ episodes: [SceneEpisode]) throws -> Scene {
    try Catalog.distribution(named: "cart-pole/reversed").makeScene(task, episodes)
  }

  /// One step with an action, from rest in the middle to a state.
  static func step(
    to state: [Float] = [0, 0, 0, 0], action: Float = 1, isTerminated: Bool = false
  ) -> SceneEpisode {
    SceneEpisode(
      SceneCase.trace(
        states: [[0, 0, 0, 0], state], actions: [[action]], isTerminated: isTerminated),
      step: 1, stage: 0.5)
  }

  /// Tail and tip of the arrow of the push, if there is one.
  static func arrow(_ scene: Scene) -> (tail: Float, tip: Float)? {
    guard let path = scene.filledPaths(.force).first else { return nil }
    return ((path[0].x + path[6].x) / 2, path[3].x)
  }

  @Test(arguments: [0, 1] as [Float], [-1, 1] as [Float])
  func `the arrow points the way the cart was pushed`(action: Float, sign: Float) throws {
    var task = Self.usual
    task[5] = sign
    // What the dynamics do, whatever the scene thinks of signs.
    var batch = try Catalog.distribution(named: "cart-pole/reversed").makeBatch(task, 1)
    batch.reset(key: RandomKey(seed: 1))
    let before = batch.states
    batch.step(actions: [action])
    let after = batch.states
    let trace = SceneCase.trace(states: [before, after], actions: [[action]])
    let scene = try Self.scene(task, [SceneEpisode(trace, step: 1, stage: 0)])
    let arrow = try #require(Self.arrow(scene))
    #expect((arrow.tip - arrow.tail) * (after[1] - before[1]) > 0)
    // It begins outside the cart, not behind its middle.
    #expect((arrow.tail - after[0]) * (after[1] - before[1]) > 0)
  }

  @Test func `the arrow is longer by 45 mm for each newton, and absent before the first step`()
    throws
  {
    func length(_ force: Float) throws -> Float {
      var task = Self.usual
      task[4] = force
      let arrow = try #require(Self.arrow(try Self.scene(task, [Self.step()])))
      return arrow.tip - arrow.tail
    }
    #expect(abs(try length(20) - length(10) - 0.45) < 1e-4)
    #expect(abs(try length(6) - length(5) - 0.045) < 1e-4)
    let start = SceneEpisode(Self.step().trace, step: 0, stage: 0)
    #expect(Self.arrow(try Self.scene(Self.usual, [start])) == nil)
  }

  @Test func `the pole has its length, its lean and its place`() throws {
    var task = Self.usual
    task[3] = 0.6
    let scene = try Self.scene(task, [Self.step(to: [0.5, 0, 0.1, 0])])
    let pole = try #require(scene.filledPaths(.stage(0.5)).first)
    let foot = ScenePoint((pole[0].x + pole[3].x) / 2, (pole[0].y + pole[3].y) / 2)
    let tip = ScenePoint((pole[1].x + pole[2].x) / 2, (pole[1].y + pole[2].y) / 2)
    #expect(abs(foot.x - 0.5) < 1e-5)
    // 1.2 times the sine and the cosine of 0.1.
    #expect(abs(tip.x - foot.x - 0.119800) < 1e-5)
    #expect(abs(tip.y - foot.y - 1.194005) < 1e-5)
  }

  @Test(arguments: [9_000, -1e6] as [Float])
  func `a pole that has gone round many times keeps its length`(angle: Float) throws {
    let scene = try Self.scene(Self.usual, [Self.step(to: [0, 0, angle, 0])])
    let pole = try #require(scene.filledPaths(.stage(0.5)).first)
    let (dx, dy) = (pole[1].x - pole[0].x, pole[1].y - pole[0].y)
    #expect(abs((dx * dx + dy * dy).squareRoot() - 1) < 1e-4)
  }

  @Test(arguments: [(0.1, 0.06), (0.4, 0.12), (0.025, 0.03)] as [(Float, Float)])
  func `the pole's thickness shows its mass`(mass: Float, thickness: Float) throws {
    var task = Self.usual
    task[2] = mass
    let pole = try #require(
      Self.scene(task, [Self.step()]).filledPaths(.stage(0.5)).first)
    let (dx, dy) = (pole[0].x - pole[3].x, pole[0].y - pole[3].y)
    #expect(abs((dx * dx + dy * dy).squareRoot() - thickness) < 1e-5)
  }

  @Test func `gravity's arrow points down and grows with it`() throws {
    func length(_ gravity: Float) throws -> Float {
      var task = Self.usual
      task[0] = gravity
      let arrows = try Self.scene(task, [Self.step()]).filledPaths(.structure, opacity: 0.8)
      let arrow = try #require(arrows.first)
      return (arrow[0].y + arrow[6].y) / 2 - arrow[3].y
    }
    #expect(try length(1) > 0)
    #expect(abs(try length(20) - length(10) - 0.45) < 1e-4)
  }

  @Test func `a turned sign is marked`() throws {
    var task = Self.usual
    #expect(try !Self.scene(task, [Self.step()]).texts.contains("reversed"))
    task[5] = -1
    let scene = try Self.scene(task, [Self.step()])
    #expect(scene.texts.contains("reversed"))
    #expect(scene.note("push") == "10 N, reversed")
  }

  @Test(arguments: [([0, 0, 0.22, 0], "fallen"), ([2.41, 0, 0.1, 0], "off the track")])
  func `the end of an episode is named once it has come`(state: [Float], name: String) throws {
    let end = Self.step(to: state, isTerminated: true)
    #expect(try Self.scene(Self.usual, [end]).texts.contains(name))
    var before = end
    before.step = 0
    #expect(try !Self.scene(Self.usual, [before]).texts.contains(name))
    var cut = end
    cut.trace.isTerminated = false
    #expect(try !Self.scene(Self.usual, [cut]).texts.contains(name))
  }

  @Test func `the lean over time ends where the episode stands`() throws {
    let states: [[Float]] = [[0, 0, 0, 0], [0, 0, 0.1, 0], [0, 0, 0.2, 0]]
    let trace = SceneCase.trace(states: states, actions: [[1], [1]])
    func head(_ step: Int) throws -> ScenePoint {
      let scene = try Self.scene(Self.usual, [SceneEpisode(trace, step: step, stage: 0)])
      return try #require(scene.strokedPaths(.stage(0)).first?.last)
    }
    let heads = try (0...2).map(head)
    // Both scales are uniform: 500 steps are 4.4 m wide, twelve degrees are 0.38 m high.
    #expect(abs(heads[1].x - heads[0].x - 4.4 / 500) < 1e-5)
    #expect(abs(heads[2].y - heads[1].y - 0.38 * 0.1 / (0.2094395)) < 1e-4)
  }

  @Test func `the view is the same for all tasks of training`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/reversed")
    let usual = try Self.scene(Self.usual, [Self.step()]).bounds
    for index in 0..<50 {
      let task = try distribution.task(.train, index: index, key: SceneCase.key)
      #expect(try Self.scene(task, [Self.step()]).bounds == usual)
    }
  }

  @Test(arguments: [0.01, 0.5, 1.5, 10] as [Float])
  func `upright poles of every legal length fit into the view`(halfLength: Float) throws {
    var task = Self.usual
    task[3] = halfLength
    let scene = try Self.scene(task, [Self.step()])
    let pole = try #require(scene.filledPaths(.stage(0.5)).first)
    #expect(pole.allSatisfy(scene.bounds.contains))
  }

  @Test func `notes tell the parameters with their units`() throws {
    let scene = try Self.scene([9.81, 1, 0.125, 0.6, 12.5, 1], [Self.step(to: [0, 0, 0.1, 0])])
    #expect(scene.note("pole") == "1.2 m, 0.125 kg")
    #expect(scene.note("cart") == "1 kg")
    #expect(scene.note("gravity") == "9.81 m/s²")
    #expect(scene.note("push") == "12.5 N")
    #expect(scene.note("lean") == "5.7°")
  }
}
