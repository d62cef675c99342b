#if Viewer
/// The mean return after each step of adaptation, between the levels of players that do not adapt.
public struct AdaptationChart {
  private let means: [Double]
  private let stepCount: Int
  private let anchors: [(name: String, value: Double)]
  private let episodes: [[Double]]
  private let highlightedStage: Int?
  private let theme: Theme

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - means: The mean return after 0, 1, ... steps, as far as it is known.
  ///   - stepCount: How many steps there are going to be, K.
  ///   - anchors: Levels to compare with, drawn as dashed lines, the most important first.
  ///   - highlightedStage: The number of the stage that is being looked at.
  ///   - episodes: The returns behind each mean, drawn as faint dots; may be empty.
  ///   - theme: The colours.
  public init(
    means: [Double], stepCount: Int, anchors: [(name: String, value: Double)],
    highlightedStage: Int?, episodes: [[Double]] = [], theme: Theme
  ) {
    self.means = means
    self.stepCount = max(stepCount, means.count - 1, 0)
    self.anchors = anchors.filter(\.value.isFinite)
    self.highlightedStage = highlightedStage
    self.episodes = episodes
    self.theme = theme
  }

  /// Draws the chart in a panel.
  ///
  /// - Parameters:
  ///   - canvas: What to draw on.
  ///   - area: Where.
  public func draw(on canvas: Canvas, in area: Rectangle) {
    Panel(
      theme: theme,
      titles: ["Mean return after each adaptation step", "Mean return by step", "Mean return"]
    ).draw(on: canvas, in: area)
    let inner = area.inset(
      left: 12, top: Panel.headingHeight(in: area), right: 12, bottom: 6)
    guard inner.width > 40, inner.height > 24 else { return }
    let labels = labels(on: canvas, width: inner.width / 3)
    let labelWidth = labels.map { width(of: $0, on: canvas) }.max() ?? 0
    let values = means + anchors.map(\.value) + episodes.flatMap(\.self)
    // Half a step on either side keeps dots and values off the edges.
    let plot = Plot(
      in: inner.inset(right: labels.isEmpty ? 4 : labelWidth + 16),
      horizontalValues: [-0.35, Double(max(1, stepCount)) + 0.35], verticalValues: values,
      theme: theme, canvas: canvas)
    plot.drawAxes(on: canvas)
    drawAnchors(on: canvas, in: plot)
    draw(labels, width: labelWidth, beside: plot, on: canvas)
    drawEpisodes(on: canvas, in: plot)
    drawMeans(on: canvas, in: plot)
  }

  private var decimals: Int { NumberText.decimals(for: means + anchors.map(\.value)) }

  private func stage(_ index: Int) -> Double {
    stepCount == 0 ? 0 : Double(index) / Double(stepCount)
  }

  /// The name and the level of each anchor, or what of them fits into a width.
  private func labels(on canvas: Canvas, width: Double) -> [(name: String, value: String)] {
    let labels = anchors.map {
      (name: $0.name, value: NumberText.text($0.value, decimals: decimals))
    }
    return [labels, labels.map { ($0.name, "") }].first { candidate in
      candidate.allSatisfy { self.width(of: $0, on: canvas) <= width }
    } ?? []
  }

  private func width(of label: (name: String, value: String), on canvas: Canvas) -> Double {
    let valueWidth = label.value.isEmpty ? 0 : canvas.width(of: label.value, font: .small) + 8
    return canvas.width(of: label.name, font: .small) + valueWidth
  }

  /// Draws the levels.
  private func drawAnchors(on canvas: Canvas, in plot: Plot) {
    for anchor in anchors {
      canvas.stroke(
        .polyline([
          Point(plot.area.minX, plot.y(anchor.value)), Point(plot.area.maxX, plot.y(anchor.value)),
        ]), theme.mutedText.faded(0.8), width: 1.25, dashes: [5, 4])
    }
  }

  /// Writes the anchors' names and levels in a column beside them, joined to them where moved.
  private func draw(
    _ labels: [(name: String, value: String)], width: Double, beside plot: Plot, on canvas: Canvas
  ) {
    let top = plot.area.minY + 4
    let places = LabelColumn.places(
      for: anchors.map { plot.y($0.value) }, height: 15,
      within: top...max(top, plot.area.maxY - 4))
    for (index, label) in labels.enumerated() {
      guard let place = places[index] else { continue }
      let level = Point(plot.area.maxX + 2, plot.y(anchors[index].value))
      canvas.stroke(
        .polyline([level, Point(plot.area.maxX + 11, place)]), theme.mutedText.faded(0.6))
      let left = plot.area.maxX + 14
      canvas.write(label.name, at: Point(left, place), font: .small, theme.mutedText)
      canvas.write(
        label.value, at: Point(left + width, place), .trailing, font: .small, theme.mutedText)
    }
  }

  private func drawEpisodes(on canvas: Canvas, in plot: Plot) {
    for (index, returns) in episodes.enumerated() {
      for value in returns where value.isFinite {
        canvas.fill(
          .circle(center: Point(plot.x(Double(index)), plot.y(value)), radius: 2.5),
          theme.stageColor(stage(index)).faded(0.25))
      }
    }
  }

  private func drawMeans(on canvas: Canvas, in plot: Plot) {
    let known = means.indices.filter { means[$0].isFinite }
    let points = known.map { Point(plot.x(Double($0)), plot.y(means[$0])) }
    for (number, index) in known.enumerated().dropFirst() where index - known[number - 1] == 1 {
      canvas.stroke(
        .polyline([points[number - 1], points[number]]),
        theme.stageColor(stage(index)).mixed(with: theme.stageColor(stage(index - 1)), 0.5),
        width: 2.5)
    }
    for (index, point) in zip(known, points) {
      let color = theme.stageColor(stage(index))
      if index == highlightedStage {
        canvas.fill(.circle(center: point, radius: 9.5), color.faded(0.25))
      }
      canvas.fill(.circle(center: point, radius: 6.5), theme.panel)
      canvas.fill(.circle(center: point, radius: 5), color)
    }
    label(known, points, on: canvas, in: plot)
  }

  /// Writes the means where nothing is in the way, the one that is looked at first.
  private func label(_ known: [Int], _ points: [Point], on canvas: Canvas, in plot: Plot) {
    var placer = LabelPlacer(within: plot.area)
    for point in points { placer.occupy(Rectangle(around: point, width: 12, height: 12)) }
    for anchor in anchors { placer.occupy(horizontalAt: plot.y(anchor.value)) }
    for (start, end) in zip(points, points.dropFirst()) { placer.occupy(from: start, to: end) }
    let last = known.last
    let order = zip(known, points).sorted { first, second in
      func rank(_ index: Int) -> Int {
        index == highlightedStage ? 0 : index == last ? 1 : index == 0 ? 2 : 2 + index
      }
      return rank(first.0) < rank(second.0)
    }
    for (index, point) in order {
      let text = NumberText.text(means[index], decimals: decimals)
      let font = Font(12, isBold: index == highlightedStage)
      let size = Size(canvas.width(of: text, font: font), 14)
      guard
        let place = placer.place(
          size, around: point, distance: 8, crossesLines: index == highlightedStage)
      else { continue }
      canvas.fill(.rectangle(place, radius: 3), theme.panel.faded(0.75))
      canvas.write(
        text, at: Point(place.midX, place.midY), .center, font: font,
        theme.stageTextColor(stage(index)))
    }
  }
}
#endif
