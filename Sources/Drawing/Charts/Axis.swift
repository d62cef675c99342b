#if Viewer
private import Foundation

/// A range of numbers with round ones to mark.
public struct Axis: Equatable, Sendable {
  /// From the first to the last number that has a place.
  public let range: ClosedRange<Double>
  /// Round numbers within the range, in equal steps: 1, 2 or 5 times a power of ten.
  public let ticks: [Double]
  /// The ticks in words, all with the same number of decimals.
  public let labels: [String]

  /// Finds a range and round numbers for some values.
  ///
  /// Values that are not finite count for nothing. A single value gets a range around it; without any
  /// there is a range, but no number to mark.
  ///
  /// - Parameters:
  ///   - values: What has to have a place.
  ///   - tickLimit: The most numbers to mark.
  ///   - margin: How much to add at either end, as a fraction of the range.
  ///   - isWhole: Whether only whole numbers make sense as ticks.
  public init(
    covering values: some Sequence<Double>, tickLimit: Int, margin: Double = 0,
    isWhole: Bool = false
  ) {
    // Beyond 1e100 differences and powers would overflow.
    let values = values.filter(\.isFinite).map { max(-1e100, min(1e100, $0)) }
    var low = values.min() ?? 0
    var high = values.max() ?? (isWhole ? 1 : 0)
    // Values this close together cannot be told apart by the labels.
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

  /// Where a number stands between two places.
  ///
  /// - Parameters:
  ///   - value: The number; one outside the range stands at its nearer end, one that is not a number
  ///     at the lower.
  ///   - start: Where the range begins.
  ///   - end: Where it ends; before or after `start`.
  /// - Returns: The place.
  public func position(of value: Double, from start: Double, to end: Double) -> Double {
    let inside =
      value.isNaN ? range.lowerBound : max(range.lowerBound, min(range.upperBound, value))
    let fraction = (inside - range.lowerBound) / (range.upperBound - range.lowerBound)
    return start + (end - start) * fraction
  }

  /// A tick in words: as many digits as tell it from its neighbours.
  private static func label(_ tick: Double, step: Double, largest: Double) -> String {
    let exponent = Int((log10(step) + 1e-9).rounded(.down))
    if largest < 1e7, exponent >= -6 {
      return NumberText.text(tick, decimals: -exponent)
    }
    let digits = Int(log10(largest).rounded(.down)) - exponent
    let text = String(format: "%.\(max(0, min(15, digits)))e", tick)
    return tick == 0 ? "0" : text.replacing("-", with: "\u{2212}")
  }

  /// The smallest round step that gives no more ticks than allowed.
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
