#if Viewer
import Drawing
import Testing

struct LabelSpacingTests {
  @Test func `labels with enough space are at their wanted positions`() {
    #expect(
      LabelSpacing.positions(for: [50, 10, 90], height: 15, within: 0...100) == [50, 10, 90])
  }

  @Test func `labels that would overlap move apart equally and keep their order`() {
    #expect(LabelSpacing.positions(for: [50, 52], height: 16, within: 0...100) == [43, 59])
    #expect(
      LabelSpacing.positions(for: [52, 50, 51], height: 10, within: 0...100) == [61, 41, 51])
    #expect(LabelSpacing.positions(for: [30, 30], height: 10, within: 0...100) == [25, 35])
  }

  @Test func `a group that grows into a neighbour moves it`() {
    let places = LabelSpacing.positions(for: [50, 50, 63], height: 10, within: 0...100)
    #expect(places.compactMap(\.self).count == 3)
    for (first, second) in [(0, 1), (1, 2)] {
      #expect((places[second] ?? 0) - (places[first] ?? 0) >= 10 - 1e-9)
    }
  }

  @Test func `no label leaves the limits`() {
    #expect(LabelSpacing.positions(for: [0, 1, 2], height: 10, within: 5...60) == [5, 15, 25])
    #expect(LabelSpacing.positions(for: [99, 100], height: 10, within: 0...100) == [90, 100])
  }

  @Test func `if there is not enough space, the last labels are omitted`() {
    #expect(LabelSpacing.positions(for: [5, 6, 7], height: 10, within: 0...10) == [0, 10, nil])
    #expect(LabelSpacing.positions(for: [5, 6], height: 10, within: 3...3) == [3, nil])
    #expect(LabelSpacing.positions(for: [.nan, 6], height: 10, within: 0...100) == [nil, 6])
    #expect(LabelSpacing.positions(for: [], height: 10, within: 0...100) == [])
  }
}
#endif
