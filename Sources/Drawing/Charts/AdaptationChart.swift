#if Viewer
import Wording
private import Foundation

/// A chart of the mean return after each adaptation step, or of each episode of a trial, with anchors to compare it with.
///
/// If there are many steps, the curve includes all, but only some have a dot, and few a label. Creating
/// and drawing a chart take time linear in the number of steps.
public struct AdaptationChart {
  private let means: [Double]
  private let stepCount: Int
  private let anchors: [(name: String, value: Double)]
  private let episodes: [[Double]]
  /// The lowest and the highest finite number; empty if there is none.
  private let extremes: [Double]
  private let decimals: Int
  /// The indices of the first and the last finite mean.
  private let ends: [Int]
  private let highlightedStage: Int?
  private let countsEpisodes: Bool
  private let theme: Theme

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - means: The mean returns after 0, 1, ... steps, as far as they are known.
  ///   - stepCount: The total number of steps, K.
  ///   - anchors: Anchors to compare with, drawn as dashed lines, the most important first.
  ///   - highlightedStage: The index of the stage to highlight, if any.
  ///   - episodes: The returns of the episodes of each stage, drawn as faint dots; may be empty.
  ///   - countsEpisodes: Whether the stages are the episodes of a trial, counted from 1.
  ///   - theme: The colours.
  public init(
    means: [Double], stepCount: Int, anchors: [(name: String, value: Double)],
    highlightedStage: Int?, episodes: [[Double]] = [], countsEpisodes: Bool = false, theme: Theme
  ) {
    self.means = means
    self.stepCount = max(stepCount, means.count - 1, 0)
    self.anchors = anchors.filter(\.value.isFinite)
    self.highlightedStage = highlightedStage
    self.episodes = episodes
    self.countsEpisodes = countsEpisodes
    self.theme = theme
    let levels = means + anchors.map(\.value)
    decimals = PictureNumber.decimals(for: levels)
    extremes = Self.extremes(of: [levels] + episodes)
    ends = [means.firstIndex(where: \.isFinite), means.lastIndex(where: \.isFinite)]
      .compactMap(\.self)
  }

  private static func extremes(of lists: [[Double]]) -> [Double] {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    for list in lists {
      for value in list where value.isFinite {
        lowest = min(lowest, value)
        highest = max(highest, value)
      }
    }
    return lowest <= highest ? [lowest, highest] : []
  }

  /// Draws the chart in a panel.
  ///
  /// - Parameters:
  ///   - canvas: The canvas to draw on.
  ///   - area: The area of the panel, in points.
  public func draw(on canvas: Canvas, in area: Rectangle) {
    Panel(
      theme: theme,
      titles: countsEpisodes
        ? ["Mean return of each episode", "Return by episode", "Return"]
        : ["Mean return after each adaptation step", "Mean return by step", "Mean return"]
    ).draw(on: canvas, in: area)
    let inner = area.inset(
      left: 12, top: Panel.headingHeight(in: area), right: 12, bottom: 6)
    guard inner.width > 40, inner.height > 24 else { return }
    let labels = labels(on: canvas, width: inner.width / 3)
    let labelWidth = labels.map { width(of: $0, on: canvas) }.max() ?? 0
    // Leave a third of a step on either side for dots and labels.
    let plot = Plot(
      in: inner.inset(right: labels.isEmpty ? 4 : labelWidth + 16),
      horizontalValues: [
        -0.35 + first, Double(max(countsEpisodes ? 0 : 1, stepCount)) + 0.35 + first,
      ],
      verticalValues: extremes,
      theme: theme, canvas: canvas)
    plot.drawAxes(on: canvas)
    drawAnchors(on: canvas, in: plot)
    draw(labels, width: labelWidth, beside: plot, on: canvas)
    let dots = dots(in: plot)
    drawEpisodes(of: dots, on: canvas, in: plot)
    let pieces = CurveDownsampling.pieces(
      of: means, partLimit: max(1, min(300, Int(plot.area.width / 2))))
    draw(pieces, on: canvas, in: plot)
    drawMeans(of: dots, on: canvas, in: plot)
    label(dots, beside: pieces, on: canvas, in: plot)
  }

