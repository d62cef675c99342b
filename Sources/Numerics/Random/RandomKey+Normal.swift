private import Foundation

extension RandomKey {
  /// Turns two words into two independent standard normal numbers.
  ///
  /// - Source: Box and Muller 1958. The radius uses 1 - u, so that its logarithm is finite.
  public static func normals(_ first: UInt32, _ second: UInt32) -> SIMD2<Float> {
    let radius = (-2 * logf(1 - unitInterval(first))).squareRoot()
    let angle = 2 * Float.pi * unitInterval(second)
    return SIMD2(radius * cosf(angle), radius * sinf(angle))
  }
}
