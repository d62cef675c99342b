/// The counter-based generator Philox 4x32-10: a keyed bijection of 128-bit counters.
///
/// The same key and counter give the same words on every machine, in any order and on any thread,
/// which is what lets every random number in Fledge have an address.
///
/// - Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 4.3.
public enum Philox {
  @usableFromInline static let firstMultiplier: UInt32 = 0xD251_1F53
  @usableFromInline static let secondMultiplier: UInt32 = 0xCD9E_8D57
  @usableFromInline static let firstWeyl: UInt32 = 0x9E37_79B9
  @usableFromInline static let secondWeyl: UInt32 = 0xBB67_AE85

  /// Scrambles one counter with one key.
  ///
  /// - Parameters:
  ///   - counter: Four words; every value is legal.
  ///   - key: Two words; every value is legal.
  /// - Returns: Four words, uniform over all values when counters are distinct.
  @inlinable
  public static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let first = firstMultiplier.multipliedFullWidth(by: counter[0])
      let second = secondMultiplier.multipliedFullWidth(by: counter[2])
      counter = SIMD4(
        second.high ^ counter[1] ^ key[0], second.low, first.high ^ counter[3] ^ key[1], first.low)
      key = key &+ SIMD2(firstWeyl, secondWeyl)
    }
    return counter
  }

  /// Scrambles sixteen counters with one key, lane by lane equal to the scalar function.
  ///
  /// - Parameters:
  ///   - counter: Four words of sixteen lanes each.
  ///   - key: Two words shared by all lanes.
  /// - Returns: Four words of sixteen lanes each.
  @inlinable @inline(__always)
  public static func words(counter: PhiloxLanes, key: SIMD2<UInt32>) -> PhiloxLanes {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let (word0, word2) = (counter.word0, counter.word2)
      counter = PhiloxLanes(
        word0: word2.upperHalfOfProduct(with: secondMultiplier) ^ counter.word1
          ^ SIMD16(repeating: key[0]),
        word1: word2 &* secondMultiplier,
        word2: word0.upperHalfOfProduct(with: firstMultiplier) ^ counter.word3
          ^ SIMD16(repeating: key[1]),
        word3: word0 &* firstMultiplier)
      key = key &+ SIMD2(firstWeyl, secondWeyl)
    }
    return counter
  }
}

/// Sixteen Philox counters, or the sixteen results they give, word by word.
public struct PhiloxLanes: Sendable {
  /// The first word of each lane.
  public var word0: SIMD16<UInt32>
  /// The second word of each lane.
  public var word1: SIMD16<UInt32>
  /// The third word of each lane.
  public var word2: SIMD16<UInt32>
  /// The fourth word of each lane.
  public var word3: SIMD16<UInt32>

  /// Creates sixteen counters from their words.
  @inlinable
  public init(
    word0: SIMD16<UInt32>, word1: SIMD16<UInt32>, word2: SIMD16<UInt32>, word3: SIMD16<UInt32>
  ) {
    self.word0 = word0
    self.word1 = word1
    self.word2 = word2
    self.word3 = word3
  }
}
