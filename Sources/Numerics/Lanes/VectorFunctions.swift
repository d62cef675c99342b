/// Elementary functions of sixteen single-precision numbers at once.
///
/// They use only + - × ÷ and integer operations on the bits, in a fixed order and without fused
/// multiply-add, so their results are the same bits on every processor.
public enum VectorFunctions {
  /// Sixteen numbers.
  public typealias Vector = SIMD16<Float>

  /// Computes the hyperbolic tangent with a relative error below 4e-7.
  ///
  /// The odd rational function x P(x²) / Q(x²), with P and Q of degree 4, was fitted to tanh on
  /// [-9, 9] by iterated weighted least squares on the relative error; beyond 9 tanh is 1 in `Float`.
  @inlinable @inline(__always)
  public static func tanh(_ input: Vector) -> Vector {
    var x = input.replacing(with: 9, where: input .> 9)
    x = x.replacing(with: -9, where: x .< -9)
    let square = x * x
    var numerator = square * 1.335_480_50e-8 + 2.060_920_14e-5
    numerator = numerator * square + 3.495_596_13e-3
    numerator = numerator * square + 1.338_103_27e-1
    numerator = numerator * square + 1
    var denominator = square * 7.776_621_47e-7 + 3.285_647_34e-4
    denominator = denominator * square + 2.587_701_36e-2
    denominator = denominator * square + 4.671_434_83e-1
    denominator = denominator * square + 1
    var result = x * numerator / denominator
    result = result.replacing(with: 1, where: result .> 1)
    return result.replacing(with: -1, where: result .< -1)
  }

  /// Computes eˣ with a relative error below 3e-7; overflows to infinity, underflows to 0.
  ///
  /// With n = round(x / ln 2), eˣ = 2ⁿ eʳ where r = x - n ln 2 lies in [-0.35, 0.35] and eʳ is its
  /// Taylor polynomial of degree 7.
  @inlinable @inline(__always)
  public static func exponential(_ x: Vector) -> Vector {
    // Adding 1.5 · 2²³ leaves the nearest integer in the lowest bits.
    let rounding: Float = 12_582_912
    var bounded = x.replacing(with: 89, where: x .> 89)
    bounded = bounded.replacing(with: -88, where: bounded .< -88)
    let shifted = bounded * 1.442_695_04 + rounding
    let n = shifted - rounding
    // ln 2 in two parts, the first with few enough bits that n times it is exact.
    let r = (bounded - n * 0.693_359_375) - n * -2.121_944_40e-4
    var sum = r * (1 / 5040) + (1 / 720)
    sum = sum * r + (1 / 120)
    sum = sum * r + (1 / 24)
    sum = sum * r + (1 / 6)
    sum = sum * r + 0.5
    sum = sum * r + 1
    sum = sum * r + 1
    // 2ⁿ in two factors, since n may exceed the range of one exponent.
    let exponent = unsafe unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- 0x4B40_0000
    let half = exponent &>> 1
    let result = sum * powerOfTwo(half) * powerOfTwo(exponent &- half)
    return result.replacing(with: 0, where: x .< -88)
  }

  /// Computes the natural logarithm of normal positive numbers, with an error below 3e-7 relative to
  /// the larger of 0.1 and the result.
  ///
  /// With x = 2ⁿ m and m in [√½, √2), ln x = n ln 2 + 2 artanh(r) where r = (m - 1) / (m + 1) lies in
  /// [-0.172, 0.172], and artanh is its Taylor polynomial of degree 9.
  @inlinable @inline(__always)
  public static func logarithm(_ x: Vector) -> Vector {
    let bits = unsafe unsafeBitCast(x, to: SIMD16<Int32>.self)
    // Taking the bits of √½ off leaves n in the exponent field.
    let exponent = (bits &- 0x3F35_04F3) &>> 23
    let mantissa = unsafe unsafeBitCast(bits &- (exponent &<< 23), to: Vector.self)
    let n = Vector(exponent)
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var sum = square * (2.0 / 9) + (2.0 / 7)
    sum = sum * square + (2.0 / 5)
    sum = sum * square + (2.0 / 3)
    sum = sum * square + 2
    // ln 2 in two parts, the first with few enough bits that n times it is exact.
    return n * 0.693_359_375 + (n * -2.121_944_40e-4 + ratio * sum)
  }

