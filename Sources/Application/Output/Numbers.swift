import Foundation

/// Numbers as people read them.
package enum Numbers {
  /// A number with so many decimals; "-" if it is not finite.
  package static func fixed(_ value: Double, _ decimals: Int = 2) -> String {
    guard value.isFinite else { return "-" }
    let text = String(format: "%.\(decimals)f", value)
    return text.allSatisfy { "-0.".contains($0) } ? text.replacing("-", with: "") : text
  }

  /// A divergence in nats: four decimals, or two digits where those would show fewer.
  ///
  /// It is a difference of numbers near 1, so single precision says nothing below some 1e-7, and may
  /// even give less than 0.
  package static func divergence(_ value: Double) -> String {
    switch value {
    case 0: "0"
    case ..<1e-7: "< 1e-7"
    case ..<0.001: String(format: "%.2g", value)
    default: fixed(value, 4)
    }
  }

  /// A number as short as it can be written, for instance "0.5" or "9.8".
  package static func short(_ value: Float) -> String {
    value == value.rounded() && abs(value) < 1e7 ? String(Int(value)) : "\(value)"
  }

  /// So many of something: "1 rollout", "20 rollouts".
  package static func counted(_ count: Int, _ noun: String) -> String {
    counted(count, noun, noun + "s")
  }

  /// So many of something whose plural is not regular: "1 policy", "3 policies".
  package static func counted(_ count: Int, _ noun: String, _ plural: String) -> String {
    "\(count) \(count == 1 ? noun : plural)"
  }

  /// An interval as "[-11.92, -7.04]".
  package static func interval(_ range: ClosedRange<Double>, _ decimals: Int = 2) -> String {
    "[\(fixed(range.lowerBound, decimals)), \(fixed(range.upperBound, decimals))]"
  }

  /// A large count in thousands, millions or billions.
  package static func count(_ value: Double) -> String {
    switch value {
    case 1e9...: fixed(value / 1e9, 1) + " G"
    case 1e6...: fixed(value / 1e6, 1) + " M"
    case 1e4...: fixed(value / 1e3, 0) + " k"
    default: fixed(value, 0)
    }
  }

  /// A time in seconds, minutes or hours.
  package static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<100: fixed(seconds, seconds < 10 ? 1 : 0) + " s"
    case ..<6000: fixed(seconds / 60, 0) + " min"
    default: fixed(seconds / 3600, 1) + " h"
    }
  }
}
