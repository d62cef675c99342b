import Foundation
import Wording

/// Published numbers beside measured ones: the page `published.md`, and a section of `results.md`.
struct PublishedPage {
  let record: PublishedRecord

  /// The lines before and after the section of `results.md`.
  static let beginning = "<!-- published tables -->"
  static let end = "<!-- end of published tables -->"

  /// The page.
  var text: String {
    var lines = ["## Published tables", ""]
    lines += PageText.paragraph(
      "Made by `make tables`. Each number is measured by the commands below its table; intervals"
        + " are 95 % bootstrap intervals over tasks; where there are several training seeds, over both."
    )
    for table in PublishedTable.all {
      lines += ["", "### \(table.title)", ""] + PageText.paragraph(table.introduction) + [""]
      lines += PageText.table(["", "published", "measured", "interval"], rows(of: table)) + [""]
      lines += commands(of: table)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func rows(of table: PublishedTable) -> [[String]] {
    table.runs.flatMap { run in
      run.lines.map { line in
        guard let value = record[table, run]?.value(of: line.quantity) else {
          return [line.label, line.published, "not measured", ""]
        }
        let interval = value.interval.map { NumberText.fixed($0) }.joined(separator: ", ")
        return [
          line.label, line.published, NumberText.fixed(value.mean),
          interval.isEmpty ? "" : "[\(interval)]",
        ]
      }
    }
  }

  /// The commands of a table; of more than six runs, only those of the first three.
  private func commands(of table: PublishedTable) -> [String] {
    let shown = table.runs.count > 6 ? Array(table.runs.prefix(3)) : table.runs
    let lines = shown.flatMap { run in
      run.commands(root: "runs/tables/\(table.name)").map {
        "    fledge " + $0.joined(separator: " ")
      }
    }
    let rest =
      "and so on for the other rows: `studies tables --only \(table.name) --dry-run` lists all."
    return shown.count < table.runs.count ? lines + [""] + PageText.paragraph(rest) : lines
  }

  /// Replaces the section of a page, or appends it to a page without one; does nothing without a page.
  func replaceSection(of path: String) throws {
    guard var page = try? String(contentsOfFile: path, encoding: .utf8) else { return }
    let section = [Self.beginning, "", text + Self.end, ""].joined(separator: "\n")
    if let start = page.range(of: Self.beginning), let end = page.range(of: Self.end + "\n") {
      page.replaceSubrange(start.lowerBound..<end.upperBound, with: section)
    } else {
      page += "\n" + section
    }
    try StudyFile.write(page, to: path)
  }
}
