#if Viewer
import Drawing
import Environments
import Gym
import Testing

/// Trials with far more stages than a picture has room for.
struct ManyStagesTests {
  private static let area = Rectangle(x: 0, y: 0, width: 480, height: 240)

  @Test(arguments: [1_000, 20_000])
  func `an adaptation chart is drawn in time`(count: Int) {
    let canvas = Canvas(size: Size(480, 240))
    let means = Self.means(count)
    let time = Self.fastest {
      AdaptationChart(
        means: means, stepCount: count - 1, anchors: [("oracle", 1), ("random", -40)],
        highlightedStage: count - 1, theme: .light
      ).draw(on: canvas, in: Self.area)
    }
    #expect(time < .milliseconds(20))
  }

  @Test func `a return chart is drawn in time`() {
    let canvas = Canvas(size: Size(480, 240))
    let rewards: [Float] = (0..<100).map { -Float($0 % 7) }
    let lines = (0..<20_000).map { number in
      ReturnChart.Line(
        name: "after \(number)", stage: Float(number) / 19_999, rewards: rewards)
    }
    let time = Self.fastest {
      ReturnChart(lines: lines, step: 50, theme: .light).draw(on: canvas, in: Self.area)
    }
    #expect(time < .milliseconds(20))
  }

  @Test func `a curve of very many means keeps what stands out, both ends and their labels`() {
    func chart(_ change: (inout [Double]) -> Void) -> [UInt8] {
      var means = Array(repeating: -20.0, count: 20_000)
      means[0] = -40
      means[19_999] = -2
      change(&means)
      let canvas = Canvas(size: Size(480, 240))
      canvas.clear(Theme.light.panel)
      AdaptationChart(
        means: means, stepCount: means.count - 1, anchors: [], highlightedStage: nil, theme: .light
      ).draw(on: canvas, in: Self.area)
      return canvas.encodedPNG()
    }
    let plain = chart { _ in }
    #expect(plain == chart { $0[7_001] = -20 })
    for index in [0, 7_001, 19_998, 19_999] {
      #expect(plain != chart { $0[index] = -30 }, "\(index)")
    }
  }

  @Test(arguments: [(2, 2), (20, 20), (40, 20), (101, 21), (1_000, 21), (20_000, 21)])
  func `dots do not crowd, and the ends have theirs`(count: Int, dotCount: Int) {
    let canvas = Canvas(size: Size(480, 240))
    canvas.clear(Theme.light.panel)
    AdaptationChart(
      means: Array(repeating: 0, count: count), stepCount: count - 1, anchors: [],
      highlightedStage: nil, theme: .light
    ).draw(on: canvas, in: Self.area)
    // Four points above the line nothing but dots has a colour.
    let row = Self.line(of: canvas) - 4
    let dots = (0..<480).map { Self.isColourful(canvas.pixel($0, row)) }
      .split(separator: false)
    #expect(dots.count == dotCount)
    #expect(dots.allSatisfy { (3...8).contains($0.count) })
  }

  /// The row with most of the colours of stages.
  private static func line(of canvas: Canvas) -> Int {
    let counts = (0..<240).map { row in
      (0..<480).count { isColourful(canvas.pixel($0, row)) }
    }
    return counts.firstIndex(of: counts.max() ?? 0) ?? 0
  }

  private static func isColourful(_ pixel: UInt32) -> Bool {
    let parts = [0, 8, 16].map { Int(pixel >> $0 & 255) }
    return (parts.max() ?? 0) - (parts.min() ?? 0) > 35
  }

  @Test(arguments: ["point-robot/goals", "bandit/bernoulli", "cart-pole/reversed"])
  func `a trial of a thousand stages makes pictures in time`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let few = try ExampleTrial.make(distribution, stageCount: 20, episodes: 2)
    let trial = Trial(
      task: few.task, blocks: (0..<1_000).map { few.blocks[$0 / 50] })
    let picture = TrialPicture(of: trial, distribution: distribution, policy: "many")
    let canvas = Canvas(size: Size(1200, 800))
    #expect(Self.fastest { picture.draw(on: canvas) } < .seconds(1))
    #expect(Self.fastest { picture.drawFrame(step: 3, on: canvas) } < .seconds(1))
    // The first and the last stage are among those that are shown.
    let reference = canvas.encodedPNG()
    for stage in [0, 999] {
      var other = trial
      other.blocks[stage] = few.blocks[10]
      let changed = TrialPicture(of: other, distribution: distribution, policy: "many")
      changed.drawFrame(step: 3, on: canvas)
      #expect(canvas.encodedPNG() != reference)
    }
  }

  /// A noisy rise.
  private static func means(_ count: Int) -> [Double] {
    (0..<count).map { number in
      let noise = (Double(number) * 0.618034).truncatingRemainder(dividingBy: 1)
      return -40 + 38 * Double(number) / Double(count) + 8 * (noise - 0.5)
    }
  }

  /// The shortest of some runs, which other programs disturbed least.
  private static func fastest(_ body: () -> Void) -> Duration {
    let clock = ContinuousClock()
    return (0..<5).map { _ in clock.measure(body) }.min() ?? .zero
  }
}
#endif
