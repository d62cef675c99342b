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

  /// A return on its way to another, which decides about decimals: none where rewards are whole.
  static func episodeReturn(_ value: Double, of whole: Double) -> String {
    NumberText.text(value, decimals: NumberText.decimals(for: [whole]))
  }

  /// A count and its noun.
  static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
#endif
