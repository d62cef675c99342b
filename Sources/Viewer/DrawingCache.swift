#if Viewer
import Drawing

/// Parts of the window as they were drawn last, so that only what has changed is drawn again.
///
/// Drawing twenty paths takes most of a frame's time, but robots move less often than frames are shown.
final class DrawingCache {
  private struct Layer {
    var content: Any
    var area: Rectangle
    var canvas: Canvas
  }

  private var layers: [Int: Layer] = [:]

  /// Draws a part of the window.
  ///
  /// - Parameters:
  ///   - number: Which part.
  ///   - content: All that its picture depends on.
  ///   - area: Where it is; it must not draw anywhere else.
  ///   - target: The canvas of the window.
  ///   - background: What shows through where nothing is drawn.
  ///   - body: Draws the content in an area of a canvas.
  func draw<Content: Equatable>(
    _ number: Int, _ content: Content, in area: Rectangle, on target: Canvas, background: Color,
    body: (Content, Canvas, Rectangle) -> Void
  ) {
    // Whole pixels, so that copying neither blurs nor shifts.
    let scale = target.scale
    let x = (area.x * scale).rounded(.down) / scale
    let y = (area.y * scale).rounded(.down) / scale
    let size = Size(area.maxX + 1 / scale - x, area.maxY + 1 / scale - y)
    if let layer = layers[number], layer.area == area, layer.canvas.scale == scale,
      layer.content as? Content == content
    {
      target.draw(layer.canvas, at: Point(x, y))
      return
    }
    let isReusable = layers[number].map { $0.canvas.size == size && $0.canvas.scale == scale }
    let canvas =
      isReusable == true
      ? layers[number]?.canvas ?? Canvas(size: size, scale: scale)
      : Canvas(size: size, scale: scale)
    canvas.clear(background)
    let moved = Rectangle(x: area.x - x, y: area.y - y, width: area.width, height: area.height)
    body(content, canvas, moved)
    layers[number] = Layer(content: content, area: area, canvas: canvas)
    target.draw(canvas, at: Point(x, y))
  }

  /// Forgets the parts from a number on.
  func forget(from first: Int) {
    layers = layers.filter { $0.key < first }
  }
}
#endif
