import Foundation

/// What is required of a subject: a bound on one of its figures.
struct Bar: Encodable, Equatable {
  /// The figure.
  enum Quantity: String, Encodable {
    case share, peakBytes
  }

  var quantity: Quantity
  var atLeast: Double?
  var atMost: Double?

  /// Requires a share of a yardstick.
  static func share(atLeast bound: Double) -> Bar { Bar(quantity: .share, atLeast: bound) }
  /// Limits the most memory a process holds.
  static func peakBytes(atMost bound: Double) -> Bar { Bar(quantity: .peakBytes, atMost: bound) }

  /// Whether a result meets the bar; a figure that is missing or not a number does not.
  func isMet(by result: SubjectResult) -> Bool {
    let figure: Double? =
      switch quantity {
      case .share: result.share?.median
      case .peakBytes: result.peakBytes
      }
    guard let figure else { return false }
    return figure >= atLeast ?? -.infinity && figure <= atMost ?? .infinity
  }

  /// The bound as text: "≥ 50 %".
  var text: String {
    guard let bound = atLeast ?? atMost else { return "" }
    let number =
      switch quantity {
      case .share: String(format: "%.0f %%", 100 * bound)
      case .peakBytes: String(format: "%g GB", bound / 1e9)
      }
    return (atLeast == nil ? "≤ " : "≥ ") + number
  }
}
