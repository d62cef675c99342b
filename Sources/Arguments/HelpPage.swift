/// A help screen: what it says, and how that is set on a page 80 columns wide.
struct HelpPage {
  struct Row {
    let label: String
    let text: String
  }

  struct Section {
    let title: String
    var rows: [Row]
  }

  static let width = 80
  /// Rows with longer labels than this put their text on the next line.
  static let widestColumn = 30

  let summary: String
  let usage: String
  let discussion: String
  var sections: [Section]
  let examples: [String]
  var footer = ""

  /// The whole page without its last line break.
  var text: String {
    var blocks = [wrap(summary), wrap("Usage: \(usage)", indent: 7)]
    blocks += paragraphs(of: discussion)
    let column = self.column
    for section in sections {
      blocks.append("\(section.title):\n" + lines(of: section.rows, column: column))
    }
    if !examples.isEmpty {
      let lines = examples.flatMap { $0.split(separator: "\n") }
      blocks.append("Examples:\n" + lines.map { "  \($0)" }.joined(separator: "\n"))
    }
    blocks.append(wrap(footer))
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// Where the texts of all rows begin: two spaces after the longest label that leaves them room.
  private var column: Int {
    let widths = sections.flatMap(\.rows).map { $0.label.count + 4 }
    return widths.filter { $0 <= Self.widestColumn }.max() ?? Self.widestColumn
  }

  private func lines(of rows: [Row], column: Int) -> String {
    rows.map { row in
      let start = "  \(row.label)"
      let text = wrap(row.text, indent: column, firstLineIndent: column)
      if row.text.isEmpty { return start }
      if start.count + 2 > column { return "\(start)\n\(text)" }
      return start + text.dropFirst(start.count)
    }.joined(separator: "\n")
  }
}

/// Sets words on lines of at most the page's width; a longer word has its own line.
private func wrap(_ text: String, indent: Int = 0, firstLineIndent: Int = 0) -> String {
  var lines: [String] = []
  var line = String(repeating: " ", count: firstLineIndent)
  var isEmpty = true
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !isEmpty, line.count + 1 + word.count > HelpPage.width {
      lines.append(line)
      line = String(repeating: " ", count: indent)
      isEmpty = true
    }
    line += isEmpty ? word : " \(word)"
    isEmpty = false
  }
  return (isEmpty ? lines : lines + [line]).joined(separator: "\n")
}

/// Wraps each paragraph, but keeps indented lines, which are tables or commands, as they are.
private func paragraphs(of text: String) -> [String] {
  var blocks: [String] = []
  var words = ""
  var keptLines: [Substring] = []
  func flush() {
    blocks += [wrap(words), keptLines.joined(separator: "\n")]
    (words, keptLines) = ("", [])
  }
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    let isBlank = line.allSatisfy(\.isWhitespace)
    let isIndented = line.hasPrefix(" ") && !isBlank
    if isBlank || isIndented == !words.isEmpty { flush() }
    if isIndented { keptLines.append(line) } else if !isBlank { words += " \(line)" }
  }
  flush()
  return blocks
}
