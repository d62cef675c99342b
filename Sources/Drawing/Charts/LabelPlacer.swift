#if Viewer
/// Places labels around points so that they do not overlap.
public struct LabelPlacer: Sendable {
  private let limits: Rectangle
  private var blocked: [Rectangle] = []
  private var crossed: [Rectangle] = []

  /// Creates a placer.
  ///
  /// - Parameter limits: The area that labels must lie in, in points.
  public init(within limits: Rectangle) {
    self.limits = limits
  }

  /// Excludes a rectangle: no label covers it.
  public mutating func occupy(_ rectangle: Rectangle) {
    blocked.append(rectangle)
  }

  /// Excludes a straight line: only labels with `crossesLines` may cover it.
  public mutating func occupy(from start: Point, to end: Point) {
    let (width, height) = (abs(end.x - start.x), abs(end.y - start.y))
    // A nearly vertical or horizontal line is one narrow rectangle.
    if min(width, height) <= 2 {
      let middle = Point((start.x + end.x) / 2, (start.y + end.y) / 2)
      crossed.append(Rectangle(around: middle, width: width + 2, height: height + 2))
      return
    }
    let count = max(1, Int(max(width, height) / 4))
    for number in 0...count {
      let fraction = Double(number) / Double(count)
      let point = Point(
        start.x + (end.x - start.x) * fraction, start.y + (end.y - start.y) * fraction)
      crossed.append(Rectangle(around: point, width: 2, height: 2))
    }
  }

  /// Excludes a horizontal line from edge to edge: only labels with `crossesLines` may cover it.
  public mutating func occupy(horizontalAt y: Double) {
    crossed.append(Rectangle(x: limits.minX, y: y - 1, width: limits.width, height: 2))
  }

  /// Reserves a place for a label: above its point, below, right, left or diagonal.
  ///
  /// A label never covers another label or an excluded rectangle.
  ///
  /// - Parameters:
  ///   - size: The size of the label, in points.
  ///   - point: The point that the label belongs to.
  ///   - distance: The distance from the point to the label's edge, in points; twice as far if that is the
  ///     better place.
  ///   - crossesLines: Whether the label may cover lines if every place does.
  /// - Returns: The place, or `nil` if there is none and the label should be omitted.
  public mutating func place(
    _ size: Size, around point: Point, distance: Double, crossesLines: Bool = false
  ) -> Rectangle? {
    let candidates = [distance, 2 * distance].flatMap { corners(of: size, around: point, $0) }
      .filter { candidate in
        limits.contains(candidate) && !blocked.contains { $0.overlaps(candidate) }
      }
    let crossings = candidates.map { candidate in crossed.count { $0.overlaps(candidate) } }
    guard let least = crossings.min(), least == 0 || crossesLines,
      let place = zip(candidates, crossings).first(where: { $1 == least })?.0
    else { return nil }
    blocked.append(place)
    return place
  }

  /// The candidate places around a point, the best first.
  private func corners(of size: Size, around point: Point, _ distance: Double) -> [Rectangle] {
    let (width, height) = (size.width, size.height)
    let (up, down) = (point.y - distance - height, point.y + distance)
    let (left, right) = (point.x - distance - width, point.x + distance)
    let (middleX, middleY) = (point.x - width / 2, point.y - height / 2)
    return [
      Point(middleX, up), Point(middleX, down), Point(right, middleY), Point(left, middleY),
      Point(right, up), Point(left, up), Point(right, down), Point(left, down),
    ].map { Rectangle(x: $0.x, y: $0.y, width: width, height: height) }
  }
}

extension Rectangle {
  /// Creates a rectangle with its middle at a point.
  init(around center: Point, width: Double, height: Double) {
    self.init(x: center.x - width / 2, y: center.y - height / 2, width: width, height: height)
  }

  /// Whether two rectangles share more than an edge.
  func overlaps(_ other: Rectangle) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }

  /// Whether another rectangle lies inside.
  func contains(_ other: Rectangle) -> Bool {
    minX <= other.minX && other.maxX <= maxX && minY <= other.minY && other.maxY <= maxY
  }
}
#endif