  /// The number of the first stage on the axis.
  private var first: Double { countsEpisodes ? 1 : 0 }

  /// The position of a stage, in points.
  private func x(_ index: Int, in plot: Plot) -> Double { plot.x(Double(index) + first) }

  private func stage(_ index: Int) -> Double {
    stepCount == 0 ? 0 : Double(index) / Double(stepCount)
  }

  /// The name and the value of each anchor; only the names, or nothing, if the width is too small.
  private func labels(on canvas: Canvas, width: Double) -> [(name: String, value: String)] {
    let labels = anchors.map {
      (name: $0.name, value: PictureNumber.fixed($0.value, decimals))
    }
    return [labels, labels.map { ($0.name, "") }].first { candidate in
      candidate.allSatisfy { self.width(of: $0, on: canvas) <= width }
    } ?? []
  }

  private func width(of label: (name: String, value: String), on canvas: Canvas) -> Double {
    let valueWidth = label.value.isEmpty ? 0 : canvas.width(of: label.value, font: .small) + 8
    return canvas.width(of: label.name, font: .small) + valueWidth
  }

  /// Draws a dashed line for each anchor.
  private func drawAnchors(on canvas: Canvas, in plot: Plot) {
    for anchor in anchors {
      canvas.stroke(
        .polyline([
          Point(plot.area.minX, plot.y(anchor.value)), Point(plot.area.maxX, plot.y(anchor.value)),
        ]), theme.mutedText.faded(0.8), width: 1.25, dashes: [5, 4])
    }
  }

  /// Writes the anchors' names and values in a column, each connected with its line.
  private func draw(
    _ labels: [(name: String, value: String)], width: Double, beside plot: Plot, on canvas: Canvas
  ) {
    let top = plot.area.minY + 4
    let positions = LabelSpacing.positions(
      for: anchors.map { plot.y($0.value) }, height: 15,
      within: top...max(top, plot.area.maxY - 4))
    for (index, label) in labels.enumerated() {
      guard let position = positions[index] else { continue }
      let level = Point(plot.area.maxX + 2, plot.y(anchors[index].value))
      canvas.stroke(
        .polyline([level, Point(plot.area.maxX + 11, position)]), theme.mutedText.faded(0.6))
      let left = plot.area.maxX + 14
      canvas.write(label.name, at: Point(left, position), font: .small, theme.mutedText)
      canvas.write(
        label.value, at: Point(left + width, position), .trailing, font: .small, theme.mutedText)
    }
  }

  private func drawEpisodes(of dots: [Int], on canvas: Canvas, in plot: Plot) {
    // At most about 1,000 dots, so that they stay distinguishable and quick to draw.
    let limit = max(1, 1_000 / max(1, dots.count))
    for index in dots where episodes.indices.contains(index) {
      for value in episodes[index].prefix(limit) where value.isFinite {
        canvas.fill(
          .circle(center: Point(x(index, in: plot), plot.y(value)), radius: 2.5),
          theme.stageColor(stage(index)).faded(0.25))
      }
    }
  }

  private func point(_ index: Int, in plot: Plot) -> Point {
    Point(x(index, in: plot), plot.y(means[index]))
  }

  /// Connects the means with lines in the colours of their stages.
  private func draw(_ pieces: [[Int]], on canvas: Canvas, in plot: Plot) {
    let count = pieces.reduce(0) { $0 + $1.count }
    // Thick lines this close together would merge.
    let width = Double(count) > plot.area.width / 5 ? 1.5 : 2.5
    // At most about 100 strokes, each of one colour.
    let length = (count + 99) / 100
    for piece in pieces {
      for start in stride(from: 0, to: piece.count - 1, by: length) {
        let part = piece[start...min(start + length, piece.count - 1)]
        let (first, last) = (part[part.startIndex], part[part.endIndex - 1])
        canvas.stroke(
          .polyline(part.map { point($0, in: plot) }),
          theme.stageColor(stage(last)).mixed(with: theme.stageColor(stage(first)), 0.5),
          width: width)
      }
    }
  }

