#if Viewer
/// What a memory holds and whether decisions follow it, as charts side by side.
public struct ExplanationPicture {
  /// The size of the picture by default, in points.
  public static let usualSize = Size(1200, 560)

  private let title: String
  private let subtitle: String
  private let charts: [ShareChart]
  private let theme: Theme

  /// Creates a picture.
  ///
  /// - Parameters:
  ///   - title: The policy and its distribution.
  ///   - subtitle: How both were examined.
  ///   - charts: From left to right.
  ///   - theme: The colours.
  public init(title: String, subtitle: String, charts: [ShareChart], theme: Theme) {
    self.title = title
    self.subtitle = subtitle
    self.charts = charts
    self.theme = theme
  }

  /// Draws the picture; its size is that of the canvas.
  ///
  /// Charts are side by side where they are wide enough, otherwise one below the other.
  ///
  /// - Parameter canvas: The canvas to draw on.
  public func draw(on canvas: Canvas) {
    canvas.clear(theme.window)
    let margin = 14.0
    let headerHeight = canvas.size.height < 240 ? 0.0 : 52
    let area = canvas.bounds.inset(by: margin)
    if headerHeight > 0 { drawHeader(on: canvas, in: area) }
    let room = area.inset(top: headerHeight)
    let isWide = room.width / Double(max(1, charts.count)) >= 300 || room.height < 300
    let places =
      isWide ? room.columns(charts.count, gap: 12) : room.rows(charts.count, gap: 12)
    for (chart, place) in zip(charts, places) { chart.draw(on: canvas, in: place) }
  }

  private func drawHeader(on canvas: Canvas, in area: Rectangle) {
    let font = Font(20, isBold: true)
    canvas.write(
      canvas.fitting(title, width: area.width, font: font),
      at: Point(area.minX + 2, area.minY + 12),
      font: font, theme.text)
    canvas.write(
      canvas.fitting(subtitle, width: area.width), at: Point(area.minX + 2, area.minY + 36),
      font: .regular, theme.mutedText)
  }
}
#endif
