#if Viewer
import Drawing
import Gym
import Testing

/// The strip below a scene: memory and probabilities.
struct InsightStripTests {
  private static let scene = Scene(bounds: SceneBounds(x: 0...1, y: 0...1))

  private static func draw(
    _ strip: InsightStrip?, theme: Theme = .light, size: Size = Size(300, 300)
  ) -> Canvas {
    let canvas = Canvas(size: size)
    canvas.clear(theme.window)
    ScenePane(
      title: "episode 1", value: "", stage: 0, scene: scene, theme: theme, insight: strip
    ).draw(on: canvas, in: canvas.bounds)
    return canvas
  }

  private static func code(_ color: Color) -> UInt32 {
    [color.red, color.green, color.blue].reduce(0) { $0 << 8 | UInt32(min(255, 256 * $1)) }
  }

  /// How many pixels have a colour.
  private static func count(_ color: Color, in canvas: Canvas) -> Int {
    var count = 0
    for row in 0..<canvas.pixelHeight {
      for column in 0..<canvas.pixelWidth where canvas.pixel(column, row) == code(color) {
        count += 1
      }
    }
    return count
  }

  private static func strip(
    _ memory: [Float], _ probabilities: [Float] = [], scale: Float = 2, action: Int? = nil
  ) -> InsightStrip {
    InsightStrip(
      InsightTrace(
        memorySize: memory.count, choiceCount: probabilities.count, memory: memory,
        probabilities: probabilities), scale: scale, action: action)
  }

  @Test(arguments: [Theme.light, .dark])
  func `each number has a cell whose colour is its value over the scale`(theme: Theme) {
    let canvas = Self.draw(Self.strip([-2, -1, 0, 1, 2, 1]), theme: theme)
    // One number has a cell of -0.5, two of 0.5; the words have a square of each, of 8 by 8 points.
    let one = Self.count(theme.divergingColor(-0.5), in: canvas)
    let two = Self.count(theme.divergingColor(0.5), in: canvas)
    // A cell is 13 points wide, less a gap and its round corners.
    let cell = two - one
    #expect((120...144).contains(cell), "\(cell)")
    #expect((40...64).contains(one - cell), "\(one - cell)")
    for value in [-1, 0, 1] as [Double] {
      #expect(Self.count(theme.divergingColor(value), in: canvas) > 80, "\(value)")
    }
  }

  @Test func `bars have the heights of probabilities`() {
    func accent(_ probabilities: [Float]) -> Int {
      Self.count(Theme.light.accent, in: Self.draw(Self.strip([], probabilities)))
    }
    let whole = accent([1, 0])
    #expect(whole > 1_000)
    #expect(abs(accent([0.5, 0]) - whole / 2) < whole / 15)
    #expect(abs(accent([0.25, 0.75]) - whole) < whole / 15)
    #expect(accent([0, 0]) == 0)
    #expect(accent([.nan, -1]) == 0)
    #expect(accent([7, 0]) == whole)
  }

  @Test func `the action that is taken next is framed`() {
    let none = Self.draw(Self.strip([], [0.5, 0.5]))
    let first = Self.draw(Self.strip([], [0.5, 0.5], action: 0))
    let second = Self.draw(Self.strip([], [0.5, 0.5], action: 1))
    #expect(none.encodedPNG() != first.encodedPNG())
    #expect(first.encodedPNG() != second.encodedPNG())
  }

  @Test func `the moment after some steps is that of the next action, and stays at the end`() {
    let insights = InsightTrace(
      memorySize: 1, choiceCount: 2, memory: [0.5, 1], probabilities: [1, 0, 0, 1])
    let trace = EpisodeTrace(
      stateSize: 1, actionSize: 1, states: [0, 0, 0], actions: [0, 1], rewards: [0, 0],
      isTerminated: true)
    func strip(_ step: Int) -> InsightStrip {
      InsightStrip(insights, of: trace, after: step, scale: 1)
    }
    #expect(strip(0) == Self.strip([0.5], [1, 0], scale: 1, action: 0))
    #expect(strip(1) == Self.strip([1], [0, 1], scale: 1, action: 1))
    #expect(strip(2) == strip(1))
  }

  @Test func `of a whole episode each step has a column`() throws {
    // One number that goes from negative to positive.
    let insights = InsightTrace(
      memorySize: 1, choiceCount: 0, memory: [-1, -1, 1, 1], probabilities: [])
    let canvas = Self.draw(InsightStrip(insights, scale: 1))
    func columns(_ value: Double) -> [Int] {
      let color = Self.code(Theme.light.divergingColor(value))
      // The middle of the strip, below its words.
      return (0..<300).filter { canvas.pixel($0, 262) == color }
    }
    let (negative, positive) = (columns(-1), columns(1))
    #expect(negative.count > 120 && positive.count > 120)
    #expect(try #require(negative.max()) <= #require(positive.min()))
  }

  @Test func `any numbers and sizes can be drawn`() {
    let odd = [Float.nan, .infinity, -.infinity, 1e38, -0.0]
    let many = [Float](repeating: 0.5, count: 100_000)
    let strips = [
      Self.strip(odd, odd, scale: .infinity), Self.strip(odd, [], scale: 0),
      Self.strip(many, many, scale: .nan, action: 99_999), Self.strip([1], [], action: 5),
      InsightStrip(
        InsightTrace(memorySize: 500, choiceCount: 0, memory: many, probabilities: []), scale: 1),
    ]
    for strip in strips {
      for size in [Size(1, 1), Size(60, 110), Size(40, 400), Size(200, 150), Size(900, 400)] {
        #expect(Self.draw(strip, size: size).pixelWidth >= 1)
      }
    }
  }

  @Test(arguments: [0, 1], SceneColorTests.blindness)
  func `numbers below, at and above 0 differ under every kind of colour vision`(
    theme: Int, matrix: [[Double]]
  ) {
    let theme = SceneColorTests.themes[theme]
    for (first, second) in [(-1.0, 0.0), (0, 1), (-1, 1), (-0.5, 0.5)] {
      let distance = SceneColorTests.distance(
        theme.divergingColor(first), theme.divergingColor(second), seenBy: matrix)
      #expect(distance > 0.2, "\(first) and \(second)")
    }
  }

  @Test(arguments: SceneColorTests.themes)
  func `the largest numbers stand out from the background`(theme: Theme) {
    for value in [-1, 1] as [Double] {
      let contrast = SceneColorTests.contrast(theme.divergingColor(value), theme.panel)
      #expect(contrast > 2.5, "\(value)")
    }
    #expect(theme.divergingColor(7) == theme.divergingColor(1))
    #expect(theme.divergingColor(.nan) == theme.divergingColor(0))
  }
}
#endif
