#if Viewer
/// The background of a scene or a chart: a surface with round corners and a heading.
struct Panel {
  var theme: Theme
  /// The left part of the heading in several lengths, the longest first; the first that fits is used.
  var titles: [String]
  /// The right part of the heading.
  var value = ""
  /// The stage of adaptation that gives the heading its colour, from 0 to 1, if the panel shows one.
  var stage: Double?

  private static let padding = 12.0

  /// The height of the heading, in points.
  static func headingHeight(in area: Rectangle) -> Double {
    isCompact(area) ? 22 : 34
  }

  /// Draws the surface and the heading.
  func draw(on canvas: Canvas, in area: Rectangle) {
    guard area.width > 0, area.height > 0 else { return }
    canvas.fill(.rectangle(area, radius: 8), theme.panel)
    // Inset by half a point, so that the line covers whole pixels.
    canvas.stroke(.rectangle(area.inset(by: 0.5), radius: 7.5), theme.line)
    drawHeading(on: canvas, in: area)
  }

  private func drawHeading(on canvas: Canvas, in area: Rectangle) {
    let isCompact = Self.isCompact(area)
    let padding = isCompact ? 8 : Self.padding
    let middle = area.minY + Self.headingHeight(in: area) / 2 + (isCompact ? 0 : 1)
    let left = area.minX + padding
    let right = area.maxX - padding
    let radius = isCompact ? 3.5 : 5
    let markWidth = stage == nil ? 0 : 2 * radius + 7
    let font = font(on: canvas, width: right - left - markWidth, isCompact: isCompact)
    let written = canvas.fitting(value, width: right - left, font: font)
    canvas.write(
      written, at: Point(right, middle), .trailing, font: font,
      stage.map { theme.stageTextColor($0) } ?? theme.mutedText)
    let room = right - left - markWidth - valueWidth(written, font, on: canvas)
    let title = titles.first { canvas.width(of: $0, font: font) <= room }
    let text = title ?? canvas.fitting(titles.last ?? "", width: room, font: font)
    if let stage, room > 0 {
      canvas.fill(
        .circle(center: Point(left + radius, middle), radius: radius), theme.stageColor(stage))
    }
    canvas.write(text, at: Point(left + markWidth, middle), font: font, theme.text)
  }

  /// The largest font in which the shortest title fits.
  private func font(on canvas: Canvas, width: Double, isCompact: Bool) -> Font {
    let fonts = (isCompact ? [11, 10] : [Font.heading.size, 12.5, 11]).map {
      Font($0, isBold: true)
    }
    let fitting = fonts.first { font in
      canvas.width(of: titles.last ?? "", font: font)
        <= width - valueWidth(value, font, on: canvas)
    }
    return fitting ?? fonts[fonts.count - 1]
  }

  private func valueWidth(_ value: String, _ font: Font, on canvas: Canvas) -> Double {
    value.isEmpty ? 0 : canvas.width(of: value, font: font) + 12
  }

  private static func isCompact(_ area: Rectangle) -> Bool {
    area.width < 240 || area.height < 150
  }
}

extension Theme {
  /// The colour of text about a stage: the stage's colour, mixed with that of text to be readable.
  func stageTextColor(_ stage: Double) -> Color {
    stageColor(stage).mixed(with: text, 0.3)
  }
}
#endif
