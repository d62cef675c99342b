/// How far a number may lie from what it should be.
///
/// A tolerance of zero or less lets no test fail for the right reason, so it cannot be made.
public struct Tolerance: Sendable, CustomStringConvertible {
  let absolute: Double
  let relative: Double

  /// Allows an error of so much, whatever the number.
  public static func absolute(_ size: Double) -> Tolerance {
    precondition(size > 0, "Tolerance: \(size) is not positive.")
    return Tolerance(absolute: size, relative: 0)
  }

  /// Allows an error in proportion to the expected number, and near zero one of `floor`.
  public static func relative(_ fraction: Double, floor: Double = 1e-300) -> Tolerance {
    precondition(fraction > 0 && floor > 0, "Tolerance: \(fraction), \(floor) are not positive.")
    return Tolerance(absolute: floor, relative: fraction)
  }

  /// Allows a number of standard errors of a simulated mean.
  public static func standardErrors(_ count: Double, of standardError: Double) -> Tolerance {
    absolute(count * standardError)
  }

  /// The largest error allowed at an expected number.
  func allowed(at expected: Double) -> Double {
    max(absolute, relative * abs(expected))
  }

  /// The tolerance in words.
  public var description: String {
    relative == 0 ? "\(absolute)" : "\(relative) relative, at least \(absolute)"
  }
}
