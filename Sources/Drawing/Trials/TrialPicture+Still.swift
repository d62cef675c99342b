#if Viewer
private import Gym
private import Wording
private import Wording

extension TrialPicture {
  /// Draws the whole episode of every shown stage as one picture.
  ///
  /// The picture may have any size: parts that do not fit are omitted. From about 400 × 300 points it
  /// has charts.
  ///
  /// - Parameter canvas: The canvas to draw on; its size is that of the picture.
  public func draw(on canvas: Canvas) {
    canvas.clear(theme.window)
    // One scene of all stages has no place for what the agent remembers and intends in each.
    let hasInsights = stages.contains { $0.insights != nil }
    let style =
      hasInsights && distribution.stillStyle == .overlay ? .sideBySide : distribution.stillStyle
    // A strip and a scene one above the other are too high for a wide pane.
    let isOne = hasInsights && stages.count == 1 && style == .sideBySide
    let layout = PictureLayout(
      canvas.bounds, arrangement: isOne || style == .overlay ? .square : .above,
      chartShare: style == .filmStrip ? 0.28 : 0.4)
    drawHeader(layout, on: canvas)
    switch style {
    case .overlay: drawOverlay(on: canvas, in: layout.scenes)
    case .filmStrip: drawFilmStrips(on: canvas, layout)
    case .sideBySide: drawSideBySide(on: canvas, layout)
    }
    drawCharts(layout, after: nil, on: canvas)
  }

  /// Draws all stages in one scene, the last on top.
  private func drawOverlay(on canvas: Canvas, in area: Rectangle) {
    let shown = stages.evenlySampled(atMost: Self.togetherLimit)
    let episodes = shown.map { $0.episodes(after: stepCount, withOthers: true) }
    // Show fewer faint episodes of each stage if there are many stages.
    let faint = episodes.flatMap { $0.dropLast().prefix(max(3, 15 / shown.count)) }
    let ordered = faint + episodes.flatMap { $0.suffix(1) }
    let legend = shown.map {
      ScenePane.Note(
        label: name(of: $0), value: text($0.trace.returnSoFar(after: $0.trace.stepCount)),
        stage: Double($0.fraction))
    }
    let all = shown.count == stages.count ? "each stage" : "\(shown.count) stages"
    ScenePane(
      titles: ["One episode of \(all), others faint", "One episode of \(all)", "Stages"],
      legend: legend, scene: distribution.makeScene(trial.task, ordered), theme: theme
    ).draw(on: canvas, in: area)
  }

  /// The maximum number of stages in one scene; more could not be distinguished.
  private static let togetherLimit = 12

  /// The minimum width of a pane, in points, for its heading to fit.
  static let paneWidth = 170.0

  /// Draws a scene for each stage, at its end.
  private func drawSideBySide(on canvas: Canvas, _ layout: PictureLayout) {
    let fitting = max(1, Int((layout.scenes.width + layout.gap) / (Self.paneWidth + layout.gap)))
    let shown = stages.evenlySampled(atMost: fitting)
    for (stage, area) in zip(shown, layout.scenes.columns(shown.count, gap: layout.gap)) {
      pane(of: stage, after: stage.trace.stepCount, isWhole: true).draw(on: canvas, in: area)
    }
  }

  /// The pane of one stage after `step` steps, with the return so far.
  ///
  /// - Parameters:
  ///   - stage: The stage.
  ///   - step: How many steps were played.
  ///   - isWhole: Whether memory and probabilities are shown of the whole episode, not of the moment.
  /// - Returns: The pane.
  func pane(of stage: Stage, after step: Int, isWhole: Bool) -> ScenePane {
    var pane = ScenePane(
      title: "", value: "return " + text(stage.trace.returnSoFar(after: step)),
      stage: stage.fraction, scene: scene(of: stage, after: step), theme: theme,
      insight: insight(of: stage, after: isWhole ? nil : step))
    pane.panel.titles = titles(of: stage)
    return pane
  }

