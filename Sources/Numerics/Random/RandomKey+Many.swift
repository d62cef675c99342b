// Random numbers at many positions at once, sixteen to a vector.
extension RandomKey {
  /// How many numbers an array must have room for, so that whole vectors can be written to it.
  public static func paddedCount(_ count: Int) -> Int { (count + 15) & ~15 }

  /// Draws one number uniform on `0..<1` at each position: what `uniform(x, y[i])` gives.
  ///
  /// - Parameters:
  ///   - x: First coordinate of all positions, for instance the step.
  ///   - y: Second coordinate of each position, for instance the episode; each below 2³².
  ///   - numbers: Receives them in front.
  /// - Precondition: There is room for `paddedCount(y.count)` numbers.
  public func fillUniform(_ x: UInt32, _ y: [Int], into numbers: inout [Float]) {
    var target = numbers.mutableSpan
    let isRun = Self.isRun(y)
    for first in stride(from: 0, to: y.count, by: 16) {
      let words = bits16(
        SIMD16(repeating: x), Self.positions(y, from: first, isRun: isRun), SIMD16(repeating: 0))
      Self.store(RandomKey.unitInterval(words.word0), in: &target, at: first)
    }
  }

  /// Draws two independent standard normal numbers at each position.
  ///
  /// - Parameters:
  ///   - x: First coordinate of all positions, for instance the step.
  ///   - y: Second coordinate of each position, for instance the episode; each below 2³².
  ///   - z: Third coordinate of all positions, for instance the pair of coordinates of an action.
  ///   - pairs: Receive the first and the second of each pair in front.
  /// - Precondition: There is room for `paddedCount(y.count)` numbers in both.
  /// - Source: Box and Muller 1958, <https://doi.org/10.1214/aoms/1177706645>.
  public func fillNormal(
    _ x: UInt32, _ y: [Int], _ z: UInt32, into pairs: inout (first: [Float], second: [Float])
  ) {
    let isRun = Self.isRun(y)
    for first in stride(from: 0, to: y.count, by: 16) {
      let words = bits16(
        SIMD16(repeating: x), Self.positions(y, from: first, isRun: isRun), SIMD16(repeating: z))
      let normal = VectorFunctions.normalPair(
        RandomKey.unitInterval(words.word0), RandomKey.unitInterval(words.word1))
      Self.store(normal.first, in: &pairs.first, at: first)
      Self.store(normal.second, in: &pairs.second, at: first)
    }
  }

  /// Whether each position is one more than the one before, as it mostly is.
  private static func isRun(_ y: [Int]) -> Bool {
    var difference = 0
    for index in y.indices { difference |= y[index] - y[0] - index }
    return difference == 0
  }

  /// The positions of up to sixteen lanes; lanes beyond the last position are unused.
  private static func positions(_ y: [Int], from first: Int, isRun: Bool) -> SIMD16<UInt32> {
    if isRun {
      return SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) &+ UInt32(y[first])
    }
    var result = SIMD16<UInt32>()
    for index in first..<min(first + 16, y.count) { result[index - first] = UInt32(y[index]) }
    return result
  }

  // A function for each array: see Documentation/decisions/arrays-and-spans.md.
  private static func store(
    _ vector: SIMD16<Float>, in numbers: inout [Float], at index: Int
  ) {
    var target = numbers.mutableSpan
    store(vector, in: &target, at: index)
  }

  private static func store(
    _ vector: SIMD16<Float>, in target: inout MutableSpan<Float>, at index: Int
  ) {
    var bytes = unsafe target.mutableBytes
    bytes.storeBytes(of: vector, toByteOffset: 4 * index, as: SIMD16<Float>.self)
  }
}

extension RandomKey {
  /// Draws a random order of numbers.
  ///
  /// - Parameter count: How many, n.
  /// - Returns: The numbers `0..<n` in the order of the random words at this key.
  public func permutation(of count: Int) -> [Int] {
    let words = (0..<count).map { bits(UInt32($0), 0, 0)[0] }
    return (0..<count).sorted { (words[$0], $0) < (words[$1], $1) }
  }
}
