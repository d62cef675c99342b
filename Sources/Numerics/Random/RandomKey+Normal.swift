private import Glibc

extension RandomKey {
  /// Turns two words into two independent standard normal numbers.
  ///
  /// The radius uses 1 - u, so that its logarithm is finite.
  ///
  /// - Source: Box and Muller 1958, <https://doi.org/10.1214/aoms/1177706645>.
  public static func normals(_ first: UInt32, _ second: UInt32) -> SIMD2<Float> {
    let radius = (-2 * logf(1 - unitInterval(first))).squareRoot()
    let angle = 2 * Float.pi * unitInterval(second)
    return SIMD2(radius * cosf(angle), radius * sinf(angle))
  }
}
