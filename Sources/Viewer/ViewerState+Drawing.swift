#if Viewer
import Wording
package import Drawing
package import Gym

extension ViewerState {
  /// Where everything is.
  package var layout: WindowLayout {
    WindowLayout(
      size: size, paneCount: shownStages.count, sceneRatio: sceneRatio, hasPanel: panel != nil)
  }

  /// Width over height of the scenes; a chart takes what it gets.
  private var sceneRatio: Double {
    let scene = content.distribution.makeScene(
      task, [SceneEpisode(restingTrace, step: 0, stage: 0)])
    guard scene.keepsProportions else { return 1.6 }
    let width = scene.bounds.x.upperBound - scene.bounds.x.lowerBound
    let height = scene.bounds.y.upperBound - scene.bounds.y.lowerBound
    return max(0.25, min(4, Double(width / height)))
  }

  /// The controls of the task, where a policy can adapt to what they say.
  package var panel: ControlPanel? {
    isLive ? ControlPanel(content.distribution, task: task) : nil
  }

  /// The way from the world to a pane, as the pane is drawn, and back.
  package func artist(ofPane number: Int) -> SceneArtist {
    let scene = paneScenes[number]
    let pane = ScenePane(title: "", value: "", stage: 0, scene: scene, theme: theme)
    return SceneArtist(scene, in: pane.sceneArea(in: layout.panes[number]), theme: theme)
  }

  /// Draws everything, as far as possible from the parts that have not changed.
  func draw(on canvas: Canvas, cache: DrawingCache) {
    let layout = layout
    canvas.clear(theme.window)
    drawHeader(in: layout.header, on: canvas)
    let panes = panes
    for (number, (pane, scene)) in zip(panes, scenes(of: panes)).enumerated() {
      let picture = PanePicture(
        title: pane.title, value: pane.value, stage: pane.color, scene: scene, theme: theme)
      cache.draw(
        number, picture, in: layout.panes[number], on: canvas, background: theme.window
      ) { picture, canvas, area in picture.pane.draw(on: canvas, in: area) }
    }
    cache.forget(from: shownStages.count)
    if let panel, let area = layout.panel {
      var held: Int?
      if case .control(let row) = dragTarget { held = row }
      panel.draw(
        on: canvas, in: area, theme: theme, held: held, offset: panelOffset,
        footer: [
          "keys up and down: \(NumberText.counted(stepCount, "step"))",
          "keys [ and ]: \(NumberText.counted(rolloutCount, "rollout")) for each",
        ])
    }
    drawCharts(layout, on: canvas)
    drawTimeline(layout, on: canvas)
    // Over the time line, which can be missed for a while.
    if let words = message?.text ?? failure { drawMessage(words, on: canvas) }
    if showsHelp { drawHelp(on: canvas) }
  }

  // MARK: Panes

  /// All that the picture of a pane depends on.
  private struct PanePicture: Equatable {
    var title: String
    var value: String
    var stage: Float
    var scene: Scene
    var theme: Theme

    var pane: ScenePane {
      ScenePane(title: title, value: value, stage: stage, scene: scene, theme: theme)
    }
  }

  /// What one pane shows.
  package struct Pane {
    var title: String
    var value: String
    /// The stage as a colour, from 0 to 1.
    var color: Float
    package var episodes: [SceneEpisode]
  }

  /// How far a stage is on its way from before the first step to after the last.
  private func color(ofStage stage: Int) -> Float {
    stepCount == 0 ? 1 : Float(stage) / Float(stepCount)
  }

  /// The panes from left to right.
  package var panes: [Pane] {
    let isCollecting = phase != .playing
    let traces = shownStages.map { stage in
      stages.indices.contains(stage)
        ? stages[stage].trace(episode, isCollecting: isCollecting) : nil
    }
    let wholes = traces.compactMap { $0?.returnSoFar(after: $0?.stepCount ?? 0) }
    let decimals = PictureNumber.decimals(for: wholes)
    let width = layout.panes.first?.width ?? 0
    return zip(shownStages, traces).map { stage, trace in
      let color = color(ofStage: stage)
      let title = StageTitle.text(stage, isShort: width < 250)
      guard let trace, let step = playedSteps(of: stage) else {
        return Pane(
          title: title, value: isCollecting && !stages.isEmpty ? "not yet" : "", color: color,
          episodes: [SceneEpisode(restingTrace, step: 0, stage: color)])
      }
      var value = "return " + PictureNumber.fixed(trace.returnSoFar(after: step), decimals)
      if width > 400 {
        // One episode may be far from the mean that the curve shows.
        let mean = PictureNumber.fixed(stages[stage].meanReturn, max(1, decimals))
        value += " (mean \(mean))"
      }
      let others =
        showsOthers ? stages[stage].others(than: episode, isCollecting: isCollecting) : []
      return Pane(
        title: title, value: value, color: color,
        episodes: others.map { SceneEpisode($0, step: step, stage: color, isFaint: true) }
          + [SceneEpisode(trace, step: step, stage: color)])
    }
  }

