/// Text in columns, numbers to the right, for people to read.
package struct Table {
  /// The side of its column that a cell stands at.
  package enum Alignment {
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
  /// - Precondition: There are as many of both.
  package init(_ headings: [String], aligned alignments: [Alignment]) {
    precondition(
      headings.count == alignments.count,
      "Table: \(headings.count) headings, but \(alignments.count) alignments.")
    self.headings = headings
    self.alignments = alignments
  }

  /// Creates a table whose cells all stand at the same side.
  package init(_ headings: [String], aligned alignment: Alignment) {
    self.init(headings, aligned: headings.map { _ in alignment })
  }

  /// Creates a table of left-aligned columns without headings.
  package init(columnCount: Int) {
    self.init(Array(repeating: "", count: columnCount), aligned: .left)
  }

  /// Adds a row.
  ///
  /// - Precondition: There is a cell for each column.
  package mutating func append(_ cells: [String]) {
    precondition(
      cells.count == headings.count,
      "Table.append: \(cells.count) cells, but there are \(headings.count) columns.")
    rows.append(cells)
  }

  /// The table as lines, indented by two blanks, columns two blanks apart.
  ///
  /// A column without content is left out. What of the last column goes beyond the page is continued
  /// below it.
  package var lines: [String] {
    let columns = headings.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    guard let last = columns.last else { return [] }
    let shown = (headings.allSatisfy(\.isEmpty) ? [] : [headings]) + rows
    let widths = headings.indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
    return shown.flatMap { row in
      let cells = columns.map { aligned(row[$0], alignments[$0], width: widths[$0]) }
      let start = "  " + cells.dropLast().map { $0 + "  " }.joined()
      let line = (start + cells[cells.count - 1]).trimmingEnd
      if line.count <= Page.width { return [line] }
      let wrapped = Page.wrap(row[last], indent: start.count)
      return [start + wrapped[0].dropFirst(start.count)] + wrapped.dropFirst()
    }
  }

  private func aligned(_ cell: String, _ alignment: Alignment, width: Int) -> String {
    let padding = String(repeating: " ", count: width - cell.count)
    return alignment == .left ? cell + padding : padding + cell
  }
}

extension String {
  /// The text without the blanks at its end.
  fileprivate var trimmingEnd: String {
    lastIndex { $0 != " " }.map { String(self[...$0]) } ?? ""
  }
}
