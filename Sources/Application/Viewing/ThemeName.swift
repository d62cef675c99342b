import Arguments

#if Viewer
package import Drawing
#endif

/// The colours of pictures and windows.
package enum ThemeName: String, CaseIterable, ArgumentValue, Sendable {
  /// Dark on light.
  case light
  /// Light on dark.
  case dark

  #if Viewer
  package var theme: Theme { self == .light ? .light : .dark }
  #endif
}
