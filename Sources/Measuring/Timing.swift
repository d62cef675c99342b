import Dispatch

/// Times work by the clock on the wall.
package enum Timing {
  /// Times a body once, in seconds.
  package static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
  }

  /// Times several bodies in turns with the first.
  ///
  /// The first runs before and after each of the others. Whatever else the machine does slows both, so
  /// the ratios of their times hardly change.
  ///
  /// - Parameters:
  ///   - bodyCount: How many bodies there are, the first included.
  ///   - repeats: How often each runs, after one run to warm up.
  ///   - body: Runs one body; receives its index and the number of the repeat.
  /// - Returns: The times of each body, the first included.
  /// - Throws: What the body throws.
  package static func secondsInTurns(
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
}

/// Times of a body that ran in turns with another, ascending.
package struct TimesInTurns {
  /// Seconds of each repeat.
  package private(set) var seconds: [Double] = []
  /// The time of each repeat divided by the mean of the other's times before and after it.
  package private(set) var ratios: [Double] = []

  package init() {}

  /// Adds a repeat.
  package mutating func append(_ time: Double, ratio: Double) {
    seconds.append(time)
    ratios.append(ratio)
    seconds.sort()
    ratios.sort()
  }
}

/// The result of a check differs from the reference, so nothing was measured.
package struct WrongResult: Error, Equatable, CustomStringConvertible {
  /// What was to be measured.
  package var subject: String
  /// What differs, with the numbers.
  package var finding: String

  package init(subject: String, finding: String) {
    self.subject = subject
    self.finding = finding
  }

  package var description: String { "\(subject): \(finding), so it is not measured." }
}
