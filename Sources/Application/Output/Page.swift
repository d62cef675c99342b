/// The page that results for people are set on.
package enum Page {
  /// Columns of a line.
  package static let width = 100

  /// Sets words on lines that end before the page does; a longer word has its own line.
  ///
  /// - Parameters:
  ///   - text: The words.
  ///   - indent: Blanks before each line.
  /// - Returns: The lines, at least one.
  package static func wrap(_ text: String, indent: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? word : " \(word)"
    }
    return (lines + [line]).map { String(repeating: " ", count: indent) + $0 }
  }
}
