import Measuring
import Numerics

/// Arithmetic on sixteen lanes: the unit in which the speed of everything but matrix products is
/// measured.
///
/// The unit of work is a *link* of one lane. A link of numbers is a quotient of two cubic polynomials;
/// a link of words is four rounds of multiplying, shifting and combining bits, as in the making of
/// random numbers:
///
///     x ← (1 + x/2 + x²/4 + x³/8) / (2 + x/4 + x²/2 + x³/16)
///     w ← (w · 2654435761) xor (w >> 15), four times
///
/// Only the yardsticks use this code. So a change to an environment or a learner changes its share and
/// never the yardstick.
enum LaneArithmetic {
  /// Computes a link of sixteen numbers; maps 0...1 into 0.5...0.7.
  @inline(__always)
  static func link(_ x: Lanes) -> Lanes {
    let numerator = 1 + x * (0.5 + x * (0.25 + x * 0.125))
    let denominator = 2 + x * (0.25 + x * (0.5 + x * 0.0625))
    return numerator / denominator
  }

  /// Computes a link of sixteen words.
  @inline(__always)
  static func link(_ words: LaneWords) -> LaneWords {
    var words = words
    for _ in 0..<4 { words = (words &* multiplier) ^ (words &>> shift) }
    return words
  }

  /// Knuth's multiplier for hashing, 2³² over the golden ratio.
  private static let multiplier: UInt32 = 2_654_435_761
  private static let shift: UInt32 = 15
}

/// Sixteen words of 32 bits.
typealias LaneWords = SIMD16<UInt32>

/// Independent links, read from and written to the first-level cache: the yardstick of batches of
/// environments, whose copies do not wait for each other.
struct LaneStreams: Sendable {
  /// The yardstick's name in results.
  static let yardstick = "lane streams"
  /// Groups of sixteen lanes: 8 kB of numbers and 8 kB of words.
  private static let groupCount = 128

  /// How often one run replaces each number and each word by its link.
  let passCount: Int
  private var numbers: [Lanes]
  private var words: [LaneWords]

  /// Fills the lanes with numbers in 0...1 and small words.
  init(passCount: Int) {
    self.passCount = passCount
    let uniform = UniformArray.make(16 * Self.groupCount, 7)
    numbers = (0..<Self.groupCount).map { group in
      Lanes((0..<16).map { abs(uniform[16 * group + $0]) })
    }
    words = (0..<Self.groupCount).map { group in
      LaneWords((0..<16).map { UInt32(16 * group + $0) })
    }
  }

  /// Links of one lane in a run.
  var linkCount: Double { Double(16 * Self.groupCount * passCount) }

  /// Replaces each number and each word by its link, `passCount` times.
  mutating func run() {
    for _ in 0..<passCount {
      var numbers = numbers.mutableSpan
      for group in 0..<Self.groupCount { numbers[group] = LaneArithmetic.link(numbers[group]) }
      var words = words.mutableSpan
      for group in 0..<Self.groupCount { words[group] = LaneArithmetic.link(words[group]) }
    }
  }

  /// The number and the word of a lane.
  subscript(group: Int, lane: Int) -> (number: Float, word: UInt32) {
    (numbers[group][lane], words[group][lane])
  }
}

/// Links of numbers of which each needs the one before: the yardstick of whatever waits for itself.
struct LaneChain: Sendable {
  /// The yardstick's name in results.
  static let yardstick = "a lane chain"

  /// Links of a run.
  let linkCount: Int

  /// Computes the links, all lanes from the same start.
  ///
  /// - Returns: The last link's numbers, near the fixed point.
  func run(from start: Float = 0.5) -> Lanes {
    var x = Lanes(allOpaquely: start)
    for _ in 0..<linkCount { x = LaneArithmetic.link(x) }
    return x
  }

  /// Computes a chain on each of the threads.
  ///
  /// - Throws: `WrongResult` if a chain does not end between 0 and 1; using the ends keeps the compiler
  ///   from leaving the chains out.
  func run(on workers: Workers) throws {
    let ends = try workers.map(workers.count) { _ in run()[0] }
    guard ends.allSatisfy({ 0 < $0 && $0 < 1 }) else {
      throw WrongResult(subject: Self.yardstick, finding: "chains end at \(ends)")
    }
  }
}
