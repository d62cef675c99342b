#if Viewer
import Drawing
import Environments
import Gym
import Testing

/// Trials with far more stages than fit into a picture.
struct ManyStagesTests {
  private static let area = Rectangle(x: 0, y: 0, width: 480, height: 240)

  @Test func `an adaptation chart of more stages draws no more`() {
    func byteCount(_ count: Int) -> Int {
      let chart = AdaptationChart(
        means: Self.means(count), stepCount: count - 1, anchors: [("oracle", 1), ("random", -40)],
        highlightedStage: count - 1, theme: .light)
      return Canvas.encodedSVG(size: Size(480, 240)) { chart.draw(on: $0, in: Self.area) }.count
    }
    #expect(byteCount(20_000) < byteCount(1_000) * 11 / 10)
  }

  @Test func `a return chart of very many lines draws twelve of them`() {
    func picture(_ numbers: [Int]) -> [UInt8] {
      let lines = numbers.map { number in
        ReturnChart.Line(
          name: "after \(number)", stage: Float(number) / 11_000,
          rewards: (0..<100).map { -Float(($0 + number) % 7) })
      }
      let canvas = Canvas(size: Size(480, 240))
      ReturnChart(lines: lines, step: 50, theme: .light).draw(on: canvas, in: Self.area)
      return canvas.encodedPNG()
    }
    let all = picture(Array(0...11_000))
    let (twelve, eleven) = (
      picture((0...11).map { 1_000 * $0 }), picture((0...10).map { 1_100 * $0 })
    )
    let (isTwelve, isEleven) = (all == twelve, all == eleven)
    #expect(isTwelve)
    #expect(!isEleven)
  }

  @Test func `a long curve keeps its peaks, both ends and their labels`() {
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
  func `dots keep their distance, and both ends have one`(count: Int, dotCount: Int) {
    let canvas = Canvas(size: Size(480, 240))
    canvas.clear(Theme.light.panel)
    AdaptationChart(
      means: Array(repeating: 0, count: count), stepCount: count - 1, anchors: [],
      highlightedStage: nil, theme: .light
    ).draw(on: canvas, in: Self.area)
    // Four points above the line, only dots have a colour.
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
  func `a picture of a thousand stages draws no more than one of a hundred`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let few = try ExampleTrial.make(distribution, stageCount: 20, episodes: 2)
    func trial(_ stageCount: Int) -> Trial {
      Trial(
        task: few.task, blocks: (0..<stageCount).map { few.blocks[$0 * 20 / stageCount] })
    }
    func byteCounts(_ stageCount: Int) -> [Int] {
      let picture = TrialPicture(of: trial(stageCount), distribution: distribution, policy: "many")
      return [
        Canvas.encodedSVG(size: Size(1200, 800)) { picture.draw(on: $0) }.count,
        Canvas.encodedSVG(size: Size(1200, 800)) { picture.drawFrame(step: 3, on: $0) }.count,
      ]
    }
    for (many, hundred) in zip(byteCounts(1_000), byteCounts(100)) {
      #expect(many < hundred * 11 / 10)
    }
    // The first and the last stage are among those that are shown.
    let canvas = Canvas(size: Size(1200, 800))
    TrialPicture(of: trial(1_000), distribution: distribution, policy: "many")
      .drawFrame(step: 3, on: canvas)
    let reference = canvas.encodedPNG()
    for stage in [0, 999] {
      var other = trial(1_000)
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
}
#endif
