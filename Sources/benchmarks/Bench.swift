import Measuring
import Numerics

/// Something that is timed after its result was compared with a plain reference.
protocol Subject {
  /// What is measured.
  var name: String { get }

  /// Compares the result with a plain reference.
  ///
  /// - Throws: `WrongResult` if they differ; the subject is then not timed.
  func check() throws

  /// Times the subject.
  ///
  /// - Parameter bench: How to time.
  /// - Returns: One row of the table.
  /// - Throws: What the subject throws.
  func measure(_ bench: Bench) throws -> SubjectResult
}

/// How subjects are timed.
struct Bench {
  /// The threads of the subjects that use all.
  let workers: Workers
  /// How often each subject is timed.
  let repeats: Int

  /// Times a body `repeats` times, after two runs to warm up.
  ///
  /// - Returns: Seconds of each repeat, ascending.
  func seconds(_ body: () throws -> Void) rethrows -> [Double] {
    for _ in 0..<2 { try body() }
    var times: [Double] = []
    for _ in 0..<repeats { times.append(try Timing.seconds(body)) }
    return times.sorted()
  }

  /// Times a body in turns with a yardstick, which runs before and after each repeat.
  func secondsInTurns(
    with yardstick: () throws -> Void, _ body: () throws -> Void
  ) rethrows -> TimesInTurns {
    try Timing.secondsInTurns(2, repeats: repeats) { index, _ in
      if index == 0 { try yardstick() } else { try body() }
    }[1]
  }

  /// Times several bodies one after the other, round after round.
  ///
  /// - Parameters:
  ///   - bodyCount: How many bodies there are.
  ///   - body: Runs the body of an index.
  /// - Returns: Seconds of each body in each round, `[rounds][bodies]`, after one round to warm up.
  func rounds(
    _ bodyCount: Int, _ body: (_ index: Int) throws -> Void
  ) rethrows -> [[Double]] {
    for index in 0..<bodyCount { try body(index) }
    return try (0..<repeats).map { _ in
      try (0..<bodyCount).map { index in try Timing.seconds { try body(index) } }
    }
  }
}
