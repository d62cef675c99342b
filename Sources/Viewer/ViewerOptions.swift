#if Viewer
public import Drawing

/// How a window looks at first.
public struct ViewerOptions: Sendable {
  /// The size in points; smaller if the screen is.
  public var size = Size(1280, 720)
  /// Pixels for each point; `nil` for the scale of the screen.
  public var scale: Double?
  /// The colours.
  public var theme = Theme.light
  /// The folder that pictures are saved in.
  public var pictureFolder = "."
  /// After how many seconds the window closes; `nil` if only the user closes it.
  public var seconds: Double?

  /// Creates the default options.
  public init() {}
}
#endif
