private import Glibc

extension RandomKey {
  /// Draws a number from a beta distribution whose parameters are at least 1.
  ///
  /// - Parameters:
  ///   - first: The first parameter, α: the more, the nearer to 1.
  ///   - second: The second parameter, β: the more, the nearer to 0.
  ///   - x: First coordinate of the position.
  ///   - y: Second coordinate of the position; the third counts tries and is taken.
  /// - Returns: A number in `0...1`.
  /// - Source: Cheng 1978, "Generating beta variates with nonintegral shape parameters", algorithm
  ///   BB, <https://doi.org/10.1145/359460.359482>; where a parameter is 1, the inverse of the
  ///   distribution function.
  public func beta(_ first: Double, _ second: Double, _ x: UInt32, _ y: UInt32 = 0) -> Double {
    precondition(
      first >= 1 && second >= 1,
      "RandomKey.beta: the parameters are \(first) and \(second), but must be at least 1.")
    if first == 1 { return 1 - pow(Self.openUnit(bits(x, y, 0)[0]), 1 / second) }
    if second == 1 { return pow(Self.openUnit(bits(x, y, 0)[0]), 1 / first) }
    let (low, high) = (min(first, second), max(first, second))
    let sum = low + high
    let scale = ((sum - 2) / (2 * low * high - sum)).squareRoot()
    let slope = low + 1 / scale
    var attempt: UInt32 = 0
    while true {
      let words = bits(x, y, attempt)
      let (u, v) = (Self.openUnit(words[0]), Self.openUnit(words[1]))
      let logit = scale * log(u / (1 - u))
      let ratio = low * exp(logit)
      let rest = slope * logit - 1.386_294_361_119_890_6  // ln 4
      if rest + sum * log(sum / (high + ratio)) >= log(u * u * v) {
        let part = ratio / (high + ratio)
        return low == first ? part : 1 - part
      }
      attempt += 1
    }
  }

  /// The middle of one of 2³² parts of `0...1`, so neither 0 nor 1.
  private static func openUnit(_ word: UInt32) -> Double { (Double(word) + 0.5) * 0x1p-32 }
}
