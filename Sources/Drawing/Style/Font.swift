/// The system's sans-serif typeface at a size.
public struct Font: Equatable, Sendable {
  /// The size in points.
  public var size: Double
  /// Whether the weight is bold.
  public var isBold: Bool

  /// Creates a font.
  public init(_ size: Double, isBold: Bool = false) {
    self.size = size
    self.isBold = isBold
  }

  /// The font of labels and hints.
  public static let small = Font(11)
  /// The font of other text.
  public static let regular = Font(13)
  /// The font of headings of panels.
  public static let heading = Font(14, isBold: true)
  /// The font of titles.
  public static let title = Font(18, isBold: true)
}
