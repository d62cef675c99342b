/// Why no window could be opened.
public enum ViewerError: Error, Equatable, Sendable {
  /// There is no display.
  case noDisplay
  /// There is a display, but the window system refused.
  case refused(reason: String)
}

extension ViewerError: CustomStringConvertible {
  /// The error as a sentence.
  public var description: String {
    let alternative = "'fledge render' draws replays into files without a display."
    return switch self {
    case .noDisplay:
      "Cannot open a window: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)."
        + " \(alternative)"
    case .refused(let reason):
      "Cannot open a window: the window system says '\(reason)'. \(alternative)"
    }
  }
}
