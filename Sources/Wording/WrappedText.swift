/// How many columns the lines of a text may have.
public enum LineWidth {
  /// Help screens, which fit into a narrow terminal.
  public static let help = 80
  /// Results for people.
  public static let results = 100
  /// Generated pages of documentation.
  public static let documents = 118
}

/// Sets words on lines of limited width; a longer word has a line of its own.
///
/// - Parameters:
///   - text: The words, with white space between them.
///   - width: The most columns of a line, blanks before it included.
///   - indent: Blanks before each line.
///   - firstIndent: Blanks before the first line, if it has others.
/// - Returns: The lines, at least one.
public func wrapped(
  _ text: String, width: Int = LineWidth.results, indent: Int = 0, firstIndent: Int? = nil
) -> [String] {
  var lines: [String] = []
  var line = String(repeating: " ", count: firstIndent ?? indent)
  var isEmpty = true
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = String(repeating: " ", count: indent)
      isEmpty = true
    }
    line += isEmpty ? word : " \(word)"
    isEmpty = false
  }
  return lines + [line]
}