  /// Turns two numbers uniform on `0..<1` into a standard normal one, in each lane.
  ///
  /// The radius uses 1 - u, so that its logarithm is finite.
  ///
  /// - Source: Box and Muller 1958, <https://doi.org/10.1214/aoms/1177706645>.
  @inlinable @inline(__always)
  public static func normal(_ first: Vector, _ second: Vector) -> Vector {
    normalPair(first, second).first
  }

  /// Turns two numbers uniform on `0..<1` into two independent standard normal ones, in each lane.
  ///
  /// The radius uses 1 - u, so that its logarithm is finite.
  ///
  /// - Source: Box and Muller 1958, <https://doi.org/10.1214/aoms/1177706645>.
  @inlinable @inline(__always)
  public static func normalPair(
    _ first: Vector, _ second: Vector
  ) -> (first: Vector, second: Vector) {
    let radius = (-2 * logarithm(1 - first)).squareRoot()
    // Sixteen angles on a whole circle are hardly ever all small.
    let angle = sineAndCosine(any: second * (2 * Float.pi))
    return (radius * angle.cosine, radius * angle.sine)
  }

  /// Computes 2ⁿ from the bits of the exponent field, for n in `-126...127`.
  @inlinable @inline(__always)
  static func powerOfTwo(_ n: SIMD16<Int32>) -> Vector {
    unsafe unsafeBitCast((n &+ 127) &<< 23, to: Vector.self)
  }

  /// Computes the sine with an absolute error below 2e-7 for |x| ≤ 1000.
  @inlinable @inline(__always)
  public static func sine(_ x: Vector) -> Vector {
    sineAndCosine(x).sine
  }

  /// Computes sine and cosine together, with an absolute error below 2e-7 for |x| ≤ 1000.
  ///
  /// Fastest where no |x| exceeds 0.75: then range reduction is skipped. The bits of a lane do not depend
  /// on the other lanes.
  @inlinable @inline(__always)
  public static func sineAndCosine(_ x: Vector) -> (sine: Vector, cosine: Vector) {
    // Below π/4 the quadrant is 0, and r is x.
    let areSmall = ((x .> 0.75) .| (x .< -0.75)).bits == 0
    return areSmall ? sineAndCosine(small: x) : sineAndCosine(any: x)
  }

  /// With n = round(2x / π) and r = x - n π/2 in [-π/4, π/4], sine and cosine of x are those of r,
  /// exchanged and negated by the quadrant n mod 4.
  @inlinable @inline(__always)
  static func sineAndCosine(any x: Vector) -> (sine: Vector, cosine: Vector) {
    let rounding: Float = 12_582_912
    let shifted = x * 0.636_619_772 + rounding
    let n = shifted - rounding
    // π/2 in three parts; n times each of the first two is exact for |n| < 2¹¹.
    let r = ((x - n * 1.570_312_5) - n * 4.837_512_97e-4) - n * 7.549_789_95e-8
    let (odd, even) = sineAndCosine(small: r)
    // Bits are exchanged and sign bits flipped: a comparison of integers goes lane by lane.
    let quadrant = unsafe unsafeBitCast(shifted, to: SIMD16<UInt32>.self)
    let oddBits = unsafe unsafeBitCast(odd, to: SIMD16<UInt32>.self)
    let evenBits = unsafe unsafeBitCast(even, to: SIMD16<UInt32>.self)
    let exchanged = (oddBits ^ evenBits) & (0 &- (quadrant & 1))
    let sine = oddBits ^ exchanged ^ ((quadrant & 2) &<< 30)
    let cosine = evenBits ^ exchanged ^ (((quadrant &+ 1) & 2) &<< 30)
    return unsafe (
      unsafeBitCast(sine, to: Vector.self), unsafeBitCast(cosine, to: Vector.self)
    )
  }

  /// Taylor polynomials of degree 9 and 10, for |r| ≤ π/4.
  @inlinable @inline(__always)
  static func sineAndCosine(small r: Vector) -> (sine: Vector, cosine: Vector) {
    let square = r * r
    var odd = square * (1 / 362_880) - (1 / 5040)
    odd = odd * square + (1 / 120)
    odd = odd * square - (1 / 6)
    odd = odd * square * r + r
    var even = square * (-1 / 3_628_800) + (1 / 40_320)
    even = even * square - (1 / 720)
    even = even * square + (1 / 24)
    even = even * square - 0.5
    even = even * square + 1
    return (odd, even)
  }
}
