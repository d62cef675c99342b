public import Arguments

#if Viewer
import Drawing
import Viewer
#endif

/// The colours of pictures and windows.
public enum ThemeName: String, CaseIterable, ArgumentValue, Sendable {
  /// Dark on light.
  case light
  /// Light on dark.
  case dark

  #if Viewer
  var theme: Theme { self == .light ? .light : .dark }
  #endif
}

/// How a window looks at first.
struct WindowOptions: OptionGroup {
  @Option(
    "size", value: "widthxheight",
    help: "Size of the window in points; less if the screen is smaller.", section: "Window")
  var size = PictureSize(width: 1280, height: 720)

  @Option(
    "scale", value: "factor",
    help: "Pixels for each point. Default: what the screen suggests.", range: 0.5...4,
    section: "Window")
  var scale: Double?

  @Option("theme", value: "name", help: "Colours.", section: "Window") var theme = ThemeName.light

  #if Viewer
  var viewerOptions: ViewerOptions {
    var options = ViewerOptions()
    options.size = Size(Double(size.width), Double(size.height))
    options.scale = scale
    options.theme = theme.theme
    return options
  }
  #endif
}
