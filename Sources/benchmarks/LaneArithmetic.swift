import Measuring
import Numerics

/// Arithmetic on sixteen lanes: the unit in which the speed of everything but matrix products is
/// measured.
///
/// The unit of work is a *link*. A link of numbers is a quotient of two polynomials and a comparison; a
/// link of words is four rounds of multiplying, shifting and combining bits, as in the making of random
/// numbers:
///
///     q ← (1 + x/2 + x²/4 + x³/8 + x⁴/16 + x⁵/32) / (2 + x/4 + x²/2 + x³/16 + x⁴/8 + x⁵/64)
///     x ← 3/4 if q > 3/4, else q
///     w ← (w · 2654435761) xor (w >> 15) xor 0x9E3779B9, four times
///
/// Only the yardsticks use this code. So a change to an environment or a learner changes its share and
/// never the yardstick.
enum LaneArithmetic {
  /// Computes a link of sixteen numbers; maps 0...1 into 0.5...0.75.
  @inline(__always)
  static func link(_ x: Lanes) -> Lanes {
    let numerator = 1 + x * (0.5 + x * (0.25 + x * (0.125 + x * (0.0625 + x * 0.03125))))
    let denominator = 2 + x * (0.25 + x * (0.5 + x * (0.0625 + x * (0.125 + x * 0.015625))))
    let quotient = numerator / denominator
    return quotient.replacing(with: 0.75, where: quotient .> 0.75)
  }

  /// Computes a link of sixteen words.
  @inline(__always)
  static func link(_ words: LaneWords) -> LaneWords {
    var words = words
    for _ in 0..<4 { words = (words &* multiplier) ^ (words &>> shift) ^ offset }
    return words
  }

  /// Knuth's multiplier for hashing, a prime near 2³² over the golden ratio.
  private static let multiplier: UInt32 = 2_654_435_761
  private static let shift: UInt32 = 15
  private static let offset = LaneWords(repeating: 0x9E37_79B9)
}

/// Sixteen words of 32 bits.
typealias LaneWords = SIMD16<UInt32>

/// Independent links, read from and written to the first-level cache: the yardstick of batches of
/// environments, whose copies do not wait for each other.
struct LaneStreams: Sendable {
  /// The yardstick's name in results.
  static let yardstick = "lane streams"
  /// Groups of sixteen lanes: 8 kB of numbers and 8 kB of words.
  static let groupCount = 128

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

  /// Links of single lanes in a run.
  var linkCount: Double { Double(16 * Self.groupCount * passCount) }

  /// Replaces each number and each word by its link, `passCount` times.
  mutating func run() {
    for _ in 0..<passCount {
      Self.replace(&numbers)
      Self.replace(&words)
    }
  }

  // A function for each array: see Documentation/decisions/arrays-and-spans.md.
  private static func replace(_ numbers: inout [Lanes]) {
    var numbers = numbers.mutableSpan
    for group in numbers.indices { numbers[group] = LaneArithmetic.link(numbers[group]) }
  }

  private static func replace(_ words: inout [LaneWords]) {
    var words = words.mutableSpan
    for group in words.indices { words[group] = LaneArithmetic.link(words[group]) }
  }

  /// The number and the word of a lane.
  subscript(group: Int, lane: Int) -> (number: Float, word: UInt32) {
    (numbers[group][lane], words[group][lane])
  }
}

/// Links of numbers of which each needs the one before.
struct LaneChain: Sendable {
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
}

/// Rounds of a chain and of streams, which take about as long as each other: the yardstick of single
/// environments and of everything else that partly waits for its own results.
struct LaneRounds: Sendable {
  /// The yardstick's name in results.
  static let yardstick = "lane rounds"

  /// Rounds of a run.
  let count: Int
  private let chain = LaneChain(linkCount: 1000)
  private let streams = LaneStreams(passCount: 16)

  /// Prepares a number of rounds.
  init(count: Int) {
    self.count = count
  }

  /// Computes the rounds on each of the threads.
  ///
  /// - Throws: `WrongResult` if numbers leave the interval of links; using the ends keeps the compiler
  ///   from leaving the arithmetic out.
  func run(on workers: Workers) throws {
    let ends = try workers.map(workers.count) { _ in
      var (x, streams) = (Float(0.5), streams)
      for _ in 0..<count {
        x = chain.run(from: x)[0]
        streams.run()
      }
      return [x, streams[0, 0].number]
    }.joined()
    guard ends.allSatisfy({ 0.5...0.75 ~= $0 }) else {
      throw WrongResult(subject: Self.yardstick, finding: "numbers end at \(Array(ends))")
    }
  }
}
