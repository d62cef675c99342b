/// A table of text for people: aligned columns, or Markdown.
public struct TextTable {
  /// The side of its column that a cell stands at.
  public enum Alignment: Sendable {
    case left
    case right
  }

  private let alignments: [Alignment]
  private let headings: [String]
  private var rows: [[String]] = []

  /// Creates a table that has no rows yet.
  ///
  /// - Parameters:
  ///   - headings: One for each column; may all be empty.
  ///   - alignments: Where the cells of each column stand.
  /// - Precondition: There are as many headings as alignments.
  public init(_ headings: [String], aligned alignments: [Alignment]) {
    precondition(
      headings.count == alignments.count,
      "TextTable: \(headings.count) headings, but \(alignments.count) alignments.")
    self.headings = headings
    self.alignments = alignments
  }

  /// Creates a table whose cells all stand at the same side.
  public init(_ headings: [String], aligned alignment: Alignment) {
    self.init(headings, aligned: headings.map { _ in alignment })
  }

  /// Creates a table of left-aligned columns without headings.
  public init(columnCount: Int) {
    self.init(Array(repeating: "", count: columnCount), aligned: .left)
  }

  /// Adds a row.
  ///
  /// - Precondition: There is a cell for each column.
  public mutating func append(_ cells: [String]) {
    precondition(
      cells.count == headings.count,
      "TextTable.append: \(cells.count) cells, but there are \(headings.count) columns.")
    rows.append(cells)
  }

  /// Sets the table on lines, indented by two blanks, with two blanks between columns.
  ///
  /// A column without content is left out. The last column is wrapped where a line would be too long.
  ///
  /// - Parameter width: The most columns of a line.
  /// - Returns: The lines; none if every cell is empty.
  public func lines(width: Int = LineWidth.results) -> [String] {
    let columns = headings.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    guard let last = columns.last else { return [] }
    let shown = (headings.allSatisfy(\.isEmpty) ? [] : [headings]) + rows
    let widths = self.widths
    return shown.flatMap { row in
      let cells = columns.map { row[$0].aligned(alignments[$0], width: widths[$0]) }
      let start = "  " + cells.dropLast().map { $0 + "  " }.joined()
      let line = (start + cells[cells.count - 1]).trimmingEnd
      if line.count <= width { return [line] }
      let continued = wrapped(row[last], width: width, indent: start.count)
      return [start + continued[0].dropFirst(start.count)] + continued.dropFirst()
    }
  }

  /// The table in Markdown, with padded cells, so that it can be read as it stands.
  public var markdown: [String] {
    let widths = self.widths
    func line(_ cells: [String]) -> String {
      let padded = headings.indices.map { cells[$0].aligned(alignments[$0], width: widths[$0]) }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = headings.indices.map { column in
      alignments[column] == .left
        ? String(repeating: "-", count: widths[column])
        : String(repeating: "-", count: max(0, widths[column] - 1)) + ":"
    }
    return [line(headings), line(rule)] + rows.map(line)
  }

  private var widths: [Int] {
    headings.indices.map { column in
      max(headings[column].count, rows.map { $0[column].count }.max() ?? 0)
    }
  }
}

extension String {
  /// The text with blanks on one side, as wide as a column; a wider text stays as it is.
  public func aligned(_ alignment: TextTable.Alignment, width: Int) -> String {
    let padding = String(repeating: " ", count: max(0, width - count))
    return alignment == .left ? self + padding : padding + self
  }

  /// The text without the blanks at its end.
  fileprivate var trimmingEnd: String {
    lastIndex { $0 != " " }.map { String(self[...$0]) } ?? ""
  }
}
