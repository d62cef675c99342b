#if Viewer
public import Gym

/// Draws a scene in a part of a canvas, and maps points of the canvas back to the world.
public struct SceneArtist: Sendable {
  /// The colours.
  public var theme: Theme
  /// The part of the canvas, in points.
  public let area: Rectangle
  private let bounds: SceneBounds
  private let scaleX: Double
  private let scaleY: Double

  /// Scales a scene to fit into a part of a canvas, centred.
  public init(_ scene: Scene, in area: Rectangle, theme: Theme) {
    self.theme = theme
    self.area = area
    bounds = scene.bounds
    let width = max(1e-6, Double(bounds.x.upperBound - bounds.x.lowerBound))
    let height = max(1e-6, Double(bounds.y.upperBound - bounds.y.lowerBound))
    let (horizontal, vertical) = (area.width / width, area.height / height)
    scaleX = scene.keepsProportions ? min(horizontal, vertical) : horizontal
    scaleY = scene.keepsProportions ? min(horizontal, vertical) : vertical
  }

  /// Maps a point of the world to the canvas; positions beyond 10⁶ points are clamped.
  public func point(_ place: ScenePoint) -> Point {
    let middleX = Double(bounds.x.lowerBound + bounds.x.upperBound) / 2
    let middleY = Double(bounds.y.lowerBound + bounds.y.upperBound) / 2
    // Cairo stores coordinates with 24 bits before the binary point.
    func clamped(_ value: Double) -> Double { max(-1e6, min(1e6, value)) }
    return Point(
      clamped(area.midX + (Double(place.x) - middleX) * scaleX),
      clamped(area.midY - (Double(place.y) - middleY) * scaleY))
  }

  /// Maps a point of the canvas to the world, in the scene's units.
  public func place(at point: Point) -> ScenePoint {
    let middleX = Double(bounds.x.lowerBound + bounds.x.upperBound) / 2
    let middleY = Double(bounds.y.lowerBound + bounds.y.upperBound) / 2
    return ScenePoint(
      Float((point.x - area.midX) / scaleX + middleX),
      Float((area.midY - point.y) / scaleY + middleY))
  }

  /// The part of the area that the scene's bounds take, in points.
  public var frame: Rectangle {
    let corner = point(ScenePoint(bounds.x.lowerBound, bounds.y.upperBound))
    let opposite = point(ScenePoint(bounds.x.upperBound, bounds.y.lowerBound))
    return Rectangle(
      x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y)
  }

  /// Draws the shapes of a scene, clipped to its frame, without its notes.
  public func draw(_ scene: Scene, on canvas: Canvas) {
    canvas.clipped(to: frame) {
      for shape in scene.shapes { draw(shape, on: canvas) }
    }
  }

  private func draw(_ shape: SceneShape, on canvas: Canvas) {
    func color(_ role: SceneColor) -> Color { theme.color(of: role).faded(Double(shape.opacity)) }
    if case .text(let text, let place, let alignment, let size) = shape.outline {
      // Small scenes, as in a row of moments, have no space for small text.
      guard size != .small || min(area.width, area.height) >= 160 else { return }
      write(text, at: point(place), alignment, font(size), color(shape.fill ?? .text), on: canvas)
      return
    }
    guard let path = path(of: shape.outline) else { return }
    if let fill = shape.fill { canvas.fill(path, color(fill)) }
    if let stroke = shape.stroke {
      let width =
        switch stroke.thickness {
        case .points(let points): Double(points) * detail
        case .world(let length): Double(length) * scaleX
        }
      canvas.stroke(
        path, color(stroke.color), width: width,
        dashes: stroke.isDashed ? [4 * detail, 4 * detail] : [])
    }
  }

  /// Writes a text on a translucent plate; a text that would leave the frame is moved back into it.
  private func write(
    _ text: String, at point: Point, _ alignment: SceneShape.Alignment, _ font: Font,
    _ color: Color, on canvas: Canvas
  ) {
    let width = canvas.width(of: text, font: font)
    let left: Double =
      switch alignment {
      case .leading: point.x
      case .center: point.x - width / 2
      case .trailing: point.x - width
      }
    let allowed = frame.inset(by: 2)
    let x = max(allowed.minX, min(left, allowed.maxX - width))
    let half = font.size / 2
    let y = max(allowed.minY + half, min(point.y, allowed.maxY - half))
    let plate = Rectangle(x: x - 2, y: y - half, width: width + 4, height: font.size)
    canvas.fill(.rectangle(plate, radius: 3), theme.panel.faded(0.75))
    canvas.write(text, at: Point(x, y), font: font, color)
  }

  private func path(of outline: SceneShape.Outline) -> Canvas.Path? {
    switch outline {
    case .path(let places, let isClosed): .polyline(places.map(point), isClosed: isClosed)
    case .circle(let center, let radius):
      .circle(center: point(center), radius: Double(radius) * scaleX)
    case .mark(let center, let diameter):
      .circle(center: point(center), radius: Double(diameter) / 2 * detail)
    case .text: nil
    }
  }

  /// The scale of marks, lines and text, from 0.75 in small areas to 1.6 in large ones.
  private var detail: Double {
    max(0.75, min(1.6, min(area.width, area.height) / 360))
  }

  private func font(_ size: SceneShape.TextSize) -> Font {
    let points: Double =
      switch size {
      case .small: 11
      case .regular: 13
      case .large: 17
      }
    return Font(max(10, points * min(1.4, detail)), isBold: size == .large)
  }
}
#endif
