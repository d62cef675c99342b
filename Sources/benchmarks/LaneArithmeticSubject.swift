import Measuring
import Numerics

/// Arithmetic on sixteen lanes, one thread: the yardsticks of environments and of whatever waits for
/// itself.
struct LaneArithmeticSubject: Subject {
  /// Which of the two yardsticks.
  enum Kind {
    case streams, chain
  }

  let kind: Kind

  var name: String {
    switch kind {
    case .streams: "arithmetic on lanes, independent, one thread"
    case .chain: "arithmetic on lanes, one after the other, one thread"
    }
  }

  /// Compares single lanes with the same links in double precision and in 32-bit integers.
  func check() throws {
    switch kind {
    case .streams:
      let before = LaneStreams(passCount: 3)
      var after = before
      after.run()
      for (group, lane) in [(0, 0), (17, 5), (127, 15)] {
        let (start, end) = (before[group, lane], after[group, lane])
        try compare(Double(end.number), with: Self.chain(Double(start.number), links: 3))
        let word = Self.chain(start.word, links: 3)
        guard end.word == word else {
          throw WrongResult(subject: name, finding: "a word is \(end.word), not \(word)")
        }
      }
    case .chain:
      let found = LaneChain(linkCount: 3).run(from: 0.25)
      let expected = Self.chain(0.25, links: 3)
      for lane in 0..<16 { try compare(Double(found[lane]), with: expected) }
    }
  }

  private func compare(_ found: Double, with expected: Double) throws(WrongResult) {
    // Each link rounds some dozen times to 2⁻²⁴ of a number below 1 and is a contraction.
    guard abs(found - expected) < 1e-6 else {
      throw WrongResult(subject: name, finding: "a number is \(found), not \(expected)")
    }
  }

  private static func chain(_ start: Double, links: Int) -> Double {
    var x = start
    for _ in 0..<links {
      let (square, cube) = (x * x, x * x * x)
      x = (1 + x / 2 + square / 4 + cube / 8) / (2 + x / 4 + square / 2 + cube / 16)
    }
    return x
  }

  private static func chain(_ start: UInt32, links: Int) -> UInt32 {
    var word = UInt64(start)
    for _ in 0..<4 * links { word = (word * 2_654_435_761 % (1 << 32)) ^ (word / (1 << 15)) }
    return UInt32(word)
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    switch kind {
    case .streams:
      var streams = LaneStreams(passCount: 1000)
      let times = bench.seconds { streams.run() }
      return SubjectResult(name, times: times, work: streams.linkCount, unit: "links/s")
    case .chain:
      let chain = LaneChain(linkCount: 100_000)
      let one = Workers(count: 1)
      let times = try bench.seconds { try chain.run(on: one) }
      return SubjectResult(name, times: times, work: Double(chain.linkCount), unit: "links/s")
    }
  }
}