  /// How many steps of a stage's episodes are shown; `nil` if its turn has not come.
  private func playedSteps(of stage: Int) -> Int? {
    switch phase {
    case .waiting: return nil
    case .playing: return playback.step
    case .collecting(let current, let seconds):
      if stage > current { return nil }
      let longest = stages[stage].longest
      if stage < current { return longest }
      return Int(Double(longest) * min(1, seconds / Self.collectingSeconds))
    }
  }

  /// The scenes of the panes, all of the same part of the world.
  package var paneScenes: [Scene] { scenes(of: panes) }

  private func scenes(of panes: [Pane]) -> [Scene] {
    var scenes = panes.map { content.distribution.makeScene(task, $0.episodes) }
    guard let first = scenes.first?.bounds else { return [] }
    let bounds = scenes.dropFirst().reduce(first) { $0.union($1.bounds) }
    for index in scenes.indices { scenes[index].bounds = bounds }
    return scenes
  }

  /// An episode of the task that has not begun.
  private var restingTrace: EpisodeTrace {
    var batch = content.distribution.makeBatch(task, 1)
    batch.reset(key: demonstrationKey)
    let size = content.distribution.specification.stateNames.count
    return EpisodeTrace(
      stateSize: size, actionSize: content.distribution.specification.actionSpace.size,
      states: batch.states, actions: [], rewards: [], isTerminated: false)
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
    // What is left out first in a narrow window comes last.
    for text in [effort, trialName, content.name] {
      let width = canvas.width(of: text)
      guard !text.isEmpty, left + width < right else { continue }
      canvas.write(text, at: Point(left, area.midY), .leading, theme.mutedText)
      left += width + 20
    }
  }

  /// Which trial this is, in words.
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
    "\(NumberText.counted(stepCount, "step")) \u{D7} \(NumberText.counted(rolloutCount, "rollout"))"
  }

  /// What is going on, in words.
  private var status: String {
    if failure != nil { return "could not adapt" }
    switch phase {
    case .waiting: return dragTarget == nil ? "starting" : "let go to adapt"
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

  private func drawCharts(_ layout: WindowLayout, on canvas: Canvas) {
    guard let returnArea = layout.returnChart, let curveArea = layout.adaptationChart else {
      return
    }
    let known = knownStageCount
    let shown = shownStages.filter { $0 < known }
    let lines = shown.map { stage in
      ReturnChart.Line(
        name: stage == 0 ? "before" : "after \(stage)", stage: color(ofStage: stage),
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
      highlightedStage: phase == .playing ? nil : known - 1, theme: theme
    ).draw(on: canvas, in: curveArea)
  }

  /// How many stages have been shown, or are being shown.
  private var knownStageCount: Int {
    switch phase {
    case .waiting: 0
    case .collecting(let stage, _): min(stages.count, stage + 1)
    case .playing: stages.count
    }
  }

  // MARK: Time line

  private func drawTimeline(_ layout: WindowLayout, on canvas: Canvas) {
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

  /// How much of the time line has passed, in which colour, and in words.
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

  // MARK: Over everything

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
      canvas.write(line.meaning, at: Point(area.x + 124, y), .leading, theme.text)
      y += rowHeight
    }
    for line in mouse {
      canvas.write(line, at: Point(area.x + 24, y), .leading, theme.mutedText)
      y += rowHeight
    }
  }
}

extension SceneBounds {
  /// The smallest rectangle around both.
  fileprivate func union(_ other: SceneBounds) -> SceneBounds {
    SceneBounds(
      x: min(x.lowerBound, other.x.lowerBound)...max(x.upperBound, other.x.upperBound),
      y: min(y.lowerBound, other.y.lowerBound)...max(y.upperBound, other.y.upperBound))
  }
}
#endif
