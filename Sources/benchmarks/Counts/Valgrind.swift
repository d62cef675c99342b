import Foundation
import Measuring

/// Counts what a process does that repeats a kernel, by valgrind.
///
/// Instructions vary by a few hundred from run to run, on any machine with the same build. So they show
/// changes that are smaller than the noise of clocks.
enum Valgrind {
  /// The heap use of a process.
  struct Heap: Equatable {
    /// Allocations.
    var allocations: Int
    /// Bytes that were not freed at its end.
    var bytesHeld: Int
  }

  /// Instructions of a process that repeats a kernel.
  static func instructions(of kernel: BenchmarkKernel, times: Int) throws -> Int {
    let text = try run(
      ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"], kernel, times)
    return try number(after: "I refs:", in: text)
  }

  /// Heap use of a process that repeats a kernel.
  static func heap(of kernel: BenchmarkKernel, times: Int) throws -> Heap {
    let text = try run(
      ["--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"], kernel, times)
    return Heap(
      allocations: try number(after: "total heap usage:", in: text),
      bytesHeld: try number(after: "in use at exit:", in: text))
  }

  private static func run(_ tool: [String], _ kernel: BenchmarkKernel, _ times: Int) throws
    -> String
  {
    let environment: [String: String?] = [
      // Valgrind does not support AVX-512 and is a hundred times slower at fused multiply-add:
      // products are counted as older processors compute them.
      "OPENBLAS_CORETYPE": "Sandybridge", "OPENBLAS_L2_SIZE": nil,
      // Keeps the order of sets and dictionaries.
      "SWIFT_DETERMINISTIC_HASHING": "1",
    ]
    do {
      return try ChildProcess(
        "valgrind",
        tool + [ChildProcess.ownPath, "kernel", kernel.name, "--times", String(times), "--quiet"],
        environment: environment
      ).capture().errors
    } catch let error as ChildProcessError {
      throw CountError(kernel: kernel.name, reason: error.reason)
    }
  }

  /// The number after a label in the output; runs of blanks count as one.
  private static func number(after label: String, in text: String) throws -> Int {
    for line in text.split(separator: "\n") {
      let line = line.split(separator: " ").joined(separator: " ")
      guard let found = line.range(of: label) else { continue }
      let digits = line[found.upperBound...].drop { $0 == " " }.prefix { $0 != " " }
      if let number = Int(digits.replacing(",", with: "")) { return number }
    }
    throw CountError(kernel: label, reason: "valgrind prints no such number")
  }
}

/// Valgrind failed.
struct CountError: Error, Equatable, CustomStringConvertible {
  var kernel: String
  var reason: String

  var description: String {
    "Counting '\(kernel)': \(reason). Install valgrind. It does not support all instructions of new"
      + " processors; 'make bench-counts' builds for one that it supports."
  }
}
