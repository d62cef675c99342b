import Foundation
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
  ///   - sgemm: Floating-point operations per second of matrix products on all threads in this run.
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
    for _ in 0..<repeats {
      let start = DispatchTime.now().uptimeNanoseconds
      try body()
      times.append(Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9)
    }
    return times.sorted()
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
    func seconds(_ index: Int, _ number: Int) throws -> Double {
      let start = DispatchTime.now().uptimeNanoseconds
      try body(index, number)
      return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    }
    for index in 0..<bodyCount { try body(index, 0) }
    for number in 0..<repeats {
      var before = try seconds(0, number)
      for index in 1..<bodyCount {
        let own = try seconds(index, number)
        let after = try seconds(0, number)
        times[index].append(own, ratio: 2 * own / (before + after))
        before = after
      }
      times[0].append(before, ratio: 1)
    }
    return times
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

/// One row of the table.
struct Result: Encodable {
  var name: String
  /// Seconds of one repeat: median, fastest, slowest.
  var median: Double
  var fastest: Double
  var slowest: Double
  /// Units of work per second at the median, and what the unit is.
  var rate: Double
  var unit: String
  /// The share of the matrix products' speed, where the work is known in floating-point operations.
  var shareOfSgemm: Double?
  /// Floating-point operations per second of the matrix-product subject itself.
  var sgemmRate: Double?

  /// Creates a row from sorted times.
  init(
    _ name: String, times: [Double], work: Double, unit: String, flops: Double? = nil,
    sgemm: Double? = nil
  ) {
    self.name = name
    median = times[times.count / 2]
    fastest = times[0]
    slowest = times[times.count - 1]
    rate = work / median
    self.unit = unit
    if let flops, let sgemm { shareOfSgemm = flops / median / sgemm }
  }

  static let heading =
    "subject".padded(44)
    + "  median s   fastest   slowest        rate                share of sgemm"

  var line: String {
    let share = shareOfSgemm.map { String(format: "%.0f %%", 100 * $0) } ?? ""
    return name.padded(44) + String(format: "  %8.5f  %8.5f  %8.5f", median, fastest, slowest)
      + String(format: "  %10.4g ", rate) + unit.padded(20) + share
  }
}

extension String {
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  func padded(toRight width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
