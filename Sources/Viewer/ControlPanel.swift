#if Viewer
package import Drawing
import Gym
import Wording

/// The sliders and buttons that set the task.
package struct ControlPanel {
  /// One control with its label and value.
  struct Row: Equatable {
    var control: TaskControl
    var name: String
    var unit: String
    /// The current value.
    var value: Float
    /// The values to choose from; empty for a slider.
    var choices: [Float]
  }

  var rows: [Row]
  /// The height of the heading above the rows.
  private static let headingHeight = 34.0
  /// The height of the text below the rows.
  static let footerHeight = 64.0

  /// Creates the panel for a task; `nil` if no parameter has a slider or buttons.
  init?(_ distribution: TaskDistribution, task: [Float]) {
    let parameters = distribution.specification.parameters
    rows = distribution.controls.compactMap { control in
      let number: Int
      switch control {
      case .position: return nil
      case .slider(let parameter, _), .choice(let parameter): number = parameter
      }
      return Row(
        control: control, name: parameters[number].name,
        unit: parameters[number].unit.replacing("^2", with: "\u{B2}"),
        value: task[number], choices: parameters[number].legalChoices ?? [])
    }
    if rows.isEmpty { return nil }
  }

  // MARK: Positions

  /// The height of a row: an equal share of the panel, from 26 to 46 points.
  private func rowHeight(in area: Rectangle) -> Double {
    let room = area.height - Self.headingHeight - Self.footerHeight
    return max(26, min(46, room / Double(rows.count)))
  }

  private func rowArea(_ row: Int, in area: Rectangle, offset: Double) -> Rectangle {
    let height = rowHeight(in: area)
    return Rectangle(
      x: area.x + 12, y: area.y + Self.headingHeight + Double(row) * height - offset,
      width: area.width - 24, height: height)
  }

  /// The part of the panel that shows rows.
  private func visibleArea(in area: Rectangle) -> Rectangle {
    area.inset(top: Self.headingHeight, bottom: Self.footerHeight)
  }

  /// The row at a point.
  func row(at point: Point, in area: Rectangle, offset: Double) -> Int? {
    guard visibleArea(in: area).contains(point) else { return nil }
    let shown = self.offset(offset, scrolledBy: 0, in: area)
    return rows.indices.first { rowArea($0, in: area, offset: shown).contains(point) }
  }

  /// How far the rows are scrolled after the wheel turned, at most until the last row is visible.
  func offset(_ offset: Double, scrolledBy amount: Double, in area: Rectangle) -> Double {
    let excess = Double(rows.count) * rowHeight(in: area) - visibleArea(in: area).height
    return max(0, min(offset - 30 * amount, excess))
  }

  /// The track of a slider: below the label, or beside it if the row is low.
  private func track(of area: Rectangle) -> Rectangle {
    area.height >= 38
      ? Rectangle(x: area.x, y: area.y + 22, width: area.width, height: 14)
      : Rectangle(
        x: area.x + area.width * 0.3, y: area.midY - 7, width: area.width * 0.4, height: 14)
  }

  /// The value at a point of a slider's track, in steps of a two-hundredth of the range.
  func value(
    at point: Point, row: Int, in area: Rectangle, range: ClosedRange<Float>
  ) -> Float {
    let track = track(of: rowArea(row, in: area, offset: 0))
    let fraction = max(0, min(1, (point.x - track.minX) / max(1, track.width)))
    let steps = Float((fraction * 200).rounded())
    return range.lowerBound + (range.upperBound - range.lowerBound) * steps / 200
  }

  /// The button of a choice that is nearest to a point.
  func button(at point: Point, row: Int, in area: Rectangle, count: Int) -> Int {
    let track = track(of: rowArea(row, in: area, offset: 0))
    let fraction = (point.x - track.minX) / max(1, track.width)
    return max(0, min(count - 1, Int(fraction * Double(count))))
  }

  /// The position of a slider's handle at a value.
  package func handle(row: Int, in area: Rectangle, value: Float, range: ClosedRange<Float>)
    -> Point
  {
    let track = track(of: rowArea(row, in: area, offset: 0))
    return Point(track.minX + track.width * Self.fraction(of: value, in: range), track.midY)
  }

  private static func fraction(of value: Float, in range: ClosedRange<Float>) -> Double {
    let length = range.upperBound - range.lowerBound
    return length > 0 ? max(0, min(1, Double((value - range.lowerBound) / length))) : 0
  }

  // MARK: Drawing

  /// Draws the panel.
  ///
  /// - Parameters:
  ///   - canvas: Receives the picture.
  ///   - area: The panel's area.
  ///   - theme: The colours.
  ///   - held: The row whose slider the user drags.
  ///   - offset: How far the rows are scrolled.
  ///   - footer: Lines of text below the rows.
  func draw(
    on canvas: Canvas, in area: Rectangle, theme: Theme, held: Int?, offset: Double,
    footer: [String]
  ) {
    canvas.fill(.rectangle(area, radius: 8), theme.panel)
    canvas.stroke(.rectangle(area, radius: 8), theme.line)
    canvas.write(
      "task", at: Point(area.x + 12, area.y + 18), .leading, font: .heading, theme.text)
    let shown = self.offset(offset, scrolledBy: 0, in: area)
    canvas.clipped(to: visibleArea(in: area)) {
      for row in rows.indices {
        draw(
          rows[row], in: rowArea(row, in: area, offset: shown), on: canvas, theme: theme,
          isHeld: row == held)
      }
    }
    for (number, line) in footer.enumerated() {
      let y = area.maxY - Double(footer.count - number) * 18 + 6
      canvas.write(line, at: Point(area.x + 12, y), .leading, font: .small, theme.mutedText)
    }
  }

  private func draw(
    _ row: Row, in area: Rectangle, on canvas: Canvas, theme: Theme, isHeld: Bool
  ) {
    let track = track(of: area)
    let labelY = area.height >= 38 ? area.y + 11 : area.midY
    canvas.write(row.name, at: Point(area.x, labelY), .leading, font: .small, theme.mutedText)
    switch row.control {
    case .slider(_, let range):
      let unit = row.unit.isEmpty ? "" : " \(row.unit)"
      canvas.write(
        PictureNumber.short(row.value) + unit, at: Point(area.maxX, labelY), .trailing,
        font: .small, theme.text)
      drawSlider(
        Self.fraction(of: row.value, in: range), in: track, on: canvas, theme: theme,
        isHeld: isHeld)
    case .choice:
      for (choice, button) in zip(row.choices, track.columns(row.choices.count, gap: 4)) {
        let isChosen = choice == row.value
        let shape = Canvas.Path.rectangle(
          button.inset(top: -3, bottom: -3), radius: 4)
        canvas.fill(shape, isChosen ? theme.accent : theme.window)
        canvas.stroke(shape, isChosen ? theme.accent : theme.line)
        canvas.write(
          PictureNumber.signed(choice), at: Point(button.midX, button.midY), .center, font: .small,
          isChosen ? theme.panel : theme.text)
      }
    case .position: break
    }
  }

  private func drawSlider(
    _ fraction: Double, in track: Rectangle, on canvas: Canvas, theme: Theme, isHeld: Bool
  ) {
    let line = Rectangle(x: track.x, y: track.midY - 2, width: track.width, height: 4)
    canvas.fill(.rectangle(line, radius: 2), theme.line)
    var filled = line
    filled.width *= fraction
    canvas.fill(.rectangle(filled, radius: 2), theme.accent)
    let center = Point(track.x + track.width * fraction, track.midY)
    canvas.fill(.circle(center: center, radius: isHeld ? 8 : 6), theme.accent)
    canvas.stroke(.circle(center: center, radius: isHeld ? 8 : 6), theme.panel, width: 2)
  }
}
#endif