  /// Draws a row of moments for each stage.
  private func drawFilmStrips(on canvas: Canvas, _ layout: PictureLayout) {
    // Prefer fewer, larger scenes to one for every stage; the charts have all stages.
    let hasInsights = stages.contains { $0.insights != nil }
    let least = max(hasInsights ? 150 : 104, min(170, layout.scenes.height / 3))
    let fitting = max(1, Int((layout.scenes.height + layout.gap) / (least + layout.gap)))
    let shown = stages.evenlySampled(atMost: fitting)
    for (stage, area) in zip(shown, layout.scenes.rows(shown.count, gap: layout.gap)) {
      drawFilmStrip(of: stage, on: canvas, in: area)
    }
  }

  private func drawFilmStrip(of stage: Stage, on canvas: Canvas, in area: Rectangle) {
    let trace = stage.trace
    let cells: Rectangle
    if area.width >= 620 {
      Panel(theme: theme, titles: [""]).draw(on: canvas, in: area)
      let caption = Rectangle(x: area.minX + 14, y: area.minY, width: 132, height: area.height)
      drawCaption(of: stage, on: canvas, in: caption)
      cells = area.inset(left: 156, top: 8, right: 10, bottom: 6)
    } else {
      Panel(
        theme: theme, titles: titles(of: stage),
        value: "return " + text(trace.returnSoFar(after: trace.stepCount)),
        stage: Double(stage.fraction)
      ).draw(on: canvas, in: area)
      cells = area.inset(
        left: 10, top: Panel.headingHeight(in: area), right: 10, bottom: 6)
    }
    guard let insight = insight(of: stage, after: nil) else {
      return drawMoments(of: stage, on: canvas, in: cells)
    }
    // Below the moments, from the first to the last of them.
    let pane = cells.inset(left: -12, right: -12)
    let height = insight.height(in: pane)
    drawMoments(of: stage, on: canvas, in: cells.inset(bottom: height + 4))
    insight.draw(on: canvas, top: cells.maxY - height, in: pane, theme: theme)
  }

  /// Writes name, return and mean of a stage, one below the other.
  private func drawCaption(of stage: Stage, on canvas: Canvas, in area: Rectangle) {
    let titles = titles(of: stage)
    let title = titles.first { canvas.width(of: $0, font: .heading) <= area.width - 17 }
    let episodeReturn = stage.trace.returnSoFar(after: stage.trace.stepCount)
    canvas.fill(
      .circle(center: Point(area.minX + 5, area.midY - 22), radius: 5),
      theme.stageColor(Double(stage.fraction)))
    canvas.write(
      title ?? titles.last ?? "", at: Point(area.minX + 17, area.midY - 22), font: .heading,
      theme.text)
    canvas.write(
      "return " + text(episodeReturn), at: Point(area.minX + 17, area.midY),
      font: Font(13, isBold: true), theme.stageTextColor(Double(stage.fraction)))
    let decimals = PictureNumber.decimals(for: means + anchors.map(\.value))
    let mean = PictureNumber.fixed(means[stage.number], decimals)
    canvas.write(
      "mean " + mean, at: Point(area.minX + 17, area.midY + 20), font: .small, theme.mutedText)
  }

  /// Draws moments of an episode from its start to its end, at equal distances.
  private func drawMoments(of stage: Stage, on canvas: Canvas, in area: Rectangle) {
    let length = stage.trace.stepCount
    let captionHeight = 18.0
    let height = area.height - captionHeight
    let bounds = scene(of: stage, after: 0, withOthers: false).bounds
    let aspect =
      Double(bounds.x.upperBound - bounds.x.lowerBound)
      / max(1e-6, Double(bounds.y.upperBound - bounds.y.lowerBound))
    guard height > 20 else { return }
    // As many as fit in the scene's proportions, and no more than there are different moments.
    let wanted = Int((area.width / max(60, height * min(4, max(0.25, aspect)))).rounded(.up))
    let count = max(2, min(12, wanted, length + 1))
    for (number, cell) in area.columns(count, gap: 10).enumerated() {
      let step = Int((Double(length) * Double(number) / Double(count - 1)).rounded())
      let moment = scene(of: stage, after: step, withOthers: false)
      let place = cell.inset(bottom: captionHeight)
      SceneArtist(moment, in: place, theme: theme).draw(moment, on: canvas)
      canvas.write(
        number == 0 && cell.width > 70 ? "step 0" : "\(step)",
        at: Point(cell.midX, cell.maxY - captionHeight / 2 + 2), .center, font: .small,
        theme.mutedText)
    }
  }
}
#endif
