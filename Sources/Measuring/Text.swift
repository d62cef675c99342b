import Foundation

/// Numbers and words as people read them.
package enum Text {
  /// A number with so many decimals.
  package static func fixed(_ value: Double, _ decimals: Int = 2) -> String {
    let text = String(format: "%.\(decimals)f", value)
    return text.allSatisfy { "-0.".contains($0) } ? text.replacing("-", with: "") : text
  }

  /// A time in seconds or minutes.
  package static func duration(_ seconds: Double) -> String {
    seconds < 100 ? fixed(seconds, seconds < 10 ? 1 : 0) + " s" : fixed(seconds / 60, 0) + " min"
  }

  /// A count with its thousands apart: "40,000,000".
  package static func count(_ value: Int) -> String {
    let digits = String(value)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// So many of something: "1 seed", "5 seeds".
  package static func counted(_ number: Int, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Names in a sentence: "`a`, `b` and `c`".
  package static func list(_ names: [String]) -> String {
    let quoted = names.map { "`\($0)`" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
  }

  /// Sets words on lines of at most 118 columns.
  package static func wrap(_ text: String, indent: String = "") -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= 118 {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append((lines.isEmpty ? "" : indent) + word)
      }
    }
    return lines
  }

  /// A table that is read as it stands as well as rendered; columns after the first are numbers.
  package static func table(_ rows: [[String]]) -> [String] {
    guard let headings = rows.first else { return [] }
    let widths = headings.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blanks : blanks + cell
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.enumerated().map { column, width in
      String(repeating: "-", count: column == 0 ? width : width - 1) + (column == 0 ? "" : ":")
    }
    return [line(headings), "| " + rule.joined(separator: " | ") + " |"]
      + rows.dropFirst().map(line)
  }
}
