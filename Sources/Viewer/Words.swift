#if Viewer
import Drawing
import Foundation

/// Numbers as the window writes them.
enum Words {
  /// A number with its sign, for choices between directions.
  static func signed(_ value: Float) -> String {
    (value > 0 ? "+" : "") + NumberText.short(Double(value))
  }

  /// How many times as fast, for instance "2x" or "0.25x".
  static func factor(_ value: Double) -> String {
    String(format: "%gx", value)
  }

  /// What the pane of a stage is called.
  static func stage(_ number: Int, isShort: Bool) -> String {
    switch (number, isShort) {
    case (0, true): "before"
    case (0, false): "before adaptation"
    case (_, true): counted(number, "step")
    case (_, false): "after \(counted(number, "step"))"
    }
  }

  /// A count and its noun.
  static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
#endif
