#if Viewer
import Drawing
import Gym
import Testing

struct SceneArtistTests {
  private let scene = Scene(bounds: SceneBounds(x: -1...1, y: 0...1))

  @Test func `mapping a point to the canvas and back gives the same point`() {
    let artist = SceneArtist(
      scene, in: Rectangle(x: 10, y: 20, width: 300, height: 100), theme: .light)
    let place = artist.place(at: artist.point(ScenePoint(0.25, 0.75)))
    #expect(abs(place.x - 0.25) < 1e-6 && abs(place.y - 0.75) < 1e-6)
  }

  @Test func `the frame keeps proportions if the scene does, and fills the area otherwise`() {
    let area = Rectangle(x: 10, y: 20, width: 300, height: 100)
    let frame = SceneArtist(scene, in: area, theme: .light).frame
    #expect(frame == Rectangle(x: 60, y: 20, width: 200, height: 100))
    var chart = scene
    chart.keepsProportions = false
    #expect(SceneArtist(chart, in: area, theme: .light).frame == area)
  }

  /// Draws a scene of 2 by 1 in the middle of a canvas twice as high as it needs.
  private func drawn(_ shapes: [SceneShape], size: Double = 200) -> Canvas {
    var scene = scene
    scene.shapes = shapes
    let canvas = Canvas(size: Size(size, size))
    canvas.clear(Theme.light.panel)
    SceneArtist(scene, in: canvas.bounds, theme: .light).draw(scene, on: canvas)
    return canvas
  }

  @Test func `nothing is drawn outside the frame`() {
    let everywhere = SceneBounds(x: -9...9, y: -9...9)
    let canvas = drawn([.rectangle(everywhere, fill: .goal)])
    let (panel, goal) = (canvas.pixel(100, 20), canvas.pixel(100, 100))
    #expect(panel == 0xFFFFFF && goal == 0x006B41)
    #expect((0..<48).allSatisfy { canvas.pixel(100, $0) == panel })
    #expect((52..<148).allSatisfy { canvas.pixel(100, $0) == goal })
    #expect((152..<200).allSatisfy { canvas.pixel(100, $0) == panel })
  }

  @Test func `a line between points far outside still crosses the picture`() {
    let (far, near) = (ScenePoint(-3e38, 0.5), ScenePoint(0.5, 0.5))
    let canvas = drawn([.line(from: far, to: near, .init(.goal, .points(9)))])
    #expect(canvas.pixel(50, 100) == 0x006B41)
    #expect(canvas.pixel(190, 100) == 0xFFFFFF)
  }

  /// How many pixels are clearly darker than the background.
  private func ink(_ canvas: Canvas) -> Int {
    var count = 0
    for row in 0..<canvas.pixelHeight {
      for column in 0..<canvas.pixelWidth where canvas.pixel(column, row) & 0xFF < 0x80 {
        count += 1
      }
    }
    return count
  }

  @Test(arguments: [(-1, 0.5), (1, 0.5), (0, 0), (0, 1), (1, 1), (40, -40)] as [(Float, Float)])
  func `a text at the edge is moved back into the frame`(x: Float, y: Float) {
    let whole = ink(drawn([.text("readable", at: ScenePoint(0, 0.5))]))
    let moved = ink(drawn([.text("readable", at: ScenePoint(x, y))]))
    #expect(whole > 50)
    // Letters may fall differently onto pixels.
    #expect(abs(whole - moved) < whole / 4)
  }

  @Test func `text on top of shapes is readable`() {
    let block = SceneShape.rectangle(scene.bounds, fill: .structure)
    let canvas = drawn([block, .text("l l l l l l", at: ScenePoint(0, 0.5))])
    let brightest = (80..<120).map { canvas.pixel($0, 100) & 0xFF }.max() ?? 0
    #expect(brightest > 0xC0)
  }

  @Test func `small text is omitted in small scenes`() {
    let words: [SceneShape] = [.text("small print", at: ScenePoint(0, 0.5), size: .small)]
    #expect(ink(drawn(words, size: 120)) == 0)
    #expect(ink(drawn(words, size: 200)) > 50)
    #expect(ink(drawn([.text("large", at: ScenePoint(0, 0.5), size: .large)], size: 120)) > 50)
  }

  @Test func `long translucent lines look like short ones`() {
    let points = (0...30).map { ScenePoint(-0.9 + 0.06 * Float($0), 0.1 + 0.026 * Float($0)) }
    let line = SceneShape(.path(points, isClosed: false), stroke: .init(.structure, .points(3)))
    let (hasty, careful) = (drawn([line.faded(0.79)]), drawn([line.faded(0.81)]))
    #expect(hasty.pixel(100, 101) != 0xFFFFFF)
    func sum(_ canvas: Canvas) -> Int {
      var sum = 0
      for row in 0..<200 {
        for column in 0..<200 { sum += 255 - Int(canvas.pixel(column, row) & 0xFF) }
      }
      return sum
    }
    let ratio = Double(sum(hasty)) / Double(sum(careful))
    // Sixteen levels of coverage instead of 255.
    #expect(abs(ratio - 0.79 / 0.81) < 0.06)
  }
}
#endif
