#if Viewer
/// The areas of a picture: header, scenes and charts.
struct PictureLayout {
  /// The area for title and subtitle; its height is 0 if the picture is too small for them.
  var header: Rectangle
  /// The area for scenes.
  var scenes: Rectangle
  /// The areas for the adaptation curve and the returns; empty if the picture is too small.
  var charts: [Rectangle]
  /// The distance between panels, in points.
  var gap: Double

  /// The position of scenes relative to charts.
  enum Arrangement {
    /// Scenes above charts.
    case above
    /// One square scene beside charts, or above them in an upright picture.
    case square
  }

  /// Divides a picture.
  ///
  /// - Parameters:
  ///   - bounds: The whole picture.
  ///   - arrangement: The position of scenes relative to charts.
  ///   - chartShare: The share of the height for charts, if they are below the scenes, in `0...1`.
  init(_ bounds: Rectangle, arrangement: Arrangement, chartShare: Double) {
    let small = min(bounds.width * 0.67, bounds.height)
    let margin = max(6, min(22, (0.028 * small).rounded()))
    gap = max(5, min(14, (0.018 * small).rounded()))
    let inner = bounds.inset(by: margin)
    let headerHeight: Double =
      inner.height < 260 ? 0 : inner.height < 430 || inner.width < 520 ? 24 : 52
    header = Rectangle(x: inner.x, y: inner.y, width: inner.width, height: headerHeight)
    let body = inner.inset(top: headerHeight == 0 ? 0 : headerHeight + gap / 2)
    switch arrangement {
    case .square where body.width >= 1.2 * body.height:
      let width = min(body.height, 0.6 * body.width).rounded()
      scenes = Rectangle(x: body.x, y: body.y, width: width, height: body.height)
      let rest = body.inset(left: width + gap)
      charts = rest.width >= 130 ? rest.rows(2, gap: gap) : []
    case .square, .above:
      let share = arrangement == .square ? 0.36 : chartShare
      let height = (share * body.height).rounded()
      let hasCharts = height >= 80
      scenes = body.inset(bottom: hasCharts ? height + gap : 0)
      let rest = Rectangle(
        x: body.x, y: scenes.maxY + gap, width: body.width, height: height)
      charts = !hasCharts ? [] : rest.width < 360 ? [rest] : rest.columns(2, gap: gap)
    }
  }
}
#endif
