import Environments
import Gym
import Testing

struct BanditSceneTests {
  static let probabilities: [Float] = [0.2, 0.7, 0.5]
  /// Arms 0, 1, 2, 1, 0; those of steps 1 and 2 pay.
  static let trace = SceneCase.trace(
    states: Array(repeating: [1], count: 6), actions: [[0], [1], [2], [1], [0]],
    rewards: [0, 1, 1, 0, 0])

  static func scene(
    _ probabilities: [Float] = probabilities, _ episodes: [SceneEpisode]
  ) throws -> Scene {
    try Catalog.distribution(
      named: "bandit/bernoulli", options: ["arms": "\(probabilities.count)", "pulls": "5"]
    ).makeScene(probabilities, episodes)
  }

  static func scene(step: Int) throws -> Scene {
    try scene(probabilities, [SceneEpisode(trace, step: step, stage: 0.5)])
  }

  /// Left edge, lowest and highest point of rectangles, one for each.
  static func extents(_ paths: [[ScenePoint]]) -> [(arm: Int, low: Float, high: Float)] {
    paths.map { path in
      (
        Int((path.map(\.x).min() ?? 0).rounded(.down)), path.map(\.y).min() ?? 0,
        path.map(\.y).max() ?? 0
      )
    }
  }

  @Test func `boxes are as high as probabilities and the best arm's stands out`() throws {
    let scene = try Self.scene(step: 0)
    let boxes = Self.extents(scene.strokedPaths(.structure))
    #expect(boxes.map(\.arm) == [0, 2])
    #expect(boxes.map(\.low) == [0, 0])
    #expect(boxes.map(\.high) == [0.2, 0.5])
    let best = Self.extents(scene.strokedPaths(.goal))
    #expect(best.map(\.arm) == [1])
    #expect(best.map(\.high) == [0.7])
  }

  @Test func `bars are as high as mean payouts so far`() throws {
    // Pulls that paid are below the axis.
    let paths = try Self.scene(step: 4).filledPaths(.stage(0.5))
    let bars = Self.extents(paths.filter { $0.allSatisfy { $0.y >= 0 } })
    #expect(bars.map(\.arm) == [0, 1, 2])
    #expect(bars.map(\.high) == [0, 0.5, 1])
    let first = try Self.scene(step: 1).filledPaths(.stage(0.5))
    #expect(Self.extents(first.filter { $0.allSatisfy { $0.y >= 0 } }).map(\.arm) == [0])
  }

  @Test func `bars hang as deep as pulls, those that paid first`() throws {
    let scene = try Self.scene(step: 5)
    let won = Self.extents(scene.filledPaths(.stage(0.5)).filter { $0.allSatisfy { $0.y < 0 } })
    let lost = Self.extents(scene.filledPaths(.stage(0.5), opacity: 0.35))
    func depths(_ bars: [(arm: Int, low: Float, high: Float)]) -> [Int] {
      // Five pulls would be half a unit deep.
      bars.map { Int(((($0.high - $0.low) / 0.1)).rounded()) }
    }
    #expect(depths(won) == [0, 1, 1])
    #expect(depths(lost) == [2, 1, 0])
    for (won, lost) in zip(won, lost) { #expect(abs(won.low - lost.high) < 1e-6) }
    #expect(scene.texts.filter { $0.contains("/") } == ["0/2", "1/2", "1/1"])
  }

  @Test(arguments: [(0, "0.00"), (1, "0.50"), (4, "0.70"), (5, "1.20")])
  func `regret is what always pulling the best arm would have paid more`(
    step: Int, regret: String
  ) throws {
    // 0.5 + 0 + 0.2 + 0 + 0.5
    #expect(try Self.scene(step: step).note("regret") == regret)
  }

  @Test func `notes tell the best arm, the pulls and what they paid`() throws {
    let scene = try Self.scene(step: 4)
    #expect(scene.note("best arm") == "1, pays 0.70")
    #expect(scene.note("pulls") == "4 of 5")
    #expect(scene.note("paid") == "2")
  }

  @Test(arguments: [(2, 1.5, true), (4, 1.5, false), (5, 0.5, false)] as [(Int, Float, Bool)])
  func `a coin above the arm just pulled is solid if it paid`(
    step: Int, x: Float, isSolid: Bool
  ) throws {
    let coins = try Self.scene(step: step).shapes.filter { shape in
      if case .mark = shape.outline { true } else { false }
    }
    #expect(coins.count == 1)
    #expect(coins.first.map { Scene.numbers(of: $0)[0] } == x)
    #expect(coins.first?.fill == (isSolid ? .stage(0.5) : .background))
  }

  @Test func `a number that is no arm's is a pull that pays nothing`() throws {
    let trace = SceneCase.trace(states: [[1], [1], [1]], actions: [[7], [-1]])
    let scene = try Self.scene(Self.probabilities, [SceneEpisode(trace, step: 2, stage: 0)])
    #expect(scene.note("regret") == "1.40")
    #expect(scene.note("pulls") == "2 of 2")
  }

  @Test(arguments: [-3, 7, 1e30] as [Float])
  func `a record of odd rewards stays inside the chart`(reward: Float) throws {
    let trace = SceneCase.trace(
      states: Array(repeating: [1], count: 3), actions: [[0], [1]], rewards: [reward, reward])
    let faint = SceneEpisode(trace, step: 2, stage: 0.5, isFaint: true)
    let scene = try Self.scene(Self.probabilities, [faint, SceneEpisode(trace, step: 2, stage: 0)])
    for shape in scene.shapes {
      guard case .path(let points, _) = shape.outline else { continue }
      #expect(points.allSatisfy(scene.bounds.contains))
    }
  }

  @Test func `faint episodes are one background and leave the count alone`() throws {
    let faint = SceneEpisode(Self.trace, step: 5, stage: 0.5, isFaint: true)
    let main = SceneEpisode(Self.trace, step: 1, stage: 0.5)
    let scene = try Self.scene(Self.probabilities, [faint, faint, main])
    #expect(scene.note("pulls") == "1 of 5")
    // Upper and lower bar of three arms.
    #expect(scene.filledPaths(.stage(0.5), opacity: 0.25).count == 6)
  }

  @Test(arguments: [2, 8, 16, 17, 50])
  func `every number of arms has a level for each and words that fit`(arms: Int) throws {
    let probabilities = (0..<arms).map { Float($0) / Float(arms) }
    let scene = try Self.scene(probabilities, [SceneEpisode(Self.trace, step: 5, stage: 0)])
    let levels = scene.shapes.filter { shape in
      guard case .path(let points, _) = shape.outline, let top = points.map(\.y).max() else {
        return false
      }
      let isTruth = shape.stroke?.color == .structure || shape.stroke?.color == .goal
      return isTruth && probabilities.contains(top)
    }
    #expect(levels.count == arms)
    #expect(scene.texts.count <= 40)
  }
}
