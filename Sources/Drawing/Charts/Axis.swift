#if Viewer
import Wording
private import Foundation

/// A range of numbers with ticks at round numbers.
public struct Axis: Equatable, Sendable {
  /// The range that the axis shows.
  public let range: ClosedRange<Double>
  /// Round numbers within the range, in equal steps: 1, 2 or 5 times a power of ten.
  public let ticks: [Double]
  /// The labels of the ticks, all with the same number of decimals.
  public let labels: [String]

  /// Finds a range and ticks for some values.
  ///
  /// Infinities and NaN are ignored. A single value gets a range around it; without values the range has
  /// no ticks.
  ///
  /// - Parameters:
  ///   - values: The values that the range must include.
  ///   - tickLimit: The maximum number of ticks.
  ///   - margin: The margin at either end, as a fraction of the range.
  ///   - isWhole: Whether ticks must be whole numbers.
  public init(
    covering values: some Sequence<Double>, tickLimit: Int, margin: Double = 0,
    isWhole: Bool = false
  ) {
    // Differences and powers of numbers beyond 1e100 could overflow.
    let values = values.filter(\.isFinite).map { max(-1e100, min(1e100, $0)) }
    var low = values.min() ?? 0
    var high = values.max() ?? (isWhole ? 1 : 0)
    // The labels of values this close together would be equal.
    if high - low <= 1e-9 * max(abs(low), abs(high)) {
      let reach = isWhole ? 1 : max(0.5, 0.1 * abs(low))
      (low, high) = (isWhole ? low : low - reach, high + reach)
    }
    let padding = margin * (high - low)
    range = low - padding...high + padding
    let step = Self.step(in: range, tickLimit: max(1, tickLimit), isWhole: isWhole)
    let first = (range.lowerBound / step).rounded(.up)
    let count =
      values.isEmpty ? 0 : Int(max(0, (range.upperBound / step).rounded(.down) - first + 1))
    ticks = (0..<count).map { (first + Double($0)) * step }
    labels = ticks.map { Self.label($0, step: step, largest: max(abs(low), abs(high))) }
  }

  /// Maps a number to a position.
  ///
  /// - Parameters:
  ///   - value: The number, clamped to the range; NaN is treated as the lower end.
  ///   - start: The position of the range's lower end, in points.
  ///   - end: The position of the range's upper end; may be smaller than `start`.
  /// - Returns: The position, in points.
  public func position(of value: Double, from start: Double, to end: Double) -> Double {
    let inside =
      value.isNaN ? range.lowerBound : max(range.lowerBound, min(range.upperBound, value))
    let fraction = (inside - range.lowerBound) / (range.upperBound - range.lowerBound)
    return start + (end - start) * fraction
  }

  /// The label of a tick, with enough digits to differ from its neighbours.
  private static func label(_ tick: Double, step: Double, largest: Double) -> String {
    let exponent = Int((log10(step) + 1e-9).rounded(.down))
    if largest < 1e7, exponent >= -6 {
      return PictureNumber.fixed(tick, -exponent)
    }
    let digits = Int(log10(largest).rounded(.down)) - exponent
    return PictureNumber.scientific(tick, digits)
  }

  /// The smallest round step that gives at most `tickLimit` ticks.
  private static func step(
    in range: ClosedRange<Double>, tickLimit: Int, isWhole: Bool
  ) -> Double {
    func count(_ step: Double) -> Double {
      (range.upperBound / step).rounded(.down) - (range.lowerBound / step).rounded(.up) + 1
    }
    let least = (range.upperBound - range.lowerBound) / Double(tickLimit + 1)
    var power = pow(10, log10(least).rounded(.down))
    if isWhole { power = max(1, power) }
    while true {
      for multiple in [1.0, 2, 5] where count(multiple * power) <= Double(tickLimit) {
        return multiple * power
      }
      power *= 10
    }
  }
}
#endif
