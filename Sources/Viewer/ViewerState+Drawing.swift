#if Viewer
package import Drawing
import Gym
import Wording

extension ViewerState {
  /// Draws the window; panes that did not change are copied from the cache.
  package func draw(on canvas: Canvas, cache: DrawingCache) {
    canvas.clear(theme.window)
    drawHeader(in: layout.header, on: canvas)
    for (number, (pane, scene)) in zip(panes, paneScenes).enumerated() {
      let picture = PanePicture(
        title: pane.title, value: pane.value, stage: pane.color, scene: scene,
        insight: pane.insight, theme: theme)
      cache.draw(
        number, picture, in: layout.panes[number], on: canvas, background: theme.window
      ) { picture, canvas, area in picture.pane.draw(on: canvas, in: area) }
    }
    cache.removeParts(from: panes.count)
    if let panel, let area = layout.panel {
      var held: Int?
      if case .control(let row) = dragTarget { held = row }
      panel.draw(
        on: canvas, in: area, theme: theme, held: held, offset: panelOffset,
        footer: isSeparate
          ? [
            "keys up and down: \(NumberText.counted(stepCount + 1, "episode"))",
            "keys [ and ]: \(NumberText.counted(rolloutCount, "trial"))",
          ]
          : [
            "keys up and down: \(NumberText.counted(stepCount, "step"))",
            "keys [ and ]: \(NumberText.counted(rolloutCount, "rollout")) for each",
          ])
    }
    drawCharts(on: canvas)
    drawTimeline(on: canvas)
    // A message covers the time line for some seconds.
    if let words = message?.text ?? failure { drawMessage(words, on: canvas) }
    if showsHelp { drawHelp(on: canvas) }
  }

  /// Everything that the picture of a pane depends on.
  private struct PanePicture: Equatable {
    var title: String
    var value: String
    var stage: Float
    var scene: Scene
    var insight: InsightStrip?
    var theme: Theme

    var pane: ScenePane {
      ScenePane(
        title: title, value: value, stage: stage, scene: scene, theme: theme, insight: insight)
    }
  }

  // MARK: Header

  private func drawHeader(in area: Rectangle, on canvas: Canvas) {
    let title = content.distribution.fullName
    canvas.write(title, at: Point(area.x, area.midY), .leading, font: .title, theme.text)
    var left = area.x + canvas.width(of: title, font: .title) + 16
    var right = area.maxX
    for (text, font, color) in [
      ("? help", Font.small, theme.mutedText), (status, .regular, theme.accent),
    ] {
      let width = canvas.width(of: text, font: font)
      guard right - width > left else { continue }
      canvas.write(text, at: Point(right, area.midY), .trailing, font: font, color)
      right -= width + 20
    }
    // A narrow window omits the last of these first.
    for text in [effort, trialName, content.name] {
      let width = canvas.width(of: text)
      guard !text.isEmpty, left + width < right else { continue }
      canvas.write(text, at: Point(left, area.midY), .leading, theme.mutedText)
      left += width + 20
    }
  }

  /// The title of the trial.
  private var trialName: String {
    switch content.source {
    case .replay(let trials) where trials.count > 1:
      return "recorded task \(taskIndex + 1) of \(trials.count)"
    case .replay: return "recorded task"
    case .policy(let policy):
      return isOwnTask ? "your task" : "\(policy.split.rawValue) task \(taskIndex + 1)"
    }
  }

  private var effort: String {
    if isSeparate {
      let episodes = NumberText.counted(stepCount + 1, "episode")
      let trial = "trial \(episode % rolloutCount + 1) of \(rolloutCount)"
      return rolloutCount == 1 ? episodes : "\(trial), \(episodes)"
    }
    let rollouts = NumberText.counted(rolloutCount, "rollout")
    return "\(NumberText.counted(stepCount, "step")) \u{D7} \(rollouts)"
  }

  /// What happens now, or how to set another task.
  private var status: String {
    if failure != nil { return isSeparate ? "could not play" : "could not adapt" }
    switch phase {
    case .waiting: return dragTarget == nil || isSeparate ? "starting" : "let go to adapt"
    case .collecting(let stage, let seconds):
      if stage == stepCount {
        return "adapted; playing \(NumberText.counted(rolloutCount, "rollout"))"
      }
      return seconds < Self.collectingSeconds
        ? "collecting \(NumberText.counted(rolloutCount, "rollout")) for step \(stage + 1)"
        : "taking step \(stage + 1) of \(stepCount)"
    case .playing:
      guard isLive else { return "" }
      return positionControl != nil
        ? "click in the arena: another goal" : "drag a slider: another task"
    }
  }

  // MARK: Charts

