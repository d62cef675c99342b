#if Viewer
import Drawing

/// Pictures of parts of the window, so that only parts that changed are drawn again.
///
/// Drawing twenty paths takes most of a frame's time, but most environments take fewer steps per second
/// than the window shows frames.
package final class DrawingCache {
  private struct Part {
    var content: Any
    var area: Rectangle
    var canvas: Canvas
  }

  private var parts: [Int: Part] = [:]

  /// Creates an empty cache.
  package init() {}

  /// Draws a part of the window.
  ///
  /// - Parameters:
  ///   - number: The number of the part.
  ///   - content: Everything that its picture depends on.
  ///   - area: The part's area, in points; `body` must not draw outside.
  ///   - target: The canvas of the window.
  ///   - background: The colour below the part.
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
    if let part = parts[number], part.area == area, part.canvas.scale == scale,
      part.content as? Content == content
    {
      target.draw(part.canvas, at: Point(x, y))
      return
    }
    let isReusable = parts[number].map { $0.canvas.size == size && $0.canvas.scale == scale }
    let canvas =
      isReusable == true
      ? parts[number]?.canvas ?? Canvas(size: size, scale: scale)
      : Canvas(size: size, scale: scale)
    canvas.clear(background)
    let moved = Rectangle(x: area.x - x, y: area.y - y, width: area.width, height: area.height)
    body(content, canvas, moved)
    parts[number] = Part(content: content, area: area, canvas: canvas)
    target.draw(canvas, at: Point(x, y))
  }

  /// Removes all parts from a number on.
  func removeParts(from first: Int) {
    parts = parts.filter { $0.key < first }
  }
}
#endif
