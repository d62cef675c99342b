#if Viewer
/// What scenes and charts stand on: a surface with round corners and a heading.
struct Panel {
  var theme: Theme
  /// The heading on the left.
  var title: String
  /// The heading on the right.
  var value = ""
  /// The stage of adaptation the panel is about, if it is about one: it has that colour.
  var stage: Double?

  private static let padding = 12.0

  /// How high the heading is in a panel of a size.
  static func headingHeight(in area: Rectangle) -> Double {
    isCompact(area) ? 22 : 34
  }

  /// Draws surface and heading.
  func draw(on canvas: Canvas, in area: Rectangle) {
    guard area.width > 0, area.height > 0 else { return }
    canvas.fill(.rectangle(area, radius: 8), theme.panel)
    // Half a point inwards, so that the line is sharp.
    canvas.stroke(.rectangle(area.inset(by: 0.5), radius: 7.5), theme.line)
    let isCompact = Self.isCompact(area)
    let padding = isCompact ? 8 : Self.padding
    let font = isCompact ? Font(11, isBold: true) : .heading
    let middle = area.minY + Self.headingHeight(in: area) / 2 + (isCompact ? 0 : 1)
    var left = area.minX + padding
    var right = area.maxX - padding
    if !value.isEmpty {
      let text = canvas.fitting(value, width: right - left, font: font)
      let color = stage.map { theme.stageTextColor($0) } ?? theme.mutedText
      canvas.write(text, at: Point(right, middle), .trailing, font: font, color)
      right -= canvas.width(of: text, font: font) + 12
    }
    if let stage, right - left > 40 {
      let radius = isCompact ? 3.5 : 5
      canvas.fill(
        .circle(center: Point(left + radius, middle), radius: radius), theme.stageColor(stage))
      left += 2 * radius + 7
    }
    let text = canvas.fitting(title, width: right - left, font: font)
    canvas.write(text, at: Point(left, middle), font: font, theme.text)
  }

  private static func isCompact(_ area: Rectangle) -> Bool {
    area.width < 240 || area.height < 150
  }
}

extension Theme {
  /// The colour of words about a stage: that of the stage, moved towards that of text so far that
  /// letters are readable.
  func stageTextColor(_ stage: Double) -> Color {
    stageColor(stage).mixed(with: text, 0.3)
  }
}
#endif
