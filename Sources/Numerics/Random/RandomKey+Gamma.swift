private import Glibc

extension RandomKey {
  /// Draws a number from a gamma distribution of scale 1.
  ///
  /// A sum of `shape` exponential numbers where the shape is whole. Divided by their sum, several such
  /// numbers are a draw from a Dirichlet distribution; two of them, from a beta distribution.
  ///
  /// - Parameters:
  ///   - shape: The mean, α, greater than 0.
  ///   - x: First coordinate of the position.
  ///   - y: Second coordinate of the position; the third counts tries and is taken.
  /// - Returns: A number greater than 0: what underflows becomes 1e-30.
  /// - Source: Marsaglia and Tsang 2000, "A simple method for generating gamma variables"; for shapes
  ///   below 1 their section 6, <https://doi.org/10.1145/358407.358414>.
  public func gamma(shape: Double, _ x: UInt32, _ y: UInt32 = 0) -> Double {
    precondition(shape > 0, "RandomKey.gamma: the shape is \(shape), but must be greater than 0.")
    if shape == 1 { return max(1e-30, -log(uniformAboveZero(bits(x, y, 0)[0]))) }
    guard shape > 1 else {
      let boost = uniformAboveZero(bits(x, y, .max)[0])
      return max(1e-30, gamma(shape: shape + 1, x, y) * pow(boost, 1 / shape))
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    var attempt: UInt32 = 0
    while true {
      let words = bits(x, y, attempt)
      let normal = Double(RandomKey.normals(words[0], words[1])[0])
      let root = 1 + c * normal
      let cube = root * root * root
      if root > 0,
        log(uniformAboveZero(words[2])) < 0.5 * normal * normal + d * (1 - cube + log(cube))
      {
        return d * cube
      }
      attempt += 1
    }
  }

  /// Turns a word into a number uniform on the middles of 2³² parts of `0...1`, so never 0.
  private func uniformAboveZero(_ word: UInt32) -> Double {
    (Double(word) + 0.5) * 0x1p-32
  }
}
