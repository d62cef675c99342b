public import Gym

/// A colour with its opacity, each component from 0 to 1.
public struct Color: Equatable, Sendable {
  /// Red.
  public var red: Double
  /// Green.
  public var green: Double
  /// Blue.
  public var blue: Double
  /// Opacity.
  public var alpha: Double

  /// Creates a colour from its usual notation.
  ///
  ///     Color(0xE69F00)
  public init(_ code: UInt32, alpha: Double = 1) {
    red = Double(code >> 16 & 255) / 255
    green = Double(code >> 8 & 255) / 255
    blue = Double(code & 255) / 255
    self.alpha = alpha
  }

  /// The colour, less opaque.
  public func faded(_ opacity: Double) -> Color {
    var color = self
    color.alpha *= opacity
    return color
  }

  /// A mixture with another colour: 0 is this one, 1 the other.
  public func mixed(with other: Color, _ fraction: Double) -> Color {
    var color = self
    color.red += (other.red - red) * fraction
    color.green += (other.green - green) * fraction
    color.blue += (other.blue - blue) * fraction
    color.alpha += (other.alpha - alpha) * fraction
    return color
  }
}

/// The colours of everything, light or dark.
///
/// Hues are close to those of Okabe and Ito, which people with any kind of colour vision tell apart;
/// lightness is tuned so that words in them can be read and simulated colour blindness keeps them apart. Stages of adaptation go from orange to blue, by
/// way of violet: a mixture of the two would be olive, too close to the colour of goals.
///
/// - Source: Okabe and Ito 2008, "Color universal design", <https://jfly.uni-koeln.de/color/>.
public struct Theme: Equatable, Sendable {
  /// Behind everything.
  public var window: Color
  /// Behind a scene or a chart.
  public var panel: Color
  /// Lines around panels, grids.
  public var line: Color
  /// Words and numbers.
  public var text: Color
  /// Words that matter less.
  public var mutedText: Color
  /// Things that are simply there.
  public var structure: Color
  /// What is to be reached.
  public var goal: Color
  /// What pushes.
  public var force: Color
  /// What the user can take hold of.
  public var accent: Color
  /// Before the first step of adaptation, half-way, and after the last.
  public var stages: [Color]

  /// Dark on light.
  public static let light = Theme(
    window: Color(0xF4F5F7), panel: Color(0xFFFFFF), line: Color(0xD5D9E0), text: Color(0x1C2430),
    mutedText: Color(0x5B6675), structure: Color(0x4A5462), goal: Color(0x006B41),
    force: Color(0xA8437F), accent: Color(0x0072B2),
    stages: [
      Color(0xD55E00), Color(0xDD9200), Color(0x6C4A8C), Color(0x3AA5D4), Color(0x006FC8),
    ])

  /// Light on dark.
  public static let dark = Theme(
    window: Color(0x14181E), panel: Color(0x1D232C), line: Color(0x38414D), text: Color(0xEDF0F4),
    mutedText: Color(0x9DA8B6), structure: Color(0xB4BEC9), goal: Color(0x78E3B4),
    force: Color(0xE284AF), accent: Color(0x56B4E9),
    stages: [
      Color(0xF0803C), Color(0xF2B63C), Color(0xB266B8), Color(0xB4DCF2), Color(0x47A6F0),
    ])

  /// The colour of something in a scene.
  public func color(of role: SceneColor) -> Color {
    switch role {
    case .background: panel
    case .faint: line
    case .structure: structure
    case .text: text
    case .goal: goal
    case .force: force
    case .stage(let fraction): stageColor(Double(fraction))
    }
  }

  /// The colour of a stage of adaptation, from 0, before the first step, to 1, after the last.
  ///
  /// Thirds are (nearly) where quarters are, so that three steps, the usual number, have pure colours
  /// rather than mixtures that look alike.
  public func stageColor(_ fraction: Double) -> Color {
    let knots: [(fraction: Double, position: Double)] = [
      (0, 0), (1 / 4, 0.97), (1 / 3, 1.03), (1 / 2, 2), (2 / 3, 2.97), (3 / 4, 3.03), (1, 4),
    ]
    let fraction = max(0, min(1, fraction))
    let next = max(1, knots.firstIndex { fraction <= $0.fraction } ?? knots.count - 1)
    let (start, end) = (knots[next - 1], knots[next])
    let part = (fraction - start.fraction) / (end.fraction - start.fraction)
    let position = start.position + part * (end.position - start.position)
    let index = min(Int(position), stages.count - 2)
    return stages[index].mixed(with: stages[index + 1], position - Double(index))
  }
}
