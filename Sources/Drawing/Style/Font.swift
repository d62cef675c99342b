/// How text looks: the system's sans-serif face at a size.
public struct Font: Equatable, Sendable {
  /// The size in points.
  public var size: Double
  /// Whether strokes are thick.
  public var isBold: Bool

  /// Creates a font.
  public init(_ size: Double, isBold: Bool = false) {
    self.size = size
    self.isBold = isBold
  }

  /// Labels of axes, hints.
  public static let small = Font(11)
  /// Running text.
  public static let regular = Font(13)
  /// Headings of panels.
  public static let heading = Font(14, isBold: true)
  /// Titles.
  public static let title = Font(18, isBold: true)
}
