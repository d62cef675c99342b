import Foundation

/// What valgrind counts while a kernel is repeated in a process of its own.
///
/// Instructions are the same from run to run but for a few hundred, on any machine that runs the
/// same build: a figure for changes that are smaller than the noise of clocks.
enum Valgrind {
  /// What a process took from the heap until its end.
  struct Heap: Equatable {
    /// How often it asked for memory.
    var allocations: Int
    /// How many bytes it still held.
    var bytesHeld: Int
  }

  /// Instructions of a process that repeats a kernel.
  static func instructions(of kernel: Kernel, times: Int) throws -> Int {
    let words = try run(
      ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"], kernel, times)
    return try number(after: "I refs:", in: words)
  }

  /// Heap use of a process that repeats a kernel.
  static func heap(of kernel: Kernel, times: Int) throws -> Heap {
    let words = try run(
      ["--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"], kernel, times)
    return Heap(
      allocations: try number(after: "total heap usage:", in: words),
      bytesHeld: try number(after: "in use at exit:", in: words))
  }

  private static func run(_ tool: [String], _ kernel: Kernel, _ times: Int) throws -> String {
    let environment: [String: String?] = [
      // Valgrind knows no AVX-512, and takes a hundred times as long for fused multiply-add: products
      // are counted as older processors compute them.
      "OPENBLAS_CORETYPE": "Sandybridge", "OPENBLAS_L2_SIZE": nil,
      // Sets and dictionaries in the same order each time.
      "SWIFT_DETERMINISTIC_HASHING": "1",
    ]
    do {
      return try ChildRun(
        "valgrind",
        tool + [ChildRun.ownPath, "kernel", kernel.name, "--times", String(times), "--quiet"],
        environment: environment
      ).errors
    } catch let failure as ChildFailure {
      throw CountFailure(kernel: kernel.name, words: failure.words)
    }
  }

  /// The number behind some words, whose blanks may be more.
  private static func number(after label: String, in words: String) throws -> Int {
    for line in words.split(separator: "\n") {
      let text = line.split(separator: " ").joined(separator: " ")
      guard let found = text.range(of: label) else { continue }
      let digits = text[found.upperBound...].drop { $0 == " " }.prefix { $0 != " " }
      if let number = Int(digits.replacing(",", with: "")) { return number }
    }
    throw CountFailure(kernel: label, words: "valgrind prints no such number")
  }
}

/// Valgrind did not count.
struct CountFailure: Error, Equatable, CustomStringConvertible {
  var kernel: String
  var words: String

  var description: String {
    "Counting '\(kernel)': \(words). Valgrind has to be installed, and does not know all instructions"
      + " of new processors: 'make bench-counts' builds for one that it knows."
  }
}
