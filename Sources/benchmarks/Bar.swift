import Foundation

/// What is asked of a subject: a bound on one of its figures.
struct Bar: Codable, Equatable {
  /// Which figure.
  enum Quantity: String, Codable {
    case share, rate, seconds, peakBytes
  }

  var quantity: Quantity
  var atLeast: Double?
  var atMost: Double?

  /// Asks for a share of what is possible.
  static func share(atLeast bound: Double) -> Bar { Bar(quantity: .share, atLeast: bound) }
  /// Asks for units of work per second.
  static func rate(atLeast bound: Double) -> Bar { Bar(quantity: .rate, atLeast: bound) }
  /// Asks for a median time.
  static func seconds(atMost bound: Double) -> Bar { Bar(quantity: .seconds, atMost: bound) }
  /// Asks that so much memory is enough.
  static func peakBytes(atMost bound: Double) -> Bar { Bar(quantity: .peakBytes, atMost: bound) }

  /// Whether a result is as good as that; a figure that is missing, or no number, is not.
  func isMet(by result: Result) -> Bool {
    let figure: Double? =
      switch quantity {
      case .share: result.share?.median
      case .rate: result.rate
      case .seconds: result.median
      case .peakBytes: result.peakBytes
      }
    guard let figure else { return false }
    return figure >= atLeast ?? -.infinity && figure <= atMost ?? .infinity
  }

  /// The bound in words: "≥ 50 %".
  var text: String {
    guard let bound = atLeast ?? atMost else { return "" }
    let number =
      switch quantity {
      case .share: String(format: "%.0f %%", 100 * bound)
      case .rate:
        bound < 1e9 ? String(format: "%g M", bound / 1e6) : String(format: "%g G", bound / 1e9)
      case .seconds: String(format: "%.3f s", bound)
      case .peakBytes: String(format: "%g GB", bound / 1e9)
      }
    return (atLeast == nil ? "≤ " : "≥ ") + number
  }
}
