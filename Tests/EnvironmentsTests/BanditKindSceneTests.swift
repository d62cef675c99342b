import Environments
import Foundation
import Gym
import Testing

/// What is drawn of the bandits besides `bandit/bernoulli`.
struct BanditKindSceneTests {
  static func scene(
    _ name: String, _ task: [Float], arms: Int? = nil, states: [[Float]]? = nil,
    actions: [Float], rewards: [Float], step: Int
  ) throws -> Scene {
    var options = ["pulls": "\(actions.count)"]
    if let arms { options["arms"] = "\(arms)" }
    let trace = SceneCase.trace(
      states: states ?? Array(repeating: [1], count: actions.count + 1),
      actions: actions.map { [$0] }, rewards: rewards)
    return try Catalog.distribution(named: "bandit/" + name, options: options)
      .makeScene(task, [SceneEpisode(trace, step: step, stage: 0.5)])
  }

  static func bars(_ scene: Scene, above floor: Float = 0) -> [(low: Float, high: Float)] {
    BanditSceneTests.extents(
      scene.filledPaths(.stage(0.5)).filter { $0.allSatisfy { $0.y >= floor } }
    )
    .map { ($0.low, $0.high) }
  }

  static func coin(_ scene: Scene) -> ScenePoint? {
    for shape in scene.shapes {
      if case .mark(let center, _) = shape.outline { return center }
    }
    return nil
  }

  @Test func `boxes of two arms are as high as their chances`() throws {
    let scene = try Self.scene("two-armed", [0.75], actions: [0], rewards: [1], step: 0)
    #expect(BanditSceneTests.extents(scene.strokedPaths(.goal)).map(\.high) == [0.75])
    #expect(BanditSceneTests.extents(scene.strokedPaths(.structure)).map(\.high) == [0.25])
  }

  @Test func `the good arm stands out`() throws {
    let scene = try Self.scene(
      "one-good-arm", [2, 0.9, 0.1], arms: 4, actions: [0], rewards: [0], step: 1)
    #expect(BanditSceneTests.extents(scene.strokedPaths(.goal)).map(\.arm) == [2])
    #expect(BanditSceneTests.extents(scene.strokedPaths(.structure)).map(\.arm) == [0, 1, 3])
    #expect(scene.note("regret") == "0.80")
  }

  @Test func `amounts have a scale of their own, and bars go up or down from 0`() throws {
    // From -1 to 2: no payment is a third of the way up.
    let scene = try Self.scene(
      "gaussian", [-0.4, 1.25], arms: 2, actions: [0, 1, 1], rewards: [-0.7, 2.5, 0.5], step: 3)
    let bars = Self.bars(scene)
    try #require(bars.count == 2)
    #expect(abs(bars[0].low - 0.1) < 1e-6 && abs(bars[0].high - 1.0 / 3) < 1e-6)
    #expect(abs(bars[1].low - 1.0 / 3) < 1e-6 && abs(bars[1].high - 2.5 / 3) < 1e-6)
    #expect(scene.texts.contains("−1") && scene.texts.contains("2"))
    #expect(scene.texts.filter { $0.contains("/") }.isEmpty)
    #expect(scene.note("best arm") == "1, pays 1.25")
  }

  @Test(arguments: [(1, 0.1), (2, 1), (3, 0.5)] as [(Int, Float)])
  func `a dot is at the height of the latest payment, within the chart`(
    step: Int, height: Float
  ) throws {
    let scene = try Self.scene(
      "gaussian", [-0.4, 1.25], arms: 2, actions: [0, 1, 1], rewards: [-0.7, 25, 0.5], step: step)
    #expect(abs((try #require(Self.coin(scene))).y - height) < 1e-6)
  }

  static let contexts: [[Float]] = [[1, 0, 0, 0], [-1, 0, 0, 0], [0, 1, 0.5, 0]]

  @Test(arguments: [(0, 0, 2), (1, 1, -2), (2, 0, 0)] as [(Int, Int, Float)])
  func `boxes are the chances in the context of the next pull`(
    step: Int, best: Int, logit: Float
  ) throws {
    let scene = try Self.scene(
      "contextual", [2, 0, 0, 0, 0, -1, 2, 3], arms: 2, states: Self.contexts, actions: [0, 0],
      rewards: [1, 0], step: step)
    let boxes = BanditSceneTests.extents(
      scene.strokedPaths(.goal) + scene.strokedPaths(.structure))
    #expect(scene.note("best arm")?.hasPrefix("\(best),") == true)
    let first = try #require(boxes.first { $0.arm == 0 })
    #expect(abs(first.high - 1 / (1 + exp(-logit))) < 1e-6)
  }

  @Test func `notes tell the context and the regret of each context`() throws {
    let scene = try Self.scene(
      "contextual", [2, 0, 0, 0, 0, -1, 2, 3], arms: 2, states: Self.contexts, actions: [0, 0],
      rewards: [1, 0], step: 2)
    #expect(scene.note("context") == "0.0 1.0 0.5 0.0")
    // Nothing on the first pull; 1/2 instead of sigmoid(-2) on the second.
    #expect(scene.note("regret") == "0.38")
  }
}
