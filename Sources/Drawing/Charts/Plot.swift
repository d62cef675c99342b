#if Viewer
/// Two axes with their grid and labels, and the way from numbers to points.
struct Plot {
  /// From left to right.
  let horizontal: Axis
  /// From bottom to top.
  let vertical: Axis
  /// Where the numbers are drawn, without the labels of the axes.
  let area: Rectangle
  private let theme: Theme
  private let hasHorizontalLabels: Bool
  private let hasVerticalLabels: Bool

  /// Lays a plot out.
  ///
  /// - Parameters:
  ///   - area: What there is room in, labels included.
  ///   - horizontalValues: Whole numbers that have to have a place along x.
  ///   - verticalValues: Numbers that have to have a place along y.
  ///   - theme: The colours.
  ///   - canvas: What labels are measured on.
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

  /// Where a number along x is.
  func x(_ value: Double) -> Double {
    horizontal.position(of: value, from: area.minX, to: area.maxX)
  }

  /// Where a number along y is.
  func y(_ value: Double) -> Double {
    vertical.position(of: value, from: area.maxY, to: area.minY)
  }

  /// Draws grid and labels.
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
