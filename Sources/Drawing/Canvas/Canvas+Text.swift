#if Viewer
extension Canvas {
  /// Shortens a text until it fits, with an ellipsis at its end.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - width: The available width, in points.
  ///   - font: The font.
  /// - Returns: The text if it fits, otherwise its beginning; empty if fewer than three letters fit.
  public func fitting(_ text: String, width: Double, font: Font = .regular) -> String {
    guard self.width(of: text, font: font) > width else { return text }
    // The width grows with every letter, so bisection finds the longest beginning that fits.
    var (fits, tooLong) = (0, text.count)
    while tooLong - fits > 1 {
      let middle = (fits + tooLong) / 2
      let candidate = shortened(text, to: middle)
      if self.width(of: candidate, font: font) <= width { fits = middle } else { tooLong = middle }
    }
    return fits < 3 ? "" : shortened(text, to: fits)
  }

  private func shortened(_ text: String, to count: Int) -> String {
    var start = text.prefix(count)
    while start.last == " " { start.removeLast() }
    return start + "\u{2026}"
  }
}
#endif
