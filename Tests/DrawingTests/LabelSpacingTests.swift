#if Viewer
import Drawing
import Testing

struct LabelColumnTests {
  @Test func `labels with room stay where they are wanted`() {
    #expect(LabelColumn.places(for: [50, 10, 90], height: 15, within: 0...100) == [50, 10, 90])
  }

  @Test func `labels that would overlap move apart alike and keep their order`() {
    #expect(LabelColumn.places(for: [50, 52], height: 16, within: 0...100) == [43, 59])
    #expect(LabelColumn.places(for: [52, 50, 51], height: 10, within: 0...100) == [61, 41, 51])
    #expect(LabelColumn.places(for: [30, 30], height: 10, within: 0...100) == [25, 35])
  }

  @Test func `a group that grew into a neighbour takes it along`() {
    let places = LabelColumn.places(for: [50, 50, 63], height: 10, within: 0...100)
    #expect(places.compactMap(\.self).count == 3)
    for (first, second) in [(0, 1), (1, 2)] {
      #expect((places[second] ?? 0) - (places[first] ?? 0) >= 10 - 1e-9)
    }
  }

  @Test func `no label leaves the limits`() {
    #expect(LabelColumn.places(for: [0, 1, 2], height: 10, within: 5...60) == [5, 15, 25])
    #expect(LabelColumn.places(for: [99, 100], height: 10, within: 0...100) == [90, 100])
  }

  @Test func `without room for all the last are left out`() {
    #expect(LabelColumn.places(for: [5, 6, 7], height: 10, within: 0...10) == [0, 10, nil])
    #expect(LabelColumn.places(for: [5, 6], height: 10, within: 3...3) == [3, nil])
    #expect(LabelColumn.places(for: [.nan, 6], height: 10, within: 0...100) == [nil, 6])
    #expect(LabelColumn.places(for: [], height: 10, within: 0...100) == [])
  }
}

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

  @Test func `labels never overlap, and what has no room is left out`() {
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
