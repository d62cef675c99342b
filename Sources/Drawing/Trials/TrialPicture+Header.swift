#if Viewer
private import Gym
private import Wording

extension TrialPicture {
  /// Writes the policy, the distribution, the task's parameters and the number of episodes.
  func drawHeader(_ layout: PictureLayout, on canvas: Canvas) {
    let area = layout.header
    guard area.height > 0 else { return }
    let isCompact = area.height < 40
    let font = isCompact ? Font(13, isBold: true) : Font(20, isBold: true)
    let titles = [
      "\(policy) adapts to a task of \(distribution.fullName)",
      "\(policy) on \(distribution.fullName)", policy,
    ]
    let title = titles.first { canvas.width(of: $0, font: font) <= area.width }
    canvas.write(
      title ?? canvas.fitting(policy, width: area.width, font: font),
      at: Point(area.minX + 2, area.minY + (isCompact ? 11 : 14)), font: font, theme.text)
    guard !isCompact else { return }
    let count = trial.blocks.first?.rollouts.episodeCount ?? 0
    let rollouts =
      switch (experience, count) {
      case (.separate, 1): "one trial of \(NumberText.counted(trial.blocks.count, "episode"))"
      case (.separate, _): "trial \(episode + 1) of \(count)"
      case (.pooled, 1): "one episode in each stage"
      case (.pooled, _): "episode \(episode + 1) of \(count) in each stage"
      }
    let right = area.maxX - 2 - canvas.width(of: rollouts)
    // Write as many parameters as fit.
    let texts = taskTexts
    let beginnings = (1...max(1, texts.count)).reversed().lazy.map {
      texts.prefix($0).joined(separator: ", ")
    }
    let task = beginnings.first { canvas.width(of: $0) <= right - area.minX - 30 } ?? ""
    let middle = area.minY + 39
    canvas.write(task, at: Point(area.minX + 2, middle), font: .regular, theme.mutedText)
    canvas.write(
      rollouts, at: Point(area.maxX - 2, middle), .trailing, font: .regular, theme.mutedText)
  }

  /// Draws the charts that have an area, after `step` steps; `nil` draws the complete episodes.
  func drawCharts(_ layout: PictureLayout, after step: Int?, on canvas: Canvas) {
    if let area = layout.charts.first { adaptationChart.draw(on: canvas, in: area) }
    guard layout.charts.count > 1 else { return }
    returnChart(after: step).draw(on: canvas, in: layout.charts[1])
  }
}
#endif
