public import Gym

/// The colours of pictures and of the window, light or dark.
///
/// Hues are close to those of Okabe and Ito, which people with any kind of colour vision can distinguish.
/// Lightness is tuned so that text in these colours is readable and the colours stay distinct under
/// simulated colour blindness. Stages of adaptation go from orange through violet to blue: a direct
/// mixture would be olive, too close to the colour of goals.
///
/// - Source: Okabe and Ito 2008, "Color universal design", <https://jfly.uni-koeln.de/color/>.
public struct Theme: Equatable, Sendable {
  /// The background of the window and of pictures.
  public var window: Color
  /// The background of scenes and charts.
  public var panel: Color
  /// Borders of panels, grid lines.
  public var line: Color
  /// Text.
  public var text: Color
  /// Secondary text.
  public var mutedText: Color
  /// Bodies, rails and other fixed parts of a scene.
  public var structure: Color
  /// Goals.
  public var goal: Color
  /// Forces.
  public var force: Color
  /// Controls that the user can move.
  public var accent: Color
  /// The colours of stages of adaptation, from the first to the last, at equal distances.
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

  /// The colour of a role in a scene.
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

  /// The colour of a number that may be negative: orange below 0, blue above, close to the background at 0.
  ///
  /// - Parameter value: The number over the largest that is shown, in `-1...1`; others count as the nearest
  ///   of these, and what is not a number as 0.
  /// - Returns: The colour.
  public func divergingColor(_ value: Double) -> Color {
    let value = value.isNaN ? 0 : max(-1, min(1, value))
    let zero = panel.mixed(with: line, 0.45)
    return zero.mixed(with: value < 0 ? stages[0] : stages[stages.count - 1], abs(value))
  }

  /// The colour of a stage of adaptation, from 0, before the first step, to 1, after the last.
  ///
  /// Thirds and quarters have nearly the same colours. So three steps, the usual number, have the pure
  /// colours of the list and not mixtures that look similar.
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
