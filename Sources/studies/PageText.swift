import Application
import Foundation
import Wording

/// Text of the pages that studies write.
enum PageText {
  /// Sets a paragraph on lines.
  static func paragraph(_ text: String) -> [String] {
    wrapped(text, width: LineWidth.documents)
  }

  /// Sets an item of a list on lines.
  static func item(_ text: String) -> [String] {
    wrapped("- " + text, width: LineWidth.documents, indent: 2, firstIndent: 0)
  }

  /// Writes a table in Markdown; columns after the first are aligned to the right.
  static func table(_ headings: [String], _ rows: [[String]]) -> [String] {
    var table = TextTable(
      headings, aligned: headings.indices.map { $0 == 0 ? .left : .right })
    for row in rows { table.append(row) }
    return table.markdown
  }
}

/// Files that studies write, replaced whole.
enum StudyFile {
  /// Writes a text.
  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Writes a value as JSON, with a line break at the end.
  static func write(json value: some Encodable, to path: String) throws {
    try write(try JSONOutput.text(value) + "\n", to: path)
  }
}
