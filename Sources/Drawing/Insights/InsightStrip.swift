#if Viewer
public import Gym
private import Wording

/// What an agent remembers, and how probable it finds each action, below a scene.
///
/// Of one step there is a cell for each number remembered, its colour by its value, and a bar for each
/// discrete action. Of several steps time goes to the right: a column for each step, with a row for each
/// number and each action.
public struct InsightStrip: Equatable, Sendable {
  private let insights: InsightTrace
  private let scale: Float
  private let action: Int?

  /// Creates a strip.
  ///
  /// - Parameters:
  ///   - insights: What is shown, of at least one step.
  ///   - scale: The absolute value in memory that has the strongest colour.
  ///   - action: The discrete action that is taken next, which is framed if one step is shown.
  public init(_ insights: InsightTrace, scale: Float, action: Int? = nil) {
    self.insights = insights
    self.scale = scale > 0 && scale.isFinite ? scale : 1
    self.action = action
  }

  /// Creates a strip of the moment after some steps of an episode, at its end of the last step.
  ///
  /// - Parameters:
  ///   - insights: What the agent remembers and intends before each step.
  ///   - trace: The episode.
  ///   - step: How many steps were played, at least 0.
  ///   - scale: The absolute value in memory that has the strongest colour.
  public init(_ insights: InsightTrace, of trace: EpisodeTrace, after step: Int, scale: Float) {
    let row = max(0, min(step, insights.stepCount - 1))
    let isDiscrete = insights.choiceCount > 0 && trace.stepCount > row
    self.init(
      insights[row..<row + 1], scale: scale,
      action: isDiscrete ? trace.action(ofStep: row).first.flatMap { Int(exactly: $0) } : nil)
  }

  private var isMoment: Bool { insights.stepCount == 1 }

  // MARK: Layout

  /// The height in a pane, in points; it depends on sizes alone, so that scenes do not move.
  func height(in pane: Rectangle) -> Double {
    let parts = parts(in: pane)
    return parts.isEmpty ? 0 : parts.reduce(-Self.gap) { $0 + $1.height + Self.gap }
  }

  /// A part of the strip, below those before it.
  private struct Part {
    /// Whether it shows memory; otherwise probabilities.
    var isMemory: Bool
    /// The height of the words above it, 0 without words.
    var labelHeight: Double
    var height: Double
  }

  private static let gap = 7.0
  private static let labelHeight = 16.0
  /// The height of the number below a bar.
  private static let numberHeight = 14.0

  /// The parts in a pane, of which a low pane has no words, and a very small one none at all.
  private func parts(in pane: Rectangle) -> [Part] {
    guard pane.height >= 110, pane.width >= 60 else { return [] }
    let hasWords = pane.height >= 230
    let labelHeight = hasWords ? Self.labelHeight : 0
    let (width, share) = (pane.width - 24, isMoment ? 0.16 : 0.2)
    let most = min(isMoment ? 56 : 96, max(10, share * pane.height))
    var parts: [Part] = []
    if insights.memorySize > 0 {
      let height = isMoment ? Grid(cellCount, width: width, height: most).height : most
      parts.append(Part(isMemory: true, labelHeight: labelHeight, height: labelHeight + height))
    }
    if insights.choiceCount > 0 {
      let rows = Double(insights.choiceCount) * (hasWords ? 11 : 5)
      let bars = hasWords ? 24 + Self.numberHeight : 14
      let height = isMoment ? bars : min(rows, most)
      parts.append(Part(isMemory: false, labelHeight: labelHeight, height: labelHeight + height))
    }
    return parts
  }

  /// More cells could not be distinguished.
  private static let cellLimit = 1_024

  private var cellCount: Int { min(insights.memorySize, Self.cellLimit) }

  /// Cells in rows and columns: as few rows as have cells that are easy to see, or else the largest cells
  /// that fit.
  private struct Grid {
    var columnCount: Int
    var side = 0.0
    var height: Double

    init(_ count: Int, width: Double, height: Double) {
      columnCount = count
      self.height = 0
      for rowCount in 1...count {
        let columns = (count + rowCount - 1) / rowCount
        let side = min(13, width / Double(columns), height / Double(rowCount))
        guard side > self.side else { continue }
        (columnCount, self.side) = (columns, side)
        self.height = side * Double((count + columns - 1) / columns)
        if side >= 9 { return }
      }
    }
  }

  // MARK: Drawing

  /// Draws the strip.
  ///
  /// - Parameters:
  ///   - canvas: The canvas to draw on.
  ///   - top: The upper edge, in points.
  ///   - pane: The pane that it belongs to.
  ///   - theme: The colours.
  func draw(on canvas: Canvas, top: Double, in pane: Rectangle, theme: Theme) {
    var top = top
    for part in parts(in: pane) {
      let area = Rectangle(
        x: pane.minX + 12, y: top, width: pane.width - 24, height: part.height)
      if part.labelHeight > 0 { drawWords(of: part, on: canvas, in: area, theme: theme) }
      let inner = area.inset(top: part.labelHeight)
      switch (part.isMemory, isMoment) {
      case (true, true): drawCells(on: canvas, in: inner, theme: theme)
      case (true, false):
        drawColumns(
          insights.memory, size: insights.memorySize, on: canvas, in: inner,
          color: { theme.divergingColor(Double($0 / self.scale)) })
      case (false, true):
        drawBars(on: canvas, in: inner, theme: theme, hasNumbers: part.labelHeight > 0)
      case (false, false):
        let background = theme.divergingColor(0)
        drawColumns(
          insights.probabilities, size: insights.choiceCount, gap: 1, on: canvas, in: inner,
          color: { background.mixed(with: theme.accent, Self.share($0)) })
      }
      top += part.height + Self.gap
    }
  }

