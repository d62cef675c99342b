import Foundation
import Wording

/// The scores on the page of each learner, `learners/NAME.md`, behind a marker.
struct LearnerPages {
  let report: ResultsReport

  /// The line before the scores; everything after it is replaced.
  static let marker = "<!-- scores -->"

  /// Writes the scores into the pages that exist and have the marker.
  ///
  /// - Parameter folder: The folder of the page of results; pages of learners are in `learners` there.
  /// - Returns: The paths of the pages written.
  /// - Throws: An error if a page cannot be written.
  func write(beside folder: String) throws -> [String] {
    guard let table = report.tables.first else { return [] }
    let names = table.families.first?.rows.map(\.name) ?? []
    return try names.compactMap { name in
      let path = "\(folder)/learners/\(name).md"
      guard let page = try? String(contentsOfFile: path, encoding: .utf8),
        let marker = page.range(of: Self.marker)
      else { return nil }
      let text = page[..<marker.upperBound] + "\n\n" + lines(of: name, in: table) + "\n"
      try StudyFile.write(text, to: path)
      return path
    }
  }

  private func lines(of name: String, in table: ResultsReport.Table) -> String {
    let headings =
      ["mean return"] + ResultsTable.steps.map { "\($0) step\($0 == 1 ? "" : "s")" }
      + ["blind", "oracle", "seeds", "environment steps"]
    let rows = table.families.compactMap { family -> [String]? in
      guard let row = family.rows.first(where: { $0.name == name }), !row.runs.isEmpty else {
        return nil
      }
      let returns = ResultsTable.steps.map { step in
        row.summary(step).map { summary in
          NumberText.fixed(summary.mean)
            + (summary.halfWidth.map { " ± " + NumberText.fixed($0) } ?? "")
        } ?? "-"
      }
      let levels = ["blind", "oracle"].map {
        family.anchors[$0].map { NumberText.fixed($0) } ?? "-"
      }
      return ["`\(family.distribution)`"] + returns + levels
        + ["\(row.runs.count)", NumberText.grouped(family.environmentSteps)]
    }
    return PageText.table(headings, rows).joined(separator: "\n")
  }
}
