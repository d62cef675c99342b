import Foundation
import Wording

/// A run beside an earlier one, subject by subject.
struct RunComparison: Encodable, Equatable {
  /// One subject in both runs.
  struct Row: Encodable, Equatable {
    var name: String
    /// What is compared: shares of the same yardstick if both runs have them, because the speed of
    /// machines drifts; else the most memory, or median times.
    var unit: String
    var old: Double
    var new: Double
    /// How many times as good as before; more than 1 is better.
    var ratio: Double

    init(_ old: SavedRun.Figures, _ new: SubjectResult) {
      name = new.name
      if let before = old.share, let after = new.share, before.yardstick == after.yardstick {
        unit = "of " + after.yardstick
        (self.old, self.new) = (before.median, after.median)
        ratio = after.median / before.median
      } else if let before = old.peakBytes, let after = new.peakBytes {
        unit = "bytes"
        (self.old, self.new) = (before, after)
        ratio = before / after
      } else {
        unit = "s"
        (self.old, self.new) = (old.median, new.median)
        ratio = old.median / new.median
      }
    }

    var line: String {
      name.aligned(.left, width: 60) + String(format: "%12.5g%12.5g  ", old, new)
        + unit.aligned(.left, width: 22)
        + String(format: "%8.3f", ratio)
    }
  }

  /// The file of the earlier run.
  var path: String
  /// The machine of the earlier run.
  var machine: BenchmarkReport.Machine
  var rows: [Row]
  /// Subjects that only one of the runs has.
  var onlyBefore: [String]
  var onlyNow: [String]

  /// Pairs subjects of the same name.
  ///
  /// - Parameters:
  ///   - results: The results of this run.
  ///   - saved: The earlier run.
  ///   - path: The file of the earlier run.
  ///   - isSelected: Whether this run measures the subject of a name.
  init(
    _ results: [SubjectResult], with saved: SavedRun, from path: String,
    isSelected: (String) -> Bool = { _ in true }
  ) {
    self.path = path
    machine = saved.machine
    let (before, now) = (Set(saved.results.map(\.name)), Set(results.map(\.name)))
    rows = results.compactMap { result in
      saved.results.first { $0.name == result.name }.map { Row($0, result) }
    }
    onlyBefore = saved.results.map(\.name).filter { isSelected($0) && !now.contains($0) }
    onlyNow = results.map(\.name).filter { !before.contains($0) }
  }

  /// The subjects whose ratio is below a tolerance, or not a number.
  func worse(than tolerance: Double) -> [Row] { rows.filter { !($0.ratio >= tolerance) } }

  /// The table.
  var text: String {
    var lines = ["", "compared with \(path): \(machine.line)"]
    lines.append(
      "subject".aligned(.left, width: 60)
        + "         old         new  unit                  times as good")
    lines += rows.map(\.line)
    lines += onlyBefore.map { "\($0): only in \(path)" } + onlyNow.map { "\($0): only now" }
    return lines.joined(separator: "\n")
  }
}
