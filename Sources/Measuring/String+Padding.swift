extension String {
  /// The text followed by blanks, so that it has at least `width` characters.
  package func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text behind blanks, so that it has at least `width` characters.
  package func padded(toRight width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
