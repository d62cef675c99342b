package import Arguments

#if Viewer
import Drawing
package import Viewer
#endif

/// How a window looks when it opens, and when it closes.
package struct WindowOptions: OptionGroup {
  @Option(
    "size", value: "widthxheight",
    help: "Size of the window in points; less if the screen is smaller.", section: "Window")
  package var size = PictureSize(width: 1280, height: 720)

  @Option(
    "scale", value: "factor",
    help: "Pixels for each point. Default: what the screen suggests.", range: 0.5...4,
    section: "Window")
  package var scale: Double?

  @Option("theme", value: "name", help: "Colours.", section: "Window")
  package var theme = ThemeName.light

  @Option(
    "seconds", value: "number", help: "Closes the window after this time. Default: it stays open.",
    range: 0.1...1_000_000, section: "Window")
  package var seconds: Double?

  @Flag(
    "frame-times", help: "Prints at the end how many frames were shown, and how fast.",
    section: "Window")
  package var showsFrameTimes

  /// Declares the options.
  package init() {}

  #if Viewer
  package var viewerOptions: ViewerOptions {
    var options = ViewerOptions()
    options.size = Size(Double(size.width), Double(size.height))
    options.scale = scale
    options.theme = theme.theme
    options.seconds = seconds
    return options
  }
  #endif
}
