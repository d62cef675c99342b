#if Viewer
extension Canvas {
  /// Shortens a text until it fits, with an ellipsis at its end.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - width: How much room there is, in points.
  ///   - font: How it looks.
  /// - Returns: The text, what is left of it, or nothing if that would be less than three letters.
  public func fitting(_ text: String, width: Double, font: Font = .regular) -> String {
    guard self.width(of: text, font: font) > width else { return text }
    // A width grows with every letter, so the longest beginning that fits can be bisected.
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