  private func drawCharts(on canvas: Canvas) {
    guard let returnArea = layout.returnChart, let curveArea = layout.adaptationChart else {
      return
    }
    let known = knownStageCount
    let shown = shownStages.filter { $0 < known }
    let lines = shown.map { stage in
      ReturnChart.Line(
        name: isSeparate ? "episode \(stage + 1)" : stage == 0 ? "before" : "after \(stage)",
        stage: color(ofStage: stage),
        rewards: stages[stage].trace(episode, isCollecting: phase != .playing).rewards,
        isComplete: phase != .playing && stage != shown.last)
    }
    let latest = shown.last.flatMap { playedSteps(of: $0) } ?? 0
    ReturnChart(
      lines: lines, step: phase == .playing ? playback.step : latest, theme: theme
    ).draw(on: canvas, in: returnArea)
    AdaptationChart(
      means: stages.prefix(known).map(\.meanReturn), stepCount: stepCount,
      anchors: anchors?.named.map { (name: $0.name, value: $0.level.mean) } ?? [],
      highlightedStage: phase == .playing ? nil : known - 1, countsEpisodes: isSeparate,
      theme: theme
    ).draw(on: canvas, in: curveArea)
  }

  /// How many stages are or were shown.
  private var knownStageCount: Int {
    switch phase {
    case .waiting: 0
    case .collecting(let stage, _): min(stages.count, stage + 1)
    case .playing: stages.count
    }
  }

  // MARK: Time line

  private func drawTimeline(on canvas: Canvas) {
    let button = layout.playButton
    canvas.fill(.rectangle(button, radius: 6), theme.accent)
    drawSymbol(in: button, on: canvas)
    let bar = Rectangle(
      x: layout.timeline.x, y: layout.timeline.midY - 3, width: layout.timeline.width, height: 6)
    canvas.fill(.rectangle(bar, radius: 3), theme.line)
    let (fraction, color, words) = timelineState
    var played = bar
    played.width *= fraction
    canvas.fill(.rectangle(played, radius: 3), color)
    let head = Point(bar.x + bar.width * fraction, bar.midY)
    canvas.fill(.circle(center: head, radius: 8), color)
    canvas.stroke(.circle(center: head, radius: 8), theme.window, width: 2)
    canvas.write(
      words, at: Point(layout.speed.maxX, layout.speed.midY), .trailing, theme.mutedText)
  }

  /// The elapsed fraction of the time line, its colour, and the text beside it.
  private var timelineState: (fraction: Double, color: Color, words: String) {
    switch phase {
    case .waiting: return (0, theme.accent, "")
    case .collecting(let stage, let seconds):
      let fraction = (Double(stage) + min(1, seconds / Self.collectingSeconds))
      let color = theme.stageColor(Double(color(ofStage: stage)))
      return (fraction / Double(stepCount + 1), color, "adapting")
    case .playing:
      let fraction = playback.length > 0 ? playback.position / Double(playback.length) : 0
      let speed = playback.speed == 1 ? "" : "   \(PictureNumber.short(playback.speed))x"
      return (fraction, theme.accent, "step \(playback.step) of \(playback.length)\(speed)")
    }
  }

  /// A triangle to play, two bars to pause.
  private func drawSymbol(in button: Rectangle, on canvas: Canvas) {
    let (x, y) = (button.midX, button.midY)
    if phase == .playing && playback.isPlaying {
      for left in [x - 6, x + 2] {
        canvas.fill(.rectangle(Rectangle(x: left, y: y - 7, width: 4, height: 14)), theme.panel)
      }
    } else {
      let triangle = [Point(x - 5, y - 8), Point(x + 8, y), Point(x - 5, y + 8)]
      canvas.fill(.polyline(triangle, isClosed: true), theme.panel)
    }
  }

  // MARK: Message and help

  private func drawMessage(_ words: String, on canvas: Canvas) {
    let text = canvas.fitting(words, width: size.width - 64, font: .regular)
    let width = canvas.width(of: text) + 32
    let area = Rectangle(
      x: (size.width - width) / 2, y: size.height - 44, width: width, height: 34)
    canvas.fill(.rectangle(area, radius: 17), theme.text.faded(0.9))
    canvas.write(text, at: Point(area.midX, area.midY), .center, theme.window)
  }

  private func drawHelp(on canvas: Canvas) {
    canvas.fill(.rectangle(canvas.bounds), theme.window.faded(0.75))
    let lines = KeyDescription.all.filter { isLive || !$0.isLive }
    var ways: [String] = []
    if isLive && positionControl != nil { ways.append("click in the arena") }
    if panel != nil { ways.append("drag a slider") }
    let mouse = ways.isEmpty ? [] : ["To set another task, \(ways.joined(separator: " or "))."]
    let rowHeight = min(24, (size.height - 110) / Double(lines.count + mouse.count))
    let height = rowHeight * Double(lines.count + mouse.count) + 76
    let width = min(520, size.width - 24)
    let area = Rectangle(
      x: (size.width - width) / 2, y: (size.height - height) / 2, width: width, height: height)
    canvas.fill(.rectangle(area, radius: 10), theme.panel)
    canvas.stroke(.rectangle(area, radius: 10), theme.line)
    canvas.write("Keys", at: Point(area.x + 24, area.y + 30), .leading, font: .title, theme.text)
    var y = area.y + 60
    for line in lines {
      canvas.write(
        line.keys, at: Point(area.x + 24, y), .leading, font: Font(13, isBold: true), theme.text)
      canvas.write(
        line.meaning(for: content.experience), at: Point(area.x + 124, y), .leading, theme.text)
      y += rowHeight
    }
    for line in mouse {
      canvas.write(line, at: Point(area.x + 24, y), .leading, theme.mutedText)
      y += rowHeight
    }
  }
}
#endif
