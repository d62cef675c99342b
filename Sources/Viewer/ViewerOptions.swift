#if Viewer
public import Drawing

/// How a window looks at first.
public struct ViewerOptions: Sendable {
  /// The size in points, less if the screen is smaller.
  public var size = Size(1280, 720)
  /// Pixels for each point; `nil` for what the screen suggests.
  public var scale: Double?
  /// The colours.
  public var theme = Theme.light
  /// Where pictures are saved.
  public var pictureFolder = "."
  /// The window closes after so many seconds; `nil` if only the user closes it.
  public var seconds: Double?

  /// Creates the usual options.
  public init() {}
}
#endif
