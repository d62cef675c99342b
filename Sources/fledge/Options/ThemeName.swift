import Arguments

#if Viewer
import Drawing
#endif

/// The colours of pictures and windows.
enum ThemeName: String, CaseIterable, ArgumentValue, Sendable {
  /// Dark on light.
  case light
  /// Light on dark.
  case dark

  #if Viewer
  var theme: Theme { self == .light ? .light : .dark }
  #endif
}
