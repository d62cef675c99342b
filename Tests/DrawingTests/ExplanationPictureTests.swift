#if Viewer
import Drawing
import Testing

struct ExplanationPictureTests {
  private static func chart(
    _ theme: Theme = .light, interval: Double = 0.05, changed: Double = 0
  ) -> ShareChart {
    let steps = [2.0, 4, 10, 19]
    return ShareChart(
      titles: ["Task parameters"],
      curves: [
        .init(
          name: "memory", role: .main,
          points: steps.map {
            .init(
              step: $0, share: 0.04 * $0 + changed,
              interval: 0.04 * $0 - interval...0.04 * $0 + interval)
          }),
        .init(name: "exact", role: .best, points: steps.map { .init(step: $0, share: 0.045 * $0) }),
        .init(name: "time only", role: .control, points: steps.map { .init(step: $0, share: 0) }),
        .init(name: "untrained", role: .other, points: [.init(step: 2, share: .nan)]),
      ], theme: theme)
  }

  private static func png(_ size: Size, _ charts: [ShareChart], _ theme: Theme = .light) -> [UInt8]
  {
    let canvas = Canvas(size: size)
    ExplanationPicture(
      title: "What the memory holds", subtitle: "64 numbers", charts: charts, theme: theme
    ).draw(on: canvas)
    return canvas.encodedPNG()
  }

  @Test func `curves, their intervals and the colours are in the picture`() {
    let size = Size(400, 300)
    let plain = Self.png(size, [Self.chart()])
    #expect(Self.png(size, [Self.chart()]) == plain)
    #expect(Self.png(size, [Self.chart(interval: 0.2)]) != plain)
    #expect(Self.png(size, [Self.chart(changed: 0.1)]) != plain)
    #expect(Self.png(size, [Self.chart(.dark)], .dark) != plain)
  }

  @Test(arguments: [Size(100, 100), Size(100, 4000), Size(4000, 100), Size(1200, 560)])
  func `a picture may have any size and any number of charts`(size: Size) {
    for count in 0...3 {
      let charts = Array(repeating: Self.chart(), count: count)
      #expect(!Self.png(size, charts).isEmpty)
    }
    #expect(!Self.png(size, [ShareChart(titles: ["Nothing"], curves: [], theme: .dark)]).isEmpty)
  }
}
#endif
