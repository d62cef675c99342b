/// A position on a canvas, in points: x to the right, y down.
public struct Point: Equatable, Sendable {
  /// From the left edge.
  public var x: Double
  /// From the upper edge.
  public var y: Double

  /// Creates a point.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A width and a height in points.
public struct Size: Equatable, Sendable {
  /// From left to right.
  public var width: Double
  /// From top to bottom.
  public var height: Double

  /// Creates a size.
  public init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }
}

/// A part of a canvas, in points.
public struct Rectangle: Equatable, Sendable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// From left to right.
  public var width: Double
  /// From top to bottom.
  public var height: Double

  /// Creates a rectangle.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The left edge.
  public var minX: Double { x }
  /// The right edge.
  public var maxX: Double { x + width }
  /// The upper edge.
  public var minY: Double { y }
  /// The lower edge.
  public var maxY: Double { y + height }
  /// Half-way between left and right.
  public var midX: Double { x + width / 2 }
  /// Half-way between top and bottom.
  public var midY: Double { y + height / 2 }

  /// Whether a point lies inside; the left and the upper edge belong to the rectangle.
  public func contains(_ point: Point) -> Bool {
    (minX..<maxX).contains(point.x) && (minY..<maxY).contains(point.y)
  }

  /// The rectangle with its edges moved inwards; width and height are at least 0.
  public func inset(
    left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0
  ) -> Rectangle {
    Rectangle(
      x: x + left, y: y + top, width: max(0, width - left - right),
      height: max(0, height - top - bottom))
  }

  /// The rectangle with all edges moved inwards by the same distance.
  public func inset(by distance: Double) -> Rectangle {
    inset(left: distance, top: distance, right: distance, bottom: distance)
  }

  /// Divides the rectangle into equal columns, from left to right, with gaps between them.
  public func columns(_ count: Int, gap: Double) -> [Rectangle] {
    let columnWidth = max(0, (width - gap * Double(count - 1)) / Double(count))
    return (0..<count).map { number in
      Rectangle(
        x: x + Double(number) * (columnWidth + gap), y: y, width: columnWidth, height: height)
    }
  }

  /// Divides the rectangle into equal rows, from top to bottom, with gaps between them.
  public func rows(_ count: Int, gap: Double) -> [Rectangle] {
    let rowHeight = max(0, (height - gap * Double(count - 1)) / Double(count))
    return (0..<count).map { number in
      Rectangle(x: x, y: y + Double(number) * (rowHeight + gap), width: width, height: rowHeight)
    }
  }
}
