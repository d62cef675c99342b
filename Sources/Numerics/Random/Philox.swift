public import CLanes

/// The counter-based generator Philox 4x32-10: a keyed bijection of 128-bit counters.
///
/// The same key and counter give the same words on every machine, in any order and on any thread,
/// which is what lets every random number in Fledge have an address.
///
/// - Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 4.3,
///   <https://doi.org/10.1145/2063384.2063405>.
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
    var (word0, word1, word2, word3) = (counter[0], counter[1], counter[2], counter[3])
    var (key0, key1) = (key[0], key[1])
    for _ in 0..<10 {
      let first = firstMultiplier.multipliedFullWidth(by: word0)
      let second = secondMultiplier.multipliedFullWidth(by: word2)
      (word0, word1) = (second.high ^ word1 ^ key0, second.low)
      (word2, word3) = (first.high ^ word3 ^ key1, first.low)
      key0 &+= firstWeyl
      key1 &+= secondWeyl
    }
    return SIMD4(word0, word1, word2, word3)
  }

  /// Scrambles sixteen counters with one key, lane by lane equal to the scalar function.
  ///
  /// - Parameters:
  ///   - counter: Four words of sixteen lanes each.
  ///   - key: Two words shared by all lanes.
  /// - Returns: Four words of sixteen lanes each.
  @inlinable @inline(__always)
  public static func words(counter: PhiloxLanes, key: SIMD2<UInt32>) -> PhiloxLanes {
    var even = PhiloxPairs(evenLanesOf: counter)
    var odd = PhiloxPairs(oddLanesOf: counter)
    var key = key
    for _ in 0..<10 {
      even.scramble(key: key)
      odd.scramble(key: key)
      key = key &+ SIMD2(firstWeyl, secondWeyl)
    }
    return PhiloxLanes(even: even, odd: odd)
  }

  /// Scrambles twice sixteen counters with one key.
  ///
  /// A round waits for the one before it, so two interleaved sequences of rounds take little longer than
  /// one.
  ///
  /// - Parameters:
  ///   - first: Four words of sixteen lanes each.
  ///   - second: As many more.
  ///   - key: Two words shared by all lanes.
  /// - Returns: What `words(counter:key:)` gives for each.
  @inlinable @inline(__always)
  public static func words(
    first: PhiloxLanes, second: PhiloxLanes, key: SIMD2<UInt32>
  ) -> (first: PhiloxLanes, second: PhiloxLanes) {
    var (even, odd) = (PhiloxPairs(evenLanesOf: first), PhiloxPairs(oddLanesOf: first))
    var (even2, odd2) = (PhiloxPairs(evenLanesOf: second), PhiloxPairs(oddLanesOf: second))
    var key = key
    for _ in 0..<10 {
      even.scramble(key: key)
      odd.scramble(key: key)
      even2.scramble(key: key)
      odd2.scramble(key: key)
      key = key &+ SIMD2(firstWeyl, secondWeyl)
    }
    return (PhiloxLanes(even: even, odd: odd), PhiloxLanes(even: even2, odd: odd2))
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

  /// Joins eight results for the lanes of even number and eight for those of odd number.
  @inlinable @inline(__always)
  init(even: PhiloxPairs, odd: PhiloxPairs) {
    self.init(
      word0: lanes_pair_joined(even.word0, odd.word0),
      word1: lanes_pair_joined(even.word1, odd.word1),
      word2: lanes_pair_joined(even.word2, odd.word2),
      word3: lanes_pair_joined(even.word3, odd.word3))
  }
}

/// Eight counters between two rounds, each word in the lower half of 64 bits; the upper halves are undefined.
///
/// A product of two words needs 64 bits. In such lanes it is one instruction, and so is each of its
/// halves; sixteen lanes of 32 bits have to be taken apart and put together in every round.
@usableFromInline
struct PhiloxPairs {
  @usableFromInline var word0: SIMD8<UInt64>
  @usableFromInline var word1: SIMD8<UInt64>
  @usableFromInline var word2: SIMD8<UInt64>
  @usableFromInline var word3: SIMD8<UInt64>

  @inlinable @inline(__always)
  init(evenLanesOf lanes: PhiloxLanes) {
    word0 = lanes_pair_even(lanes.word0)
    word1 = lanes_pair_even(lanes.word1)
    word2 = lanes_pair_even(lanes.word2)
    word3 = lanes_pair_even(lanes.word3)
  }

  @inlinable @inline(__always)
  init(oddLanesOf lanes: PhiloxLanes) {
    word0 = lanes_pair_odd(lanes.word0)
    word1 = lanes_pair_odd(lanes.word1)
    word2 = lanes_pair_odd(lanes.word2)
    word3 = lanes_pair_odd(lanes.word3)
  }

  /// One round.
  @inlinable @inline(__always)
  mutating func scramble(key: SIMD2<UInt32>) {
    let first = lanes_pair_product(word0, Philox.firstMultiplier)
    let second = lanes_pair_product(word2, Philox.secondMultiplier)
    word0 = lanes_pair_exclusive_or(lanes_pair_upper(second), word1, key[0])
    word2 = lanes_pair_exclusive_or(lanes_pair_upper(first), word3, key[1])
    word1 = second
    word3 = first
  }
}
