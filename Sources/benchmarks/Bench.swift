import Foundation
import Numerics
import Tensors

/// Something that is timed, after its result was compared with a plain reference.
protocol Subject {
  /// What is measured.
  var name: String { get }

  /// Compares the result with a plain reference.
  ///
  /// - Throws: `WrongResult` if they differ: wrong code is not worth timing.
  func check() throws

  /// Times it.
  ///
  /// - Parameters:
  ///   - bench: How to time.
  ///   - sgemm: Floating-point operations per second of matrix products on all threads when this run
  ///     began. The speed of machines drifts: what is judged by it is timed in turns with products.
  /// - Returns: One row of the table.
  /// - Throws: What the subject throws.
  func measure(_ bench: Bench, sgemm: Double?) throws -> Result
}

/// A check failed.
struct WrongResult: Error, CustomStringConvertible {
  var subject: String
  var finding: String

  var description: String { "\(subject): \(finding), so it is not timed." }
}

/// How subjects are timed.
struct Bench {
  let workers: Workers
  let repeats: Int

  /// Times a body several times after two warm-ups.
  ///
  /// - Returns: Seconds of each repeat, ascending.
  func seconds(_ body: () throws -> Void) rethrows -> [Double] {
    for _ in 0..<2 { try body() }
    var times: [Double] = []
    for _ in 0..<repeats { times.append(try Self.seconds(body)) }
    return times.sorted()
  }

  /// Times a body against a yardstick that runs before and after each repeat of it.
  func secondsInTurns(
    with yardstick: () throws -> Void, _ body: () throws -> Void
  ) rethrows -> TimesInTurns {
    try Self.secondsInTurns(2, repeats: repeats) { index, _ in
      if index == 0 { try yardstick() } else { try body() }
    }[1]
  }

  /// Times several bodies against the first, in turns with it.
  ///
  /// Before and after each of the others the first runs, so whatever else the machine does slows both,
  /// and the ratio of their times tells little of it.
  ///
  /// - Parameters:
  ///   - bodyCount: How many bodies there are.
  ///   - repeats: How often each runs, after a warm-up.
  ///   - body: Runs the body of a number, in the repeat of a number.
  /// - Returns: The times of each body, the first included.
  static func secondsInTurns(
    _ bodyCount: Int, repeats: Int, _ body: (_ index: Int, _ number: Int) throws -> Void
  ) rethrows -> [TimesInTurns] {
    var times = [TimesInTurns](repeating: TimesInTurns(), count: bodyCount)
    for index in 0..<bodyCount { try body(index, 0) }
    for number in 0..<repeats {
      var before = try seconds { try body(0, number) }
      for index in 1..<bodyCount {
        let own = try seconds { try body(index, number) }
        let after = try seconds { try body(0, number) }
        times[index].append(own, ratio: 2 * own / (before + after))
        before = after
      }
      times[0].append(before, ratio: 1)
    }
    return times
  }

  /// Times several bodies one after the other, round after round.
  ///
  /// - Parameters:
  ///   - bodyCount: How many bodies there are.
  ///   - repeats: How many rounds, after one to warm up.
  ///   - body: Runs the body of a number.
  /// - Returns: Seconds of each body in each round, `[rounds][bodies]`.
  static func rounds(
    _ bodyCount: Int, repeats: Int, _ body: (_ index: Int) throws -> Void
  ) rethrows -> [[Double]] {
    for index in 0..<bodyCount { try body(index) }
    return try (0..<repeats).map { _ in
      try (0..<bodyCount).map { index in try seconds { try body(index) } }
    }
  }

  /// Times a body once.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
  }
}

/// Times of a body that took turns with another, ascending.
struct TimesInTurns {
  var seconds: [Double] = []
  /// In times of the other.
  var ratios: [Double] = []

  mutating func append(_ time: Double, ratio: Double) {
    seconds.append(time)
    ratios.append(ratio)
    seconds.sort()
    ratios.sort()
  }
}
