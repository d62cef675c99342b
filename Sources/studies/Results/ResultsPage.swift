import Wording

/// The page `results.md`: tables, sentences about their numbers, and the commands.
///
/// The sentences are made from the numbers, so they stay true when these change.
struct ResultsPage {
  let report: ResultsReport

  /// The whole page.
  var text: String {
    var lines = ["# Results", ""]
    lines += PageText.paragraph(
      "Made by `make results`; do not edit. The same numbers, with those of every run and its commands, are in [results.json](results.json). [Learners](learners.md#measured) says which version of the tasks they are of."
    )
    lines += [""] + PageText.paragraph(origin) + [""]
    lines += Self.howToRead.flatMap { PageText.item($0) }
    for table in report.tables {
      lines += ["", "## \(table.title)", ""] + PageText.paragraph(table.introduction)
      for family in table.families {
        lines += ["", "### \(family.distribution)", ""]
        lines += FamilySection(family: family, reference: table.reference).lines
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What was run, and how long that took.
  private var origin: String {
    let count = report.rows.map(\.runs.count).reduce(0, +)
    var text =
      "\(NumberText.counted(count, "run", isGrouped: true)), one after the other, took"
      + " \(NumberText.duration(report.seconds)) on \(NumberText.counted(report.machine.cores, "core", isGrouped: true))"
      + " (OpenBLAS kernels for \(report.machine.openBLASCore)), scoring included."
    if count < report.cellCount {
      text +=
        " **This page is not complete:** \(report.cellCount - count) of"
        + " \(NumberText.counted(report.cellCount, "run", isGrouped: true)) are missing."
    }
    if report.builds.count > 1 {
      text += " They are of \(report.builds.count) different builds of Fledge."
    }
    return text
  }

  private static let howToRead = [
    """
    A return is the undiscounted sum of an episode's rewards. Each number is the mean return of \
    fresh episodes on held-out tasks after that number of adaptation steps, averaged over training \
    seeds, ± half the width of a 95 % t interval over these seeds.
    """,
    """
    All runs are scored on the same tasks. The interval says how far training with other seeds might \
    lead elsewhere, not what other tasks would change.
    """,
    """
    Training ends after the iteration that reaches the budget, so "env steps" goes beyond it by \
    less than an iteration. "seconds" are those of training one seed.
    """,
    """
    *random* acts uniformly; *blind* is the best player known that ignores which task it is in: what \
    adaptation must beat; *oracle* knows the task.
    """,
    """
    Two intervals that overlap mean that these seeds do not rank the two. That is a cautious rule: a \
    test of the difference might tell them apart.
    """,
  ]
}

/// One distribution: its budget, table, sentences and commands.
private struct FamilySection {
  let family: ResultsReport.Family
  let reference: String

  var lines: [String] {
    var lines = PageText.paragraph(budget)
    if !family.anchors.isEmpty {
      let levels = ResultsReport.anchorNames.compactMap { name in
        family.anchors[name].map { "*\(name)* \(NumberText.fixed($0))" }
      }
      lines += ["", levels.joined(separator: " · ")]
    }
    lines += [""] + PageText.table(Self.headings, family.rows.map(cells))
    let sentences = ResultsTable.steps.flatMap { step in
      [ranking(step), comparison(step)].compactMap(\.self)
    }
    if !sentences.isEmpty { lines.append("") }
    for sentence in sentences { lines += PageText.item(sentence) }
    for row in family.rows {
      for failure in row.failures {
        lines += PageText.item(
          "`\(row.name)` with seed \(failure.seed) has no result: \(failure.words)")
      }
    }
    return lines + [""] + commands
  }

  private var budget: String {
    "Budget of each run: \(NumberText.grouped(family.environmentSteps)) environment steps of training."
      + " Scored on \(NumberText.counted(family.scoredTasks, "held-out task", isGrouped: true))"
      + (family.rolloutsPerStep == 0
        ? "."
        : " with \(NumberText.counted(family.rolloutsPerStep, "rollout", isGrouped: true)) per adaptation step.")
  }

  private static let headings =
    ["", "seeds"] + ResultsTable.steps.map { "\($0) step\($0 == 1 ? "" : "s")" }
    + ["iterations", "env steps", "seconds"]

  private func cells(of row: ResultsReport.Row) -> [String] {
    let returns = ResultsTable.steps.map { step in
      guard let summary = row.summary(step) else { return "-" }
      let spread = summary.halfWidth.map { " ± " + NumberText.fixed($0) } ?? ""
      return NumberText.fixed(summary.mean) + spread
    }
    let steps = SeedSummary(of: row.runs.map { Double($0.environmentSteps) / 1e6 })
    let seconds = SeedSummary(of: row.runs.map(\.trainingSeconds))
    return ["`\(row.name)`", "\(row.runs.count)"] + returns
      + [
        Self.range(row.runs.map(\.iterations)),
        steps.map { NumberText.fixed($0.mean) + " M" } ?? "-",
        seconds.map { NumberText.fixed($0.mean, 1) } ?? "-",
      ]
  }

  private static func range(_ counts: [Int]) -> String {
    guard let least = counts.min(), let most = counts.max() else { return "-" }
    return least == most ? "\(least)" : "\(least) to \(most)"
  }

  private static func when(_ step: Int) -> String {
    step == 0 ? "Before any step" : "After \(step) step\(step == 1 ? "" : "s")"
  }

  /// The rows that have an interval after `step` steps.
  private func intervals(
    _ step: Int
  ) -> [(name: String, mean: Double, interval: ClosedRange<Double>)] {
    family.rows.compactMap { row in
      guard let summary = row.summary(step), let interval = summary.interval else { return nil }
      return (row.name, summary.mean, interval)
    }
  }

  /// Which row has the highest mean, and with which others its interval overlaps.
  private func ranking(_ step: Int) -> String? {
    let rows = intervals(step)
    guard rows.count > 1, let best = rows.max(by: { $0.mean < $1.mean }) else { return nil }
    let rivals = rows.filter { $0.name != best.name && $0.interval.overlaps(best.interval) }
    let start =
      "\(Self.when(step)), the highest mean is that of `\(best.name)`, \(NumberText.fixed(best.mean))"
    if rivals.isEmpty { return start + "; its interval overlaps with no other." }
    let those = rivals.count == 1 ? "that" : "those"
    let end = rivals.count == 1 ? "the two" : "them"
    return start + ", but its interval overlaps with \(those) of"
      + " \(NameText.list(rivals.map(\.name), quote: "`")): these seeds do not rank \(end)."
  }

  /// Which rows have an interval above or below that of the reference.
  private func comparison(_ step: Int) -> String? {
    let rows = intervals(step)
    guard let mark = rows.first(where: { $0.name == reference }), rows.count > 1 else { return nil }
    // If the reference is best, the ranking says the same.
    if rows.allSatisfy({ $0.mean <= mark.mean }) { return nil }
    let others = rows.filter { $0.name != reference }
    let above = others.filter { $0.interval.lowerBound > mark.interval.upperBound }.map(\.name)
    let below = others.filter { $0.interval.upperBound < mark.interval.lowerBound }.map(\.name)
    if above.isEmpty && below.isEmpty {
      return "\(Self.when(step)), the interval of `\(reference)` overlaps with every other."
    }
    let parts = [("above", above), ("below", below)].filter { !$0.1.isEmpty }
      .map { "wholly \($0.0) that of `\(reference)`: \(NameText.list($0.1, quote: "`"))" }
    return "\(Self.when(step)), intervals " + parts.joined(separator: "; ") + "."
  }

  /// The command lines, with placeholders and their values.
  private var commands: [String] {
    let train = family.commands.train
    let split = train.firstIndex(of: "--output") ?? train.count
    let width = (["SEED"] + family.rows.map(\.name)).map(\.count).max() ?? 0
    func line(_ name: String, _ words: String) -> String {
      "    " + name + String(repeating: " ", count: width - name.count + 2) + words
    }
    return [
      "    fledge \(train[..<split].joined(separator: " ")) \\",
      "      \(train[split...].joined(separator: " "))",
      "    fledge \(family.commands.score.joined(separator: " "))",
      "",
      line("SEED", family.seeds.map { "\($0)" }.joined(separator: ", ")),
      line("ROW", "OPTIONS"),
    ] + family.rows.map { line($0.name, $0.options.joined(separator: " ")) }
  }
}
