import Wording

/// A help screen: its content, and how it is set in 80 columns.
struct HelpPage {
  struct Row {
    let label: String
    let text: String
  }

  struct Section {
    let title: String
    var rows: [Row]
  }

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
      let text = wrap(row.text, indent: column, firstIndent: column)
      if row.text.isEmpty { return start }
      if start.count + 2 > column { return "\(start)\n\(text)" }
      return start + text.dropFirst(start.count)
    }.joined(separator: "\n")
  }
}

/// Sets words on lines of the page, joined to one text.
private func wrap(_ text: String, indent: Int = 0, firstIndent: Int = 0) -> String {
  wrapped(text, width: LineWidth.help, indent: indent, firstIndent: firstIndent)
    .joined(separator: "\n")
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
