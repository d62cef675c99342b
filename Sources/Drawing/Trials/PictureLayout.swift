#if Viewer
private import Gym

/// How a picture is divided.
struct PictureLayout {
  /// The room for title and subtitle; nothing if the picture is too small for them.
  var header: Rectangle
  /// The room for scenes.
  var scenes: Rectangle
  /// The room for the adaptation curve and for returns; empty if the picture is too small.
  var charts: [Rectangle]
  /// The distance between panels.
  var gap: Double

  /// Where scenes are relative to charts.
  enum Arrangement {
    /// Scenes above charts.
    case above
    /// One square scene beside charts, or above them in an upright picture.
    case square
  }

  /// Divides a picture.
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

extension TrialPicture {
  /// Writes what the picture is about.
  func drawHeader(_ layout: PictureLayout, on canvas: Canvas) {
    let area = layout.header
    guard area.height > 0 else { return }
    let isCompact = area.height < 40
    let font = isCompact ? Font(13, isBold: true) : Font(20, isBold: true)
    let titles = [
      "\(policy) adapts to a task of \(distribution.fullName)",
      "\(policy) on \(distribution.fullName)", policy,
    ]
    let title = titles.first { canvas.width(of: $0, font: font) <= area.width }
    canvas.write(
      title ?? canvas.fitting(policy, width: area.width, font: font),
      at: Point(area.minX + 2, area.minY + (isCompact ? 11 : 14)), font: font, theme.text)
    guard !isCompact else { return }
    let count = trial.stages.first?.rollouts.episodeCount ?? 0
    let rollouts =
      count == 1
      ? "one episode in each stage" : "episode \(episode + 1) of \(count) in each stage"
    let right = area.maxX - 2 - canvas.width(of: rollouts)
    // As many parameters as fit.
    let texts = taskTexts
    let beginnings = (1...max(1, texts.count)).reversed().lazy.map {
      texts.prefix($0).joined(separator: ", ")
    }
    let task = beginnings.first { canvas.width(of: $0) <= right - area.minX - 30 } ?? ""
    let middle = area.minY + 39
    canvas.write(task, at: Point(area.minX + 2, middle), font: .regular, theme.mutedText)
    canvas.write(
      rollouts, at: Point(area.maxX - 2, middle), .trailing, font: .regular, theme.mutedText)
  }

  /// Draws the charts there is room for, after so many steps or as they end.
  func drawCharts(_ layout: PictureLayout, after step: Int?, on canvas: Canvas) {
    if let area = layout.charts.first { adaptationChart.draw(on: canvas, in: area) }
    guard layout.charts.count > 1 else { return }
    returnChart(after: step).draw(on: canvas, in: layout.charts[1])
  }
}
#endif
