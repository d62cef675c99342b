#if Viewer
import Arguments
package import Drawing
import Gym
import Probes
import Recording
import Wording

extension ExplanationReport {
  /// Draws the picture into the file that options name, if they do.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  func draw(_ options: ExplanationOptions) throws {
    guard let output = options.output else { return }
    let size =
      options.size.map { Size(Double($0.width), Double($0.height)) }
      ?? ExplanationPicture.usualSize
    let picture = picture(options.theme.theme)
    if output.hasSuffix(".svg") {
      try AtomicFile.write(Canvas.encodedSVG(size: size, picture.draw(on:)), to: output)
    } else {
      let canvas = Canvas(size: size, scale: options.scale)
      picture.draw(on: canvas)
      try AtomicFile.write(canvas.encodedPNG(), to: output)
    }
  }

  /// The picture of the report.
  package func picture(_ theme: Theme) -> ExplanationPicture {
    ExplanationPicture(
      title: "What the memory of \(Replay.shortName(ofPolicy: policy)) holds on"
        + " \(distribution.fullName)",
      subtitle: "\(NumberText.counted(probe.memorySize, "number")); linear probes fitted on"
        + " \(plan.taskCount) tasks and scored on \(plan.taskCount) others;"
        + " \(NumberText.counted(swap.pairCount, "pair")) of exchanged memories; bands are 95 %"
        + " intervals",
      charts: [
        chart(
          of: probe.task,
          titles: ["Task parameters: R² by steps played", "Task: R² by steps", "Task: R²"], theme)
      ]
        + (probe.posterior.map {
          [
            chart(
              of: $0,
              titles: [
                "Exact posterior: R² by steps played", "Posterior: R² by steps", "Posterior: R²",
              ], theme)
          ]
        } ?? []) + [swapChart(theme)], theme: theme)
  }

  private func chart(of group: MemoryProbe.Group, titles: [String], _ theme: Theme) -> ShareChart {
    func curve(
      _ name: String, _ role: ShareChart.Curve.Role, _ score: (MemoryProbe.Row) -> ProbeScore?
    ) -> ShareChart.Curve {
      ShareChart.Curve(
        name: name, role: role,
        points: group.rows.compactMap { row in
          score(row)?.mean.map {
            .init(
              step: row.steps, share: $0.value, interval: role == .main ? $0.confidence95 : nil)
          }
        })
    }
    return ShareChart(
      titles: titles,
      curves: [
        curve("memory", .main) { $0.memory }, curve("exact", .best) { $0.exact },
        curve("untrained", .other) { $0.untrained }, curve("time only", .control) { $0.time },
      ], theme: theme)
  }

  private func swapChart(_ theme: Theme) -> ShareChart {
    func curve(
      _ name: String, _ role: ShareChart.Curve.Role,
      _ share: (MemorySwap.Row) -> (Double, ClosedRange<Double>?)?
    ) -> ShareChart.Curve {
      ShareChart.Curve(
        name: name, role: role,
        points: swap.rows.compactMap { row in
          share(row).map {
            .init(step: Double(row.decision ?? 0), share: $0.0, interval: $0.1)
          }
        })
    }
    guard swap.isDiscrete else {
      return ShareChart(
        titles: ["Way to the donor's mean, by decision", "Way to donor"],
        curves: [
          curve("way", .main) { row in row.way.map { ($0.value, $0.confidence95) } }
        ], theme: theme)
    }
    return ShareChart(
      titles: [
        "Most probable action, by decision after exchange", "Most probable action after exchange",
        "Action after exchange",
      ],
      curves: [
        curve("donor's", .main) { row in row.following.map { ($0.value, $0.confidence95) } },
        curve("own", .other) { row in row.keeping.map { ($0, nil) } },
      ], theme: theme)
  }
}
#endif
