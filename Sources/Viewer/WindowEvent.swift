#if Viewer
package import Drawing
import Gym

/// What the user or the window system did to the window.
package enum WindowEvent: Equatable, Sendable {
  /// A key was pressed, or repeats because it is held.
  case key(Key)
  /// The left button went down at a point.
  case press(Point)
  /// The pointer moved to a point with the left button down.
  case drag(Point)
  /// The left button came up at a point.
  case release(Point)
  /// The wheel turned by some notches, up is positive, with the pointer at a point.
  case scroll(Double, Point)
  /// The window must be drawn: it was resized or uncovered.
  case redraw
  /// The user or the system closes the window.
  case close
}

/// What the keys do.
package enum Key: Equatable, Sendable, CaseIterable {
  case playOrPause, stepBack, stepForward, toStart, toEnd, faster, slower, again
  case nextTask, previousTask, adaptAgain, nextEpisode, allStages, otherRollouts
  case moreSteps, fewerSteps, moreRollouts, fewerRollouts
  case savePicture, fullScreen, theme, help, quit
}

/// One line of the help page.
struct KeyDescription {
  var keys: String
  private var meaning: String
  /// What it does with separate agents, if that has other words.
  private var separateMeaning: String?
  /// Whether it applies only to policies that adapt, not to recordings.
  private(set) var isLive = false

  private init(
    keys: String, meaning: String, ofTrials separateMeaning: String? = nil, isLive: Bool = false
  ) {
    self.keys = keys
    self.meaning = meaning
    self.separateMeaning = separateMeaning
    self.isLive = isLive
  }

  /// What the keys do, in words that suit who learns: pooled or separate agents.
  func meaning(for experience: Experience) -> String {
    experience == .separate ? separateMeaning ?? meaning : meaning
  }

  static let all = [
    KeyDescription(keys: "space", meaning: "play or pause"),
    KeyDescription(keys: "left, right", meaning: "one step back or on"),
    KeyDescription(keys: "Home, End", meaning: "first or last step; drag the time line to scrub"),
    KeyDescription(keys: "+  -", meaning: "faster, slower"),
    KeyDescription(keys: "R", meaning: "play again from the start"),
    KeyDescription(
      keys: "Tab", meaning: "before and after, or every stage",
      ofTrials: "first and last episode, or every one"),
    KeyDescription(
      keys: "E", meaning: "another episode of the same stages",
      ofTrials: "another of the trials side by side"),
    KeyDescription(
      keys: "G", meaning: "show or hide the other rollouts",
      ofTrials: "show or hide the other trials"),
    KeyDescription(keys: "N, P", meaning: "next or previous task"),
    KeyDescription(
      keys: "A", meaning: "adapt again with other random numbers",
      ofTrials: "another trial, with other random numbers", isLive: true),
    KeyDescription(
      keys: "up, down", meaning: "more or fewer adaptation steps",
      ofTrials: "more or fewer episodes of a trial", isLive: true),
    KeyDescription(
      keys: "]  [", meaning: "more or fewer rollouts for each step",
      ofTrials: "more or fewer trials side by side", isLive: true),
    KeyDescription(keys: "S", meaning: "save a picture"),
    KeyDescription(keys: "T", meaning: "light or dark"),
    KeyDescription(keys: "F", meaning: "full screen"),
    KeyDescription(keys: "H, ?", meaning: "this page"),
    KeyDescription(keys: "Q, Esc", meaning: "end"),
  ]
}
#endif
