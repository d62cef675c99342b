import Measuring
import Numerics

/// Arithmetic on sixteen lanes on one thread: the yardsticks of environments, starts and drawings.
struct LaneArithmeticSubject: Subject {
  /// Which yardstick.
  enum Kind {
    case streams, rounds
  }

  let kind: Kind

  var name: String {
    switch kind {
    case .streams: "arithmetic on lanes, independent, one thread"
    case .rounds: "arithmetic on lanes, rounds of a chain and of streams"
    }
  }

  /// Compares single lanes with the same links in double precision and in integers.
  func check() throws {
    let before = LaneStreams(passCount: 3)
    var after = before
    after.run()
    for (group, lane) in [(0, 0), (17, 5), (127, 15)] {
      let (start, end) = (before[group, lane], after[group, lane])
      try compare(end.number, with: Self.links(3, from: Double(start.number)))
      let word = Self.links(3, from: UInt64(start.word))
      guard UInt64(end.word) == word else {
        throw WrongResult(subject: name, finding: "a word is \(end.word), not \(word)")
      }
    }
    // From 2 the first link compares.
    for start in [0.25, 2] as [Float] {
      let found = LaneChain(linkCount: 3).run(from: start)
      for lane in 0..<16 { try compare(found[lane], with: Self.links(3, from: Double(start))) }
    }
  }

  private func compare(_ found: Float, with expected: Double) throws(WrongResult) {
    // A link rounds some twenty numbers of about 1 to 2⁻²⁴, and halves the error it receives.
    guard abs(Double(found) - expected) < 1e-6 else {
      throw WrongResult(subject: name, finding: "a number is \(found), not \(expected)")
    }
  }

  private static func links(_ count: Int, from start: Double) -> Double {
    let above = [1, 1.0 / 2, 1.0 / 4, 1.0 / 8, 1.0 / 16, 1.0 / 32]
    let below = [2, 1.0 / 4, 1.0 / 2, 1.0 / 16, 1.0 / 8, 1.0 / 64]
    var x = start
    for _ in 0..<count {
      var (power, numerator, denominator) = (1.0, 0.0, 0.0)
      for (a, b) in zip(above, below) {
        numerator += a * power
        denominator += b * power
        power *= x
      }
      x = min(0.75, numerator / denominator)
    }
    return x
  }

  private static func links(_ count: Int, from start: UInt64) -> UInt64 {
    var word = start
    for _ in 0..<4 * count {
      word = (word * 2_654_435_761 % (1 << 32)) ^ (word / (1 << 15)) ^ 0x9E37_79B9
    }
    return word
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    switch kind {
    case .streams:
      var streams = LaneStreams(passCount: 500)
      let times = bench.seconds { streams.run() }
      return SubjectResult(name, times: times, work: streams.linkCount, unit: "links/s")
    case .rounds:
      let rounds = LaneRounds(count: 100)
      let one = Workers(count: 1)
      let times = try bench.seconds { try rounds.run(on: one) }
      return SubjectResult(name, times: times, work: Double(rounds.count), unit: "rounds/s")
    }
  }
}
