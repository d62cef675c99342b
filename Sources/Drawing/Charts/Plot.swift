#if Viewer
/// Two axes with their grid and labels; maps numbers to points.
struct Plot {
  /// The axis from left to right.
  let horizontal: Axis
  /// The axis from bottom to top.
  let vertical: Axis
  /// The area between the axes, without their labels, in points.
  let area: Rectangle
  private let theme: Theme
  private let hasHorizontalLabels: Bool
  private let hasVerticalLabels: Bool

  /// Lays out a plot.
  ///
  /// - Parameters:
  ///   - area: The available area, labels included, in points.
  ///   - horizontalValues: Numbers that the horizontal axis must include; its ticks are whole numbers.
  ///   - verticalValues: Numbers that the vertical axis must include.
  ///   - theme: The colours.
  ///   - canvas: The canvas on which labels are measured.
  init(
    in area: Rectangle, horizontalValues: [Double], verticalValues: [Double], theme: Theme,
    canvas: Canvas
  ) {
    self.theme = theme
    hasHorizontalLabels = area.height >= 70
    let inner = area.inset(top: 5, bottom: hasHorizontalLabels ? 18 : 4)
    vertical = Axis(
      covering: verticalValues, tickLimit: max(1, min(6, Int(inner.height / 32))), margin: 0.07)
    let labelWidth = vertical.labels.map { canvas.width(of: $0, font: .small) }.max() ?? 0
    hasVerticalLabels = labelWidth + 60 < area.width
    self.area = inner.inset(left: hasVerticalLabels ? labelWidth + 8 : 0)
    let longest = "\(Int(horizontalValues.max() ?? 0))"
    let tickWidth = canvas.width(of: longest, font: .small) + 22
    horizontal = Axis(
      covering: horizontalValues, tickLimit: max(1, min(8, Int(self.area.width / tickWidth))),
      isWhole: true)
  }

  /// Maps a number of the horizontal axis to an x coordinate, in points.
  func x(_ value: Double) -> Double {
    horizontal.position(of: value, from: area.minX, to: area.maxX)
  }

  /// Maps a number of the vertical axis to a y coordinate, in points.
  func y(_ value: Double) -> Double {
    vertical.position(of: value, from: area.maxY, to: area.minY)
  }

  /// Draws the grid and the labels.
  func drawAxes(on canvas: Canvas) {
    for (tick, label) in zip(vertical.ticks, vertical.labels) {
      canvas.stroke(
        .polyline([Point(area.minX, y(tick)), Point(area.maxX, y(tick))]), theme.line.faded(0.6))
      guard hasVerticalLabels else { continue }
      canvas.write(
        label, at: Point(area.minX - 7, y(tick)), .trailing, font: .small, theme.mutedText)
    }
    canvas.stroke(
      .polyline([Point(area.minX, area.maxY), Point(area.maxX, area.maxY)]), theme.line)
    guard hasHorizontalLabels else { return }
    for (tick, label) in zip(horizontal.ticks, horizontal.labels) {
      canvas.stroke(
        .polyline([Point(x(tick), area.maxY), Point(x(tick), area.maxY + 3)]), theme.line)
      canvas.write(
        label, at: Point(x(tick), area.maxY + 12), .center, font: .small, theme.mutedText)
    }
  }
}
#endif
