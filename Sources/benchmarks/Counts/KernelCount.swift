import Foundation

/// Instructions and allocations of one kernel, from runs of different lengths.
///
/// What starting the program and preparing the kernel take is the same in each, and so drops out.
struct KernelCount: Codable, Equatable {
  var name: String
  var unit: String
  /// For each unit.
  var instructions: Double
  /// How often it asks for memory each time, of so many units, once free blocks are there to be used
  /// again.
  var allocations: Double?
  var unitsEachTime: Int
  /// How many more it asks for each time later on.
  var allocationGrowth: Double?
  /// How many bytes more it holds each time.
  var bytesKept: Double?

  /// Counts a kernel.
  init(_ kernel: Kernel) throws {
    (name, unit, unitsEachTime) = (kernel.name, kernel.unit, kernel.unitCount)
    instructions = try Self.instructions(of: kernel) / Double(kernel.unitCount)
    // The first times fill the pools.
    let span = kernel.countedTimes
    let heaps = try (0..<3).map { try Valgrind.heap(of: kernel, times: 2 + $0 * span) }
    let before = Double(heaps[1].allocations - heaps[0].allocations) / Double(span)
    let after = Double(heaps[2].allocations - heaps[1].allocations) / Double(span)
    allocations = after
    allocationGrowth = after - before
    bytesKept = Double(heaps[2].bytesHeld - heaps[1].bytesHeld) / Double(span)
  }

  /// Counts what one kernel does and another does not.
  init(_ difference: Kernel.Difference) throws {
    (name, unit, unitsEachTime) = (difference.name, difference.unit, difference.unitCount)
    let count =
      try Self.instructions(of: difference.more) - Self.instructions(of: difference.less)
    instructions = count / Double(difference.unitCount)
  }

  /// Instructions of one repeat.
  private static func instructions(of kernel: Kernel) throws -> Double {
    let span = kernel.countedTimes
    let first = try Valgrind.instructions(of: kernel, times: 2)
    let second = try Valgrind.instructions(of: kernel, times: 2 + span)
    return Double(second - first) / Double(span)
  }

  static let heading =
    "kernel".padded(26) + "instructions".padded(toRight: 14) + "  per   "
    + "allocations".padded(toRight: 12) + "  each time, of" + "growing by".padded(toRight: 20)
    + "bytes kept".padded(toRight: 14)

  var line: String {
    func text(_ value: Double?) -> String { value.map { String(format: "%.1f", $0) } ?? "" }
    return name.padded(26) + String(format: "%14.2f  ", instructions) + unit.padded(6)
      + text(allocations).padded(toRight: 12) + "  "
      + Text.counted(unitsEachTime, unit).padded(16)
      + text(allocationGrowth).padded(toRight: 17) + text(bytesKept).padded(toRight: 14)
  }
}

/// Something that must not be more than none, and whether it is so.
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
    name.padded(64) + String(format: "%10.1f", count) + "  none      " + (isMet ? "met" : "missed")
  }
}
