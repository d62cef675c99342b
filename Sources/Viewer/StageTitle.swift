#if Viewer
import Wording

/// The title of a stage's pane.
enum StageTitle {
  /// Names a stage by the adaptation steps before it.
  ///
  /// - Parameters:
  ///   - stage: How many steps were taken before.
  ///   - isShort: Whether there is little room.
  static func text(_ stage: Int, isShort: Bool) -> String {
    switch (stage, isShort) {
    case (0, true): "before"
    case (0, false): "before adaptation"
    case (_, true): NumberText.counted(stage, "step")
    case (_, false): "after \(NumberText.counted(stage, "step"))"
    }
  }
}
#endif
