#if Viewer
import Drawing

/// Where everything is in a window of a size, in points.
struct ShowLayout: Equatable {
  /// The line at the top.
  var header: Rectangle
  /// One for each stage on show.
  var panes: [Rectangle]
  /// The controls of the task, if there are any.
  var panel: Rectangle?
  /// The return as it accumulates; `nil` in a low window.
  var returnChart: Rectangle?
  /// The adaptation curve; `nil` in a low window.
  var adaptationChart: Rectangle?
  /// The button that plays and pauses.
  var playButton: Rectangle
  /// The bar of the time line.
  var timeline: Rectangle
  /// The words to the right of it.
  var speed: Rectangle

  private static let margin = 12.0
  private static let gap = 10.0

  init(size: Size, paneCount: Int, hasPanel: Bool) {
    var rest = Rectangle(x: 0, y: 0, width: size.width, height: size.height)
      .inset(by: Self.margin)
    header = Rectangle(x: rest.x, y: rest.y, width: rest.width, height: 34)
    rest = rest.inset(top: 34 + Self.gap)

    let bottom = Rectangle(x: rest.x, y: rest.maxY - 30, width: rest.width, height: 30)
    playButton = Rectangle(x: bottom.x, y: bottom.y, width: 30, height: 30)
    let speedWidth = min(150.0, bottom.width / 3)
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
    if rest.height > 320 {
      let height = max(120, min(260, rest.height * 0.3))
      let charts = Rectangle(
        x: rest.x, y: rest.maxY - height, width: rest.width, height: height
      ).columns(2, gap: Self.gap)
      returnChart = charts[0]
      adaptationChart = charts[1]
      rest = rest.inset(bottom: height + Self.gap)
    }
    panes = Self.grid(paneCount, in: rest)
  }

  /// Divides an area so that the panes come as close to squares as possible.
  private static func grid(_ count: Int, in area: Rectangle) -> [Rectangle] {
    func shortSide(_ columnCount: Int) -> Double {
      let rowCount = (count + columnCount - 1) / columnCount
      return min(
        (area.width - gap * Double(columnCount - 1)) / Double(columnCount),
        (area.height - gap * Double(rowCount - 1)) / Double(rowCount) - 30)
    }
    let columnCount = (1...max(1, count)).max { shortSide($0) < shortSide($1) } ?? 1
    let rowCount = (count + columnCount - 1) / columnCount
    let cells = area.rows(rowCount, gap: gap).flatMap { $0.columns(columnCount, gap: gap) }
    return Array(cells.prefix(count))
  }
}
#endif
