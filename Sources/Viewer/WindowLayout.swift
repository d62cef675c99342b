#if Viewer
package import Drawing

/// The positions of everything in a window, in points.
package struct WindowLayout: Equatable {
  /// The text at the top.
  package var header: Rectangle
  /// One for each stage that is shown.
  package var panes: [Rectangle]
  /// The controls of the task; `nil` if there are none.
  package var panel: Rectangle?
  /// The chart of the return over steps; `nil` in a low window.
  package var returnChart: Rectangle?
  /// The adaptation curve; `nil` in a low window.
  package var adaptationChart: Rectangle?
  /// The button that plays and pauses.
  package var playButton: Rectangle
  /// The bar of the time line.
  package var timeline: Rectangle
  /// The text to the right of the time line.
  package var speed: Rectangle

  private static let margin = 12.0
  private static let gap = 10.0

  /// Lays out a window.
  ///
  /// The charts go below the panes or beside them, whichever makes the scenes larger.
  ///
  /// - Parameters:
  ///   - size: The size of the window.
  ///   - paneCount: How many stages are shown.
  ///   - sceneRatio: Width over height of a scene.
  ///   - hasPanel: Whether the task has controls.
  package init(size: Size, paneCount: Int, sceneRatio: Double, hasPanel: Bool) {
    var rest = Rectangle(x: 0, y: 0, width: size.width, height: size.height)
      .inset(by: Self.margin)
    header = Rectangle(x: rest.x, y: rest.y, width: rest.width, height: 34)
    rest = rest.inset(top: 34 + Self.gap)

    let bottom = Rectangle(x: rest.x, y: rest.maxY - 30, width: rest.width, height: 30)
    playButton = Rectangle(x: bottom.x, y: bottom.y, width: 30, height: 30)
    let speedWidth = min(170.0, bottom.width / 3)
    speed = Rectangle(
      x: bottom.maxX - speedWidth, y: bottom.y, width: speedWidth, height: bottom.height)
    timeline = bottom.inset(left: 42, right: speedWidth + 12)
    rest = rest.inset(bottom: 30 + Self.gap)

    if hasPanel {
      let width = max(170, min(280, rest.width * 0.24))
      panel = Rectangle(
        x: rest.maxX - width, y: rest.y, width: width, height: rest.height)
      rest = rest.inset(right: width + Self.gap)
    }
    let candidates = [Self.chartsBelow(rest), Self.chartsBeside(rest), (rest: rest, charts: [])]
    let best =
      candidates.prefix { !$0.charts.isEmpty }.max { first, second in
        Self.sceneHeight(first.rest, paneCount, sceneRatio)
          < Self.sceneHeight(second.rest, paneCount, sceneRatio)
      } ?? candidates[2]
    returnChart = best.charts.first
    adaptationChart = best.charts.last
    panes = Self.grid(paneCount, in: best.rest, sceneRatio: sceneRatio)
  }

  private static func chartsBelow(_ area: Rectangle) -> (rest: Rectangle, charts: [Rectangle]) {
    guard area.height > 320 else { return (area, []) }
    let height = max(120, min(260, area.height * 0.3))
    let charts = Rectangle(
      x: area.x, y: area.maxY - height, width: area.width, height: height)
    return (area.inset(bottom: height + gap), charts.columns(2, gap: gap))
  }

  private static func chartsBeside(_ area: Rectangle) -> (rest: Rectangle, charts: [Rectangle]) {
    guard area.width > 700, area.height > 320 else { return (area, []) }
    let width = max(270, min(420, area.width * 0.27))
    let charts = Rectangle(
      x: area.maxX - width, y: area.y, width: width, height: area.height)
    return (area.inset(right: width + gap), charts.rows(2, gap: gap))
  }

  /// The height of a scene in the best grid of panes.
  private static func sceneHeight(_ area: Rectangle, _ count: Int, _ ratio: Double) -> Double {
    (1...max(1, count)).map { sceneHeight(area, count, ratio, columnCount: $0) }.max() ?? 0
  }

  private static func sceneHeight(
    _ area: Rectangle, _ count: Int, _ ratio: Double, columnCount: Int
  ) -> Double {
    let rowCount = (count + columnCount - 1) / columnCount
    let width = (area.width - gap * Double(columnCount - 1)) / Double(columnCount) - 12
    // A heading above each scene, and a line of notes below it.
    let height = (area.height - gap * Double(rowCount - 1)) / Double(rowCount) - 62
    return min(height, width / ratio)
  }

  /// Divides an area so that the scenes are as large as possible.
  private static func grid(
    _ count: Int, in area: Rectangle, sceneRatio: Double
  ) -> [Rectangle] {
    let columnCount =
      (1...max(1, count)).max { first, second in
        sceneHeight(area, count, sceneRatio, columnCount: first)
          < sceneHeight(area, count, sceneRatio, columnCount: second)
      } ?? 1
    let rowCount = (count + columnCount - 1) / columnCount
    let cells = area.rows(rowCount, gap: gap).flatMap { $0.columns(columnCount, gap: gap) }
    return Array(cells.prefix(count))
  }
}
#endif