  private func drawMeans(of dots: [Int], on canvas: Canvas, in plot: Plot) {
    for index in dots {
      let (point, color) = (point(index, in: plot), theme.stageColor(stage(index)))
      if index == highlightedStage {
        canvas.fill(.circle(center: point, radius: 9.5), color.faded(0.25))
      }
      canvas.fill(.circle(center: point, radius: 6.5), theme.panel)
      canvas.fill(.circle(center: point, radius: 5), color)
    }
  }

  /// The stages with a dot, in ascending order.
  ///
  /// If there is not enough space for all, these are stages after round numbers of steps, the first, the
  /// last and the highlighted one.
  private func dots(in plot: Plot) -> [Int] {
    guard let first = ends.first, let last = ends.last else { return [] }
    let gap = plot.x(1) - plot.x(0)
    let least = max(12 / max(gap, 1e-9), Double(stepCount) / 100)
    let power = pow(10, log10(max(1, least)).rounded(.down))
    let step = Int([1, 2, 5, 10].first { $0 * power >= least - 1e-9 }.map { $0 * power } ?? 1)
    let highlighted = highlightedStage.flatMap { means.indices.contains($0) ? $0 : nil }
    let important = [first, last, highlighted ?? last].filter { means[$0].isFinite }
    let others = stride(from: 0, through: last, by: step).filter { index in
      means[index].isFinite && important.allSatisfy { 4 * abs($0 - index) >= 3 * step }
    }
    return Set(important + others).sorted()
  }

  /// Writes the means where they cover nothing, starting with the highlighted one.
  private func label(
    _ dots: [Int], beside pieces: [[Int]], on canvas: Canvas, in plot: Plot
  ) {
    var placer = LabelPlacer(within: plot.area)
    for index in dots {
      placer.occupy(Rectangle(around: point(index, in: plot), width: 12, height: 12))
    }
    for anchor in anchors { placer.occupy(horizontalAt: plot.y(anchor.value)) }
    for piece in pieces {
      for (start, end) in zip(piece, piece.dropFirst()) {
        placer.occupy(from: point(start, in: plot), to: point(end, in: plot))
      }
    }
    // Beside a curve with this many points there is no free place, so the last label may cross lines.
    let isCrowded = dots.count < means.count
    for index in labelledFirst(of: dots, in: plot) {
      let text = PictureNumber.fixed(means[index], decimals)
      let font = Font(12, isBold: index == highlightedStage)
      let size = Size(canvas.width(of: text, font: font), 14)
      guard
        let place = placer.place(
          size, around: point(index, in: plot), distance: 8,
          crossesLines: index == highlightedStage || isCrowded && index == ends.last)
      else { continue }
      canvas.fill(.rectangle(place, radius: 3), theme.panel.faded(0.75))
      canvas.write(
        text, at: Point(place.midX, place.midY), .center, font: font,
        theme.stageTextColor(stage(index)))
    }
  }

  /// The dots that get a label if there is space, the most important first.
  private func labelledFirst(of dots: [Int], in plot: Plot) -> [Int] {
    var important: [Int] = []
    for index in [highlightedStage, ends.last, ends.first].compactMap(\.self)
    where dots.contains(index) && !important.contains(index) {
      important.append(index)
    }
    let distance = max(36, plot.area.width / 12)
    var left = -Double.infinity
    let others = dots.filter { index in
      let x = self.x(index, in: plot)
      guard x - left >= distance else { return false }
      left = x
      return true
    }
    return important + others.filter { !important.contains($0) }
  }
}
#endif
