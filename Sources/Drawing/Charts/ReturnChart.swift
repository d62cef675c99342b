import Wording

#if Viewer
/// A chart of how the return of one episode of each stage accumulates, step by step.
public struct ReturnChart {
  /// One episode.
  public struct Line: Equatable, Sendable {
    /// The label, for instance "before".
    public var name: String
    /// The stage of adaptation, from 0 to 1.
    public var stage: Float
    /// The reward of each step of the whole episode.
    public var rewards: [Float]
    /// Whether the episode is shown to its end, whatever the step of the others.
    public var isComplete: Bool

    /// Creates a line.
    public init(name: String, stage: Float, rewards: [Float], isComplete: Bool = false) {
      self.name = name
      self.stage = stage
      self.rewards = rewards
      self.isComplete = isComplete
    }

    /// The cumulative sums of the rewards, starting with 0.
    var sums: [Double] {
      rewards.reduce(into: [0]) { $0.append($0[$0.count - 1] + Double($1)) }
    }
  }

  private let lines: [Line]
  private let sums: [[Double]]
  private let step: Int
  private let showsStep: Bool
  private let theme: Theme

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - lines: The episodes, in the order of their stages. Of more than twelve, twelve are drawn, evenly
  ///     sampled, with the first and the last.
  ///   - step: The number of steps played. Lines are strong up to there and faint beyond; `nil` shows all
  ///     to their ends.
  ///   - theme: The colours.
  public init(lines: [Line], step: Int?, theme: Theme) {
    self.lines = lines.evenlySampled(atMost: Self.lineLimit)
    sums = self.lines.map(\.sums)
    self.step = max(0, step ?? Int.max)
    showsStep = step != nil
    self.theme = theme
  }

  /// The number of steps of a line that have been played.
  private func played(_ line: Line, _ sums: [Double]) -> Int {
    line.isComplete ? sums.count - 1 : min(step, sums.count - 1)
  }

  /// The maximum number of lines; more could not be distinguished.
  private static let lineLimit = 12

  /// Draws the chart in a panel.
  ///
  /// - Parameters:
  ///   - canvas: The canvas to draw on.
  ///   - area: The area of the panel, in points.
  public func draw(on canvas: Canvas, in area: Rectangle) {
    let length = lines.map(\.rewards.count).max() ?? 0
    Panel(
      theme: theme, titles: ["Return as it accumulates", "Return so far", "Return"],
      value: length == 0 || !showsStep ? "" : "step \(min(step, length)) of \(length)"
    ).draw(on: canvas, in: area)
    let inner = area.inset(
      left: 12, top: Panel.headingHeight(in: area), right: 12, bottom: 6)
    guard inner.width > 40, inner.height > 24, length > 0 else { return }
    let labels = labels(on: canvas, width: inner.width / 3)
    let labelWidth = labels.map { width(of: $0, on: canvas) }.max() ?? 0
    let plot = Plot(
      in: inner.inset(right: labels.isEmpty ? 4 : labelWidth + 14),
      horizontalValues: [0, Double(length)], verticalValues: sums.flatMap(\.self),
      theme: theme, canvas: canvas)
    plot.drawAxes(on: canvas)
    for (line, sums) in zip(lines, sums) {
      draw(sums, 0..<sums.count, color(line).faded(0.3), 1.5, in: plot, on: canvas)
    }
    for (line, sums) in zip(lines, sums) {
      let played = played(line, sums)
      draw(sums, 0..<played + 1, color(line), 2.5, in: plot, on: canvas)
      let head = Point(plot.x(Double(played)), plot.y(sums[played]))
      canvas.fill(.circle(center: head, radius: 4.5), theme.panel)
      canvas.fill(.circle(center: head, radius: 3.5), color(line))
    }
    if !labels.isEmpty { draw(labels, width: labelWidth, beside: plot, on: canvas) }
  }

  /// The name and the return so far of each line; only the returns, or nothing, if the width is too small.
  private func labels(on canvas: Canvas, width: Double) -> [(name: String, value: String)] {
    let decimals = PictureNumber.decimals(for: sums.flatMap(\.self))
    let labels = zip(lines, sums).map { line, sums in
      (
        name: line.name,
        value: PictureNumber.fixed(sums[played(line, sums)], decimals)
      )
    }
    return [labels, labels.map { ("", $0.value) }].first { candidate in
      candidate.allSatisfy { self.width(of: $0, on: canvas) <= width }
    } ?? []
  }

  private func width(of label: (name: String, value: String), on canvas: Canvas) -> Double {
    let nameWidth = label.name.isEmpty ? 0 : canvas.width(of: label.name, font: .small) + 8
    return nameWidth + canvas.width(of: label.value, font: .small)
  }

  /// Writes names and values in a column, each as close as possible to the end of its line.
  private func draw(
    _ labels: [(name: String, value: String)], width: Double, beside plot: Plot, on canvas: Canvas
  ) {
    // The last stage is the most important, then the first, to compare with.
    let order = lines.indices.sorted { importance($0) > importance($1) }
    // If returns are equal, the later stage is above.
    let wanted = order.map { plot.y(sums[$0][played(lines[$0], sums[$0])]) - 1e-3 * Double($0) }
    let positions = LabelSpacing.positions(
      for: wanted, height: 15,
      within: plot.area.minY + 4...max(plot.area.minY + 4, plot.area.maxY - 4))
    let left = plot.area.maxX + 12
    for (index, position) in zip(order, positions) {
      guard let position else { continue }
      let color = theme.stageTextColor(Double(lines[index].stage))
      canvas.write(labels[index].name, at: Point(left, position), font: .small, color)
      canvas.write(
        labels[index].value, at: Point(left + width, position), .trailing, font: .small, color)
    }
  }

  private func importance(_ index: Int) -> Int {
    index == lines.count - 1 ? lines.count + 1 : lines.count - index
  }

  private func color(_ line: Line) -> Color { theme.stageColor(Double(line.stage)) }

  /// Draws part of a curve, with at most two points per point of width.
  private func draw(
    _ sums: [Double], _ part: Range<Int>, _ color: Color, _ width: Double, in plot: Plot,
    on canvas: Canvas
  ) {
    let stride = max(1, Int(Double(sums.count) / max(1, 2 * plot.area.width)))
    var points: [Point] = []
    for index in part where index % stride == 0 || index == part.upperBound - 1 {
      guard sums[index].isFinite else { break }
      points.append(Point(plot.x(Double(index)), plot.y(sums[index])))
    }
    canvas.stroke(.polyline(points), color, width: width)
  }
}
#endif
