/// An RGB colour with its opacity; each component is in `0...1`.
public struct Color: Equatable, Sendable {
  /// Red.
  public var red: Double
  /// Green.
  public var green: Double
  /// Blue.
  public var blue: Double
  /// Opacity.
  public var alpha: Double

  /// Creates a colour from its hexadecimal notation, 0xRRGGBB.
  ///
  ///     Color(0xE69F00)
  public init(_ code: UInt32, alpha: Double = 1) {
    red = Double(code >> 16 & 255) / 255
    green = Double(code >> 8 & 255) / 255
    blue = Double(code & 255) / 255
    self.alpha = alpha
  }

  /// The colour with its opacity multiplied by a factor in `0...1`.
  public func faded(_ opacity: Double) -> Color {
    var color = self
    color.alpha *= opacity
    return color
  }

  /// Interpolates linearly to another colour: 0 gives this one, 1 the other.
  public func mixed(with other: Color, _ fraction: Double) -> Color {
    var color = self
    color.red += (other.red - red) * fraction
    color.green += (other.green - green) * fraction
    color.blue += (other.blue - blue) * fraction
    color.alpha += (other.alpha - alpha) * fraction
    return color
  }
}
