#if Viewer
import Wording

/// A chart of shares, mostly from 0 to 1, over the steps of a trial, with their intervals.
public struct ShareChart {
  /// One curve.
  public struct Curve: Sendable {
    /// What it is; decides the colour and the line.
    public enum Role: Sendable {
      /// What the chart is about: a thick line with its interval.
      case main
      /// What it is compared with.
      case other
      /// What could be known at best.
      case best
      /// What is known without looking.
      case control
    }

    /// A point of the curve.
    public struct Point: Equatable, Sendable {
      /// The step.
      public var step: Double
      /// The share.
      public var share: Double
      /// Its interval, if it is drawn.
      public var interval: ClosedRange<Double>?

      /// Creates a point.
      public init(step: Double, share: Double, interval: ClosedRange<Double>? = nil) {
        self.step = step
        self.share = share
        self.interval = interval
      }
    }

    /// The label.
    public var name: String
    /// What it is.
    public var role: Role
    /// The points, steps ascending.
    public var points: [Point]

    /// Creates a curve; points that are not finite are left out.
    public init(name: String, role: Role, points: [Point]) {
      self.name = name
      self.role = role
      self.points = points.filter { $0.share.isFinite && $0.step.isFinite }
    }
  }

  private let titles: [String]
  private let curves: [Curve]
  private let theme: Theme

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - titles: The heading in several lengths, the longest first.
  ///   - curves: The curves, the most important first; those without points are left out.
  ///   - theme: The colours.
  public init(titles: [String], curves: [Curve], theme: Theme) {
    self.titles = titles
    self.curves = curves.filter { !$0.points.isEmpty }
    self.theme = theme
  }

  /// Lower shares lie on the lower edge: what is worse than a guess by so much needs no detail.
  private static let lowest = -0.25

  /// Draws the chart in a panel.
  ///
  /// - Parameters:
  ///   - canvas: The canvas to draw on.
  ///   - area: The area of the panel, in points.
  public func draw(on canvas: Canvas, in area: Rectangle) {
    Panel(theme: theme, titles: titles).draw(on: canvas, in: area)
    let inner = area.inset(
      left: 12, top: Panel.headingHeight(in: area), right: 12, bottom: 6)
    guard inner.width > 40, inner.height > 24 else { return }
    guard !curves.isEmpty else {
      canvas.write(
        "nothing to compare", at: Point(inner.midX, inner.midY), .center, font: .small,
        theme.mutedText)
      return
    }
    let labelWidth = curves.map { canvas.width(of: label($0), font: .small) }.max() ?? 0
    let hasLabels = labelWidth <= inner.width / 2
    let points = curves.flatMap(\.points)
    let plot = Plot(
      in: inner.inset(right: hasLabels ? labelWidth + 14 : 4),
      horizontalValues: [0] + points.map(\.step),
      verticalValues: [0, 1] + points.map { max(Self.lowest, min(1.25, $0.share)) },
      theme: theme, canvas: canvas)
    plot.drawAxes(on: canvas)
    for curve in curves.reversed() { draw(curve, on: canvas, in: plot) }
    if hasLabels { drawLabels(on: canvas, beside: plot) }
  }

  private func label(_ curve: Curve) -> String {
    "\(curve.name) \(PictureNumber.fixed(curve.points.last?.share ?? 0, 2))"
  }

  private func color(_ curve: Curve) -> Color {
    switch curve.role {
    case .main: theme.stageColor(1)
    case .other: theme.stageColor(0)
    case .best: theme.goal
    case .control: theme.mutedText
    }
  }

  private func dashes(_ curve: Curve) -> [Double] {
    switch curve.role {
    case .main, .other: []
    case .best: [6, 4]
    case .control: [2, 4]
    }
  }

  private func draw(_ curve: Curve, on canvas: Canvas, in plot: Plot) {
    let color = color(curve)
    let bounds = curve.points.compactMap { point in point.interval.map { (point.step, $0) } }
    if bounds.count > 1 {
      let upper = bounds.map { Point(plot.x($0.0), plot.y($0.1.upperBound)) }
      let lower = bounds.map { Point(plot.x($0.0), plot.y($0.1.lowerBound)) }
      canvas.fill(.polyline(upper + lower.reversed(), isClosed: true), color.faded(0.18))
    }
    let line = curve.points.map { Point(plot.x($0.step), plot.y($0.share)) }
    canvas.stroke(
      .polyline(line), color, width: curve.role == .main ? 2.5 : 1.75, dashes: dashes(curve))
    // Dots as long as they stay apart.
    guard curve.role == .main || curve.role == .other, line.count <= 25 else { return }
    for point in line {
      canvas.fill(.circle(center: point, radius: 4.5), theme.panel)
      canvas.fill(.circle(center: point, radius: 3.5), color)
    }
  }

  /// Writes names and last shares in a column, each as close as possible to the end of its curve.
  private func drawLabels(on canvas: Canvas, beside plot: Plot) {
    let positions = LabelSpacing.positions(
      for: curves.map { plot.y($0.points[$0.points.count - 1].share) }, height: 15,
      within: plot.area.minY + 4...max(plot.area.minY + 4, plot.area.maxY - 4))
    for (curve, position) in zip(curves, positions) {
      guard let position else { continue }
      canvas.write(
        label(curve), at: Point(plot.area.maxX + 10, position), font: .small,
        color(curve).mixed(with: theme.text, 0.3))
    }
  }
}
#endif
