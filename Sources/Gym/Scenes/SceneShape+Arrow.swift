extension SceneShape {
  /// A solid arrow, its size given in the world; short ones are all head.
  ///
  /// It keeps its form only in scenes that keep proportions.
  ///
  /// - Parameters:
  ///   - tail: Where it begins.
  ///   - tip: Where it points to.
  ///   - thickness: How thick its shaft is; the head is three times as wide and long.
  ///   - color: What it stands for.
  /// - Returns: One closed path whose fourth point is the tip.
  public static func arrow(
    from tail: ScenePoint, to tip: ScenePoint, thickness: Float, color: SceneColor
  ) -> SceneShape {
    let (dx, dy) = (tip.x - tail.x, tip.y - tail.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
    let (ux, uy) = (dx / length, dy / length)
    let head = min(3 * thickness, length)
    func point(_ along: Float, _ across: Float) -> ScenePoint {
      ScenePoint(tail.x + along * ux - across * uy, tail.y + along * uy + across * ux)
    }
    let neck = length - head
    let outline = [
      point(0, thickness / 2), point(neck, thickness / 2), point(neck, 1.5 * thickness), tip,
      point(neck, -1.5 * thickness), point(neck, -thickness / 2), point(0, -thickness / 2),
    ]
    return SceneShape(.path(outline, isClosed: true), fill: color)
  }

  /// The shape, less opaque.
  public func faded(_ opacity: Float) -> SceneShape {
    var shape = self
    shape.opacity *= opacity
    return shape
  }
}
