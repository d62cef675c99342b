package import Gym
package import Probes
import Wording

/// What a memory holds and whether decisions follow it, as JSON, as tables or as a picture.
package struct ExplanationReport {
  package var policy: String
  package var distribution: TaskDistribution
  package var plan: MemoryProtocol
  package var probe: MemoryProbe
  package var swap: MemorySwap

  /// Targets beyond these are only in the JSON.
  private static let shownTargets = 12

  /// The tables and what belongs to them, line by line.
  package var lines: [String] {
    let title =
      "\(policy) on \(distribution.fullName): a memory of"
      + " \(NumberText.counted(probe.memorySize, "number")), trials of"
      + " \(NumberText.counted(plan.episodeCount, "episode")), \(plan.taskCount) train and"
      + " \(plan.taskCount) test tasks, seed \(plan.seed)"
    return wrapped(title) + probeLines + swapLines
  }

  // MARK: - What the memory holds

  private var probeLines: [String] {
    lines(of: probe.task, title: "Task parameters")
      + (probe.posterior.map { lines(of: $0, title: "Exact posterior means") }
        ?? ["", "  No exact posterior is known for these tasks."])
  }

  private func lines(of group: MemoryProbe.Group, title: String) -> [String] {
    let constant = group.constantNames
    let count = group.names.count - constant.count
    let note =
      constant.isEmpty
      ? ""
      : count == 0 ? "; all are constant" : "; constant: \(NameText.plainList(constant.shortened))"
    let heading = wrapped(
      "\(title), read by a linear probe: R² on test tasks, mean of"
        + " \(NumberText.counted(count, "target"))\(note)")
    guard count > 0 else { return [""] + heading }
    var table = TextTable(
      ["point", "steps", "memory", "95 % interval", "untrained", "time only", "exact"],
      aligned: [.left, .right, .right, .right, .right, .right, .right])
    for row in group.rows + (group.overall.map { [$0] } ?? []) {
      table.append([
        row.name, NumberText.fixed(row.steps, 1), share(row.memory.mean),
        interval(row.memory.mean), share(row.untrained?.mean), share(row.time.mean),
        share(row.exact?.mean),
      ])
    }
    return [""] + heading + [""] + table.lines() + targetLines(of: group)
  }

  /// The targets one by one, at the last point.
  private func targetLines(of group: MemoryProbe.Group) -> [String] {
    guard let last = group.rows.last, group.names.count > 1 else { return [] }
    let shown = zip(group.names, last.memory.targets).prefix(Self.shownTargets).map { name, share in
      "\(name) \(share.map { NumberText.fixed($0.value) } ?? "constant")"
    }
    let rest = group.names.count - shown.count
    return [""]
      + wrapped(
        "at the last point: \(shown.joined(separator: ", "))"
          + (rest > 0 ? ", and \(rest) more (--json has all)" : ""), indent: 2)
  }

  // MARK: - Whether decisions follow it

  private var swapLines: [String] {
    let place =
      swap.episode > 0
      ? "before episode \(swap.episode + 1)" : "after \(NumberText.counted(swap.step, "step"))"
    let heading = wrapped(
      "Memories exchanged \(place) between \(NumberText.counted(swap.pairCount, "pair")) of trials:"
        + " \(swap.isDiscrete ? "whose action is the most probable" : "where mean actions lie")")
    guard swap.overall.compared > 0 else {
      return [""] + heading
        + [
          "", "  Nothing to compare: the trials, or those of their donors, had ended before.",
        ]
    }
    let table = swap.isDiscrete ? discreteTable : continuousTable
    let never = swap.isDiscrete && swap.overall.differing == 0
    return [""] + heading + [""] + table.lines()
      + (never
        ? ["", "  Donors never chose another action: there is nothing to follow."] : [])
  }

  /// Decisions 1, 2, 5, 10, … and all.
  private var shownRows: [MemorySwap.Row] {
    let numbers: Set = [1, 2, 5, 10, 20, 50, 100]
    return swap.rows.filter { numbers.contains($0.decision ?? 0) } + [swap.overall]
  }

  private var discreteTable: TextTable {
    var table = TextTable(
      [
        "decision", "compared", "differ", "donor's", "95 % interval", "own", "other",
        "way to donor",
      ], aligned: .right)
    for row in shownRows {
      let other = row.following.flatMap { share in row.keeping.map { 1 - share.value - $0 } }
      table.append([
        row.decision.map(String.init) ?? "all", "\(row.compared)", "\(row.differing)",
        share(row.following), interval(row.following), share(row.keeping), share(other),
        share(row.way),
      ])
    }
    return table
  }

  private var continuousTable: TextTable {
    var table = TextTable(
      [
        "decision", "compared", "way to donor", "95 % interval", "to donor's", "to own", "between",
      ], aligned: .right)
    for row in shownRows {
      table.append([
        row.decision.map(String.init) ?? "all", "\(row.compared)", share(row.way),
        interval(row.way), NumberText.fixed(row.distanceToDonor, 3),
        NumberText.fixed(row.distanceToOwn, 3), NumberText.fixed(row.distanceBetween, 3),
      ])
    }
    return table
  }

  private func share(_ share: ShareEstimate?) -> String { self.share(share?.value) }

  private func share(_ value: Double?) -> String { value.map { NumberText.fixed($0, 3) } ?? "-" }

  private func interval(_ share: ShareEstimate?) -> String {
    share.map { NumberText.interval($0.confidence95, 3) } ?? "-"
  }
}

extension MemoryProbe.Group {
  /// The targets that are the same in all test trials at the last point.
  package var constantNames: [String] {
    zip(names, rows.last?.memory.targets ?? []).filter { $0.1 == nil }.map(\.0)
  }
}

extension MemoryProbe.Row {
  /// The point in words.
  fileprivate var name: String {
    guard let point else { return "all points" }
    return point.step.map { "episode \(point.episode + 1), step \($0)" }
      ?? "episode \(point.episode + 1), last step"
  }
}

extension [String] {
  /// The first few, and how many more there are.
  fileprivate var shortened: [String] {
    count > 4 ? prefix(3) + ["\(count - 3) more"] : self
  }
}
