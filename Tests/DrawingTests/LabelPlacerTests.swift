#if Viewer
import Drawing
import Testing

struct LabelPlacerTests {
  private let limits = Rectangle(x: 0, y: 0, width: 100, height: 100)
  private let size = Size(20, 10)

  @Test func `a label goes above its point if nothing is there`() {
    var placer = LabelPlacer(within: limits)
    #expect(
      placer.place(size, around: Point(50, 50), distance: 5)
        == Rectangle(x: 40, y: 35, width: 20, height: 10))
  }

  @Test func `a label at the upper edge goes below`() {
    var placer = LabelPlacer(within: limits)
    #expect(placer.place(size, around: Point(50, 5), distance: 5)?.minY == 10)
  }

  @Test func `labels never overlap, and a label without space is omitted`() {
    var placer = LabelPlacer(within: limits)
    let places = (0..<40).compactMap { _ in
      placer.place(size, around: Point(50, 50), distance: 5)
    }
    #expect((2...8).contains(places.count))
    for (number, place) in places.enumerated() {
      for other in places.dropFirst(number + 1) {
        #expect(
          place.maxX <= other.minX || other.maxX <= place.minX || place.maxY <= other.minY
            || other.maxY <= place.minY)
      }
    }
  }

  @Test func `only the most important label crosses a line, and only if it has to`() {
    var placer = LabelPlacer(within: limits)
    placer.occupy(from: Point(50, 50), to: Point(50, 0))
    #expect(placer.place(size, around: Point(50, 50), distance: 5)?.minY == 55)
    var crowded = LabelPlacer(within: Rectangle(x: 30, y: 30, width: 40, height: 20))
    crowded.occupy(horizontalAt: 40)
    #expect(crowded.place(size, around: Point(50, 50), distance: 5) == nil)
    #expect(crowded.place(size, around: Point(50, 50), distance: 5, crossesLines: true) != nil)
  }
}
#endif
