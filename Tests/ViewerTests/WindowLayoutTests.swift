#if Viewer
import Drawing
import Testing
import Viewer

struct WindowLayoutTests {
  private static let sizes = [
    Size(400, 300), Size(640, 480), Size(800, 600), Size(1280, 720), Size(1920, 1080),
    Size(600, 1200), Size(3000, 500),
  ]

  @Test(arguments: sizes, [1, 2, 4, 11])
  func `nothing lies outside the window or on something else`(size: Size, paneCount: Int) {
    for (ratio, hasPanel) in [(1.0, false), (1.0, true), (2.5, true), (0.4, false)] {
      let layout = WindowLayout(
        size: size, paneCount: paneCount, sceneRatio: ratio, hasPanel: hasPanel)
      #expect(layout.panes.count == paneCount)
      var all = layout.panes + [layout.header, layout.playButton, layout.timeline, layout.speed]
      all += [layout.panel, layout.returnChart, layout.adaptationChart].compactMap(\.self)
      for (number, area) in all.enumerated() {
        #expect(area.minX >= 0 && area.maxX <= size.width + 0.01, "\(area) in \(size)")
        #expect(area.minY >= 0 && area.maxY <= size.height + 0.01, "\(area) in \(size)")
        for other in all[..<number] where area.width > 0 && other.width > 0 {
          let isApart =
            area.maxX <= other.minX + 0.01 || other.maxX <= area.minX + 0.01
            || area.maxY <= other.minY + 0.01 || other.maxY <= area.minY + 0.01
          #expect(isApart, "\(area) and \(other) in \(size)")
        }
      }
    }
  }

  @Test func `a large window has charts and a low one has none`() {
    func layout(_ size: Size) -> WindowLayout {
      WindowLayout(size: size, paneCount: 2, sceneRatio: 1, hasPanel: false)
    }
    #expect(layout(Size(1280, 720)).adaptationChart != nil)
    #expect(layout(Size(800, 340)).adaptationChart == nil)
  }
}
#endif
