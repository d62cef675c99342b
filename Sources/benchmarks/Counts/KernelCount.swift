import Foundation
import Wording

/// Instructions and allocations of one kernel, from runs of different lengths.
///
/// Starting the program and preparing the kernel cost the same in each, so their difference is that of
/// the repeats.
struct KernelCount: Codable, Equatable {
  var name: String
  var unit: String
  /// Instructions of each unit.
  var instructions: Double
  /// Allocations of each repeat of `unitsEachTime` units, once freed memory is reused; `nil` for
  /// differences of kernels.
  var allocations: Double?
  var unitsEachTime: Int
  /// How many more allocations a later repeat makes.
  var allocationGrowth: Double?
  /// Bytes that each repeat keeps.
  var bytesKept: Double?

  /// Counts a kernel.
  init(_ kernel: BenchmarkKernel) throws {
    (name, unit, unitsEachTime) = (kernel.name, kernel.unit, kernel.unitCount)
    instructions = try Self.instructions(of: kernel) / Double(kernel.unitCount)
    // The first two repeats fill the pools.
    let span = kernel.countedTimes
    let heaps = try (0..<3).map { try Valgrind.heap(of: kernel, times: 2 + $0 * span) }
    let before = Double(heaps[1].allocations - heaps[0].allocations) / Double(span)
    let after = Double(heaps[2].allocations - heaps[1].allocations) / Double(span)
    allocations = after
    allocationGrowth = after - before
    bytesKept = Double(heaps[2].bytesHeld - heaps[1].bytesHeld) / Double(span)
  }

  /// Counts the instructions that one kernel has and another does not.
  init(_ difference: BenchmarkKernel.Difference) throws {
    (name, unit, unitsEachTime) = (difference.name, difference.unit, difference.unitCount)
    let count =
      try Self.instructions(of: difference.more) - Self.instructions(of: difference.less)
    instructions = count / Double(difference.unitCount)
  }

  /// Instructions of one repeat.
  private static func instructions(of kernel: BenchmarkKernel) throws -> Double {
    let span = kernel.countedTimes
    let first = try Valgrind.instructions(of: kernel, times: 2)
    let second = try Valgrind.instructions(of: kernel, times: 2 + span)
    return Double(second - first) / Double(span)
  }

  static let heading =
    "kernel".aligned(.left, width: 26) + "instructions".aligned(.right, width: 14) + "  per   "
    + "allocations".aligned(.right, width: 12) + "  each time, of"
    + "growing by".aligned(.right, width: 20)
    + "bytes kept".aligned(.right, width: 14)

  var line: String {
    func text(_ value: Double?) -> String { value.map { String(format: "%.1f", $0) } ?? "" }
    return name.aligned(.left, width: 26) + String(format: "%14.2f  ", instructions)
      + unit.aligned(.left, width: 6)
      + text(allocations).aligned(.right, width: 12) + "  "
      + NumberText.counted(unitsEachTime, unit).aligned(.left, width: 16)
      + text(allocationGrowth).aligned(.right, width: 17)
      + text(bytesKept).aligned(.right, width: 14)
  }
}

/// A count that must be zero, and whether it is.
struct CountFinding: Codable, Equatable {
  var name: String
  var count: Double
  var isMet: Bool

  init(_ name: String, _ count: Double) {
    self.name = name
    self.count = count
    isMet = count <= 0
  }

  var line: String {
    name.aligned(.left, width: 64) + String(format: "%10.1f", count) + "  none      "
      + (isMet ? "met" : "missed")
  }
}
