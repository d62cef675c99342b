/// Text in columns, numbers to the right, for people to read.
struct Table {
  private var rows: [[String]]

  /// Creates a table of its headings.
  init(_ headings: [String]) {
    rows = [headings]
  }

  /// Adds a row.
  mutating func append(_ cells: [String]) {
    rows.append(cells)
  }

  /// The table as lines, columns two blanks apart.
  ///
  /// - Parameter leftAligned: The numbers of the columns that start at the left.
  /// - Returns: One line for the headings and one for each row.
  func lines(leftAligned: Set<Int> = []) -> [String] {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.compactMap { column < $0.count ? $0[column].count : nil }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return leftAligned.contains(column) ? cell + padding : padding + cell
      }
      let line = cells.joined(separator: "  ")
      return "  " + (line.lastIndex { $0 != " " }.map { String(line[...$0]) } ?? "")
    }
  }
}