  /// Writes what a part shows and, of memory, what its colours mean.
  private func drawWords(of part: Part, on canvas: Canvas, in area: Rectangle, theme: Theme) {
    let middle = area.minY + Self.labelHeight / 2 - 2
    var right = area.maxX
    if part.isMemory {
      let value = PictureNumber.short(Double(scale))
      let legendWidth = 2 * canvas.width(of: "\u{2212}" + value, font: .small) + 58
      if area.width > legendWidth + 110 {
        drawLegend(value, on: canvas, right: right, middle: middle, theme: theme)
        right -= legendWidth + 8
      }
    }
    let texts = part.isMemory ? memoryTexts : actionTexts
    let text = texts.first { canvas.width(of: $0, font: .small) <= right - area.minX }
    canvas.write(
      text ?? "", at: Point(area.minX, middle), .leading, font: .small, theme.mutedText)
  }

  /// What the memory is, the longest text first.
  private var memoryTexts: [String] {
    let size = "memory, \(NumberText.counted(insights.memorySize, "number"))"
    return (isMoment ? [] : [size + ", step by step"]) + [size, "memory"]
  }

  /// What the probabilities are, the longest text first.
  private var actionTexts: [String] {
    if isMoment { return ["probability of each action", "actions"] }
    let actions = "actions 0 to \(insights.choiceCount - 1)"
    return [
      "probability of \(actions) from above, step by step", "probability of \(actions)", actions,
    ]
  }

  /// Draws five colours between the lowest and the highest value.
  private func drawLegend(
    _ value: String, on canvas: Canvas, right: Double, middle: Double, theme: Theme
  ) {
    canvas.write(value, at: Point(right, middle), .trailing, font: .small, theme.mutedText)
    var left = right - canvas.width(of: value, font: .small) - 6 - 5 * 9
    for number in 0..<5 {
      canvas.fill(
        .rectangle(
          Rectangle(x: left + 9 * Double(number), y: middle - 4, width: 8, height: 8), radius: 1.5),
        theme.divergingColor(Double(number) / 2 - 1))
    }
    left -= 6
    canvas.write(
      "\u{2212}" + value, at: Point(left, middle), .trailing, font: .small, theme.mutedText)
  }

  private func drawCells(on canvas: Canvas, in area: Rectangle, theme: Theme) {
    let grid = Grid(cellCount, width: area.width, height: area.height)
    let gap = grid.side >= 5 ? 1.0 : 0
    for number in 0..<cellCount {
      let (row, column) = (number / grid.columnCount, number % grid.columnCount)
      let cell = Rectangle(
        x: area.minX + Double(column) * grid.side, y: area.minY + Double(row) * grid.side,
        width: grid.side - gap, height: grid.side - gap)
      let value = insights.memory[number * insights.memorySize / cellCount]
      canvas.fill(
        .rectangle(cell, radius: gap > 0 ? 1.5 : 0), theme.divergingColor(Double(value / scale)))
    }
  }

  private func drawBars(
    on canvas: Canvas, in area: Rectangle, theme: Theme, hasNumbers: Bool
  ) {
    let count = insights.choiceCount
    let columns = Rectangle(
      x: area.minX, y: area.minY, width: min(area.width, 72 * Double(count)), height: area.height
    ).columns(count, gap: area.width > 8 * Double(count) ? 4 : 0)
    for (choice, column) in columns.enumerated() {
      let track = column.inset(bottom: hasNumbers ? Self.numberHeight : 0)
      let share = Self.share(insights.probabilities[choice])
      canvas.fill(.rectangle(track, radius: 2), theme.divergingColor(0))
      canvas.fill(
        .rectangle(track.inset(top: (1 - share) * track.height), radius: 2), theme.accent)
      if choice == action {
        canvas.stroke(.rectangle(track, radius: 2), theme.text, width: 1.5)
      }
      guard hasNumbers else { continue }
      let percentage = "\(choice): \(Int((100 * share).rounded())) %"
      let text = [percentage, "\(choice)"].first {
        canvas.width(of: $0, font: .small) <= column.width
      }
      canvas.write(
        text ?? "", at: Point(column.midX, column.maxY - Self.numberHeight / 2 + 2), .center,
        font: .small, choice == action ? theme.text : theme.mutedText)
    }
  }

  /// Draws numbers over time, as many steps and numbers as can be distinguished.
  private func drawColumns(
    _ values: [Float], size: Int, gap: Double = 0, on canvas: Canvas, in area: Rectangle,
    color: (Float) -> Color
  ) {
    let stepCount = insights.stepCount
    let columnCount = max(1, min(stepCount, Int(area.width / 3)))
    let rowCount = max(1, min(size, Int(area.height / 2)))
    let (width, height) = (
      area.width / Double(columnCount), area.height / Double(rowCount)
    )
    canvas.clipped(to: area, radius: 3) {
      for column in 0..<columnCount {
        let step = column * stepCount / columnCount
        for row in 0..<rowCount {
          let value = values[step * size + row * size / rowCount]
          // Larger than it is, so that there is no seam to the next one, which is drawn over it.
          let cell = Rectangle(
            x: area.minX + Double(column) * width, y: area.minY + Double(row) * height,
            width: width + 1, height: max(0.5, height + (gap > 0 ? -gap : 1)))
          canvas.fill(.rectangle(cell), color(value))
        }
      }
    }
  }

  /// A probability; 0 if it is not a number.
  private static func share(_ probability: Float) -> Double {
    probability > 0 ? Double(min(1, probability)) : 0
  }
}
#endif
